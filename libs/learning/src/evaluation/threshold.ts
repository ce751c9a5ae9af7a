import { LearningError } from '../errors.js';
import type { BinaryScores } from './curves.js';
import { rankingOf, walk } from './metrics/ranking.js';

/** What a threshold is chosen for. Costs are per row, by truth and call; what isn't given costs nothing. */
export type ThresholdAim =
  | {
      readonly by: 'cost';
      readonly false_positive: number;
      readonly false_negative: number;
      readonly true_positive?: number;
      readonly true_negative?: number;
    }
  | { readonly by: 'f1' | 'balanced_accuracy' }
  /** The most recall among thresholds with this precision, or the most precision among those with this recall. */
  | { readonly by: 'precision' | 'recall'; readonly at_least: number };

/** How calls at a threshold turn out: rows (or their weight) and ratios; a ratio without denominator is 0. */
export interface ThresholdPerformance {
  readonly true_positives: number;
  readonly false_positives: number;
  readonly true_negatives: number;
  readonly false_negatives: number;
  readonly accuracy: number;
  readonly balanced_accuracy: number;
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
  /** Per row; absent unless the aim names costs. */
  readonly cost?: number;
}

export interface ChosenThreshold {
  readonly aim: ThresholdAim;
  /** Rows from this score on are called positive; `null` where calling none is best. Midway between two scores that occur. */
  readonly threshold: number | null;
  /** False where no threshold has the precision or recall that was asked for; the nearest is then taken. */
  readonly reached: boolean;
  /** On the rows it was chosen on, hence a little too good. */
  readonly chosen_on: ThresholdPerformance;
}

interface Calls {
  readonly positives: number;
  readonly negatives: number;
  readonly threshold: number | null;
}

/**
 * Chooses by trying every threshold that tells rows apart (Elkan 2001 for costs). Equally good ones: the one nearest to 0.5.
 * Throws `learning.parameter_invalid` for a cost or share out of range, and `learning.target_constant` without rows of both classes.
 */
export function chooseThreshold(given: BinaryScores, aim: ThresholdAim): ChosenThreshold {
  requireAim(aim);
  const steps = callsOf(given);
  const all = steps[steps.length - 1];
  if (all.positives === 0 || all.negatives === 0)
    throw new LearningError('learning.target_constant', 'A threshold is chosen on rows of both classes; there is only one.');
  const judged = steps.map((calls) => ({ calls, performance: performanceOf(calls, all, aim) }));
  const rank = rankingFor(aim);
  const best = judged.reduce((top, other) =>
    comesBefore(rank(other.performance), rank(top.performance), other.calls, top.calls) ? other : top,
  );
  const reached = (aim.by !== 'precision' && aim.by !== 'recall') || best.performance[aim.by] >= aim.at_least;
  return { aim, threshold: best.calls.threshold, reached, chosen_on: best.performance };
}

/** How a threshold does on other rows than it was chosen on: the honest number. */
export function judgeThreshold(
  { scores, isPositive, weights }: BinaryScores,
  threshold: number | null,
  aim?: ThresholdAim,
): ThresholdPerformance {
  const called = { positives: 0, negatives: 0, threshold };
  const all = { positives: 0, negatives: 0, threshold: null };
  for (let row = 0; row < scores.length; row++) {
    const weight = weights ? weights[row] : 1;
    const truth = isPositive(row) ? 'positives' : 'negatives';
    all[truth] += weight;
    if (threshold !== null && scores[row] >= threshold) called[truth] += weight;
  }
  return performanceOf(called, all, aim);
}

/** Performance at `points` thresholds from 0 to 1, for a chart. */
export function thresholdCurve(
  given: BinaryScores,
  aim?: ThresholdAim,
  points = 51,
): (ThresholdPerformance & { readonly threshold: number })[] {
  return Array.from({ length: points }, (_, i) => ({ threshold: i / (points - 1), ...judgeThreshold(given, i / (points - 1), aim) }));
}

/**
 * The class of least expected cost per row, of row-major probabilities [rows × classes]; `costs[truth][call]`. Ties to the lower code.
 * Throws `learning.parameter_invalid` unless the costs are classes × classes numbers.
 */
export function decideByCost(probabilities: Float64Array, costs: readonly (readonly number[])[]): Int32Array {
  const classes = costs.length;
  const square = costs.every((row) => row.length === classes && row.every(Number.isFinite));
  if (!square || classes < 2 || probabilities.length % classes !== 0)
    throw new LearningError(
      'learning.parameter_invalid',
      '"costs" must be one row per true class with a number per called class.',
      'costs',
    );
  return Int32Array.from({ length: probabilities.length / classes }, (_, row) => {
    const expected = costs.map((_cost, call) =>
      costs.reduce((sum, cost, truth) => sum + probabilities[row * classes + truth] * cost[call], 0),
    );
    return expected.indexOf(Math.min(...expected));
  });
}

/** From calling none positive to calling all, one step per score that occurs. */
function callsOf({ scores, isPositive, weights }: BinaryScores): Calls[] {
  const steps: Calls[] = [{ positives: 0, negatives: 0, threshold: null }];
  const found: number[] = [];
  walk(rankingOf(scores), isPositive, weights, (positives, negatives, score) => {
    steps.push({ positives, negatives, threshold: score });
    found.push(score);
  });
  return steps.map((step, i) => (i === 0 ? step : { ...step, threshold: i < found.length ? (found[i - 1] + found[i]) / 2 : found[i - 1] }));
}

function performanceOf(called: Calls, all: Calls, aim?: ThresholdAim): ThresholdPerformance {
  const { positives: tp, negatives: fp } = called;
  const fn = all.positives - tp;
  const tn = all.negatives - fp;
  const total = all.positives + all.negatives;
  const recall = ratio(tp, all.positives);
  return {
    true_positives: tp,
    false_positives: fp,
    true_negatives: tn,
    false_negatives: fn,
    accuracy: (tp + tn) / total,
    balanced_accuracy: (recall + ratio(tn, all.negatives)) / 2,
    precision: ratio(tp, tp + fp),
    recall,
    f1: ratio(2 * tp, 2 * tp + fp + fn),
    ...(aim?.by === 'cost' && {
      cost: (fp * aim.false_positive + fn * aim.false_negative + tp * (aim.true_positive ?? 0) + tn * (aim.true_negative ?? 0)) / total,
    }),
  };
}

/** Numbers to compare one after the other, larger is better. */
function rankingFor(aim: ThresholdAim): (performance: ThresholdPerformance) => readonly number[] {
  switch (aim.by) {
    case 'cost':
      return ({ cost }) => [-(cost ?? 0)];
    case 'precision':
      return ({ precision, recall }) => [Math.min(precision, aim.at_least), recall, precision];
    case 'recall':
      return ({ precision, recall }) => [Math.min(recall, aim.at_least), precision, recall];
    default:
      return (performance) => [performance[aim.by]];
  }
}

function comesBefore(a: readonly number[], b: readonly number[], aCalls: Calls, bCalls: Calls): boolean {
  for (let i = 0; i < a.length; i++) if (Math.abs(a[i] - b[i]) > 1e-12) return a[i] > b[i];
  return distanceToHalf(aCalls) < distanceToHalf(bCalls);
}

function distanceToHalf({ threshold }: Calls): number {
  return threshold === null ? Number.POSITIVE_INFINITY : Math.abs(threshold - 0.5);
}

function requireAim(aim: ThresholdAim): void {
  const wrong = (name: string, expected: string, value: unknown) =>
    new LearningError('learning.parameter_invalid', `"${name}" must be ${expected}, not ${JSON.stringify(value)}.`, name);
  if (aim.by === 'precision' || aim.by === 'recall') {
    if (!(aim.at_least > 0 && aim.at_least <= 1)) throw wrong('at_least', 'above 0 and at most 1', aim.at_least);
  } else if (aim.by === 'cost') {
    for (const name of ['false_positive', 'false_negative', 'true_positive', 'true_negative'] as const)
      if (aim[name] !== undefined && !Number.isFinite(aim[name])) throw wrong(name, 'a number', aim[name]);
    if (aim.false_positive + aim.false_negative <= (aim.true_positive ?? 0) + (aim.true_negative ?? 0))
      throw wrong('false_positive', 'such that errors cost more than right calls', aim.false_positive);
  } else if (aim.by !== 'f1' && aim.by !== 'balanced_accuracy')
    throw wrong('by', 'one of cost, f1, balanced_accuracy, precision, recall', (aim as { by: unknown }).by);
}

function ratio(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}
