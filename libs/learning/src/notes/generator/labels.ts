import type { Random } from '../../random/random.js';
import type { DrawnStage } from './journey.js';
import type { Persona } from './persona.js';

export interface ClientLabels {
  readonly purchased: boolean;
  readonly churned: boolean;
  /** In dollars, with cents. */
  readonly lifetimeValue: number;
}

/** What the hidden process expects of a client, before chance. */
export interface Expected {
  readonly purchase: number;
  readonly churn: number;
  readonly value: number;
}

/** Standard deviation of the logarithm of the lifetime value that nothing explains. */
const valueNoise = 0.45;

export function expectedOf({ affluence, desire, gifting, doubt, loyalty }: Persona): Expected {
  const logistic = (odds: number) => 1 / (1 + Math.exp(-odds));
  return {
    purchase: logistic(-0.3 + 1.3 * desire + 0.9 * affluence + 0.7 * gifting - 1.2 * doubt + 0.4 * affluence * desire),
    churn: logistic(-1 + 1.4 * doubt - 1.5 * loyalty - 0.4 * desire),
    value: Math.exp(8.6 + 0.9 * affluence + 0.45 * loyalty + 0.3 * gifting + 0.2 * desire + valueNoise ** 2 / 2),
  };
}

export function drawLabels({ purchase, churn, value }: Expected, random: Random): ClientLabels {
  const chance = Math.exp(valueNoise * random.normal() - valueNoise ** 2 / 2);
  return { purchased: random.next() < purchase, churned: random.next() < churn, lifetimeValue: Math.round(value * chance * 100) / 100 };
}

/** What a model that saw the hidden traits themselves would reach on these clients; notes tell less. */
export interface Attainable {
  readonly purchaseAuc: number;
  readonly churnAuc: number;
  readonly valueR2: number;
  /** R² of the value's logarithm, which single large clients don't decide. */
  readonly logValueR2: number;
  /** Share of journeys' stages that one would tell who knows traits, moods and each client's patience with silence. */
  readonly stageAccuracy: number;
}

export function attainableOf(
  expected: readonly Expected[],
  labels: readonly ClientLabels[],
  stages: readonly Pick<DrawnStage, 'stage' | 'likeliest'>[],
): Attainable {
  const value = (of: (x: number) => number) =>
    determination(
      labels.map(({ lifetimeValue }) => of(lifetimeValue)),
      expected.map((each) => of(each.value)),
    );
  return {
    purchaseAuc: areaUnderCurve(
      expected.map(({ purchase }) => purchase),
      labels.map(({ purchased }) => purchased),
    ),
    churnAuc: areaUnderCurve(
      expected.map(({ churn }) => churn),
      labels.map(({ churned }) => churned),
    ),
    valueR2: value((x) => x),
    logValueR2: value((x) => Math.log(Math.max(0.01, x))),
    stageAccuracy: stages.filter(({ stage, likeliest }) => stage === likeliest).length / stages.length,
  };
}

/** Probability that one of the class outranks one of the others (Mann–Whitney); NaN where one class is missing. */
function areaUnderCurve(scores: readonly number[], truth: readonly boolean[]): number {
  const order = scores.map((score, i) => ({ score, positive: truth[i] })).sort((a, b) => a.score - b.score);
  let below = 0;
  let pairs = 0;
  for (const { positive } of order) {
    if (positive) pairs += below;
    else below++;
  }
  return pairs / (below * (order.length - below));
}

function determination(truth: readonly number[], predicted: readonly number[]): number {
  const mean = truth.reduce((sum, x) => sum + x, 0) / truth.length;
  const squares = (center: (i: number) => number) => truth.reduce((sum, x, i) => sum + (x - center(i)) ** 2, 0);
  return 1 - squares((i) => predicted[i]) / squares(() => mean);
}
