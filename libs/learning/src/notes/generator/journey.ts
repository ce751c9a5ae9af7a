import { type Signal, signalOfConcept } from '../clients/signals.js';
import { type JourneyStage, journeyStages } from '../journeys/stages.js';
import type { Concept } from '../lexicon/lexicon.js';
import type { Random } from '../../random/random.js';
import type { Persona } from './persona.js';

/** A stage on a day of the world. */
export interface DrawnStage {
  /** Days since the first. */
  readonly day: number;
  readonly stage: JourneyStage;
  /** The likeliest stage for one who knows traits, patience and moods, but not what was drawn before. */
  readonly likeliest: JourneyStage;
}

/** What a note says of the mood, and when. */
export interface Moment {
  readonly day: number;
  readonly signals: ReadonlySet<Signal>;
}

export function momentOf(day: number, affirmed: readonly Concept[]): Moment {
  return { day, signals: new Set(affirmed.flatMap((concept) => signalOfConcept(concept) ?? [])) };
}

/** Advisers look at all their clients so often, in days. */
const reviews = 90;
/** How sharply moods decide: at 0 all stages are as likely. */
const sharpness = 1.6;
/** A silent client who comes back is said to return, but for a few. */
const returns = 0.9;

type Active = 'exploring' | 'considering' | 'buying' | 'loyal' | 'at_risk';

/** Log-odds of the stage after a note: what the note says, what the client is like, and where it stood before. */
const odds: Readonly<
  Record<
    Active,
    {
      readonly base: number;
      readonly signals: Partial<Record<Signal, number>>;
      readonly traits: Partial<Record<'desire' | 'affluence' | 'doubt' | 'loyalty', number>>;
      readonly before: Partial<Record<JourneyStage, number>>;
    }
  >
> = {
  exploring: { base: 0.5, signals: { browsing: 1.3, conscious: 0.2 }, traits: {}, before: { new: 0.8, exploring: 0.7, returning: 0.6 } },
  considering: {
    base: 0.1,
    signals: { interest: 0.9, hesitant: 0.8, gift: 0.4, occasion: 0.3 },
    traits: { doubt: 0.2 },
    before: { considering: 0.7, new: 0.2 },
  },
  buying: {
    base: -1,
    signals: { urgent: 2, interest: 1.2, unlimited: 0.6, generous: 0.4, gift: 0.5, hesitant: -1.1, browsing: -1.6 },
    traits: { desire: 0.5, affluence: 0.3 },
    before: { considering: 0.9, buying: 0.4, returning: 0.4 },
  },
  loyal: { base: -1.7, signals: { loyal: 2.2, dissatisfied: -1.5 }, traits: { loyalty: 0.7 }, before: { buying: 1.5, loyal: 1.6 } },
  at_risk: {
    base: -2.2,
    signals: { dissatisfied: 2.8, hesitant: 0.4, loyal: -0.8 },
    traits: { loyalty: -0.6, doubt: 0.3 },
    before: { at_risk: 0.9 },
  },
};

type Chances = Readonly<Partial<Record<JourneyStage, number>>>;

/**
 * A client's hidden way: a stage after each note and at each review up to `lastDay`. Notes push it, silence wears it out; how soon silence does is
 * each client's own. A day has one stage, its last. Depends on what notes say, never the other way, so that notes are the same with and without it.
 */
export function drawJourney(persona: Persona, moments: readonly Moment[], lastDay: number, random: Random): DrawnStage[] {
  const atRiskAfter = 80 * Math.exp(0.3 * persona.loyalty + 0.15 * random.normal());
  const lapsedAfter = atRiskAfter * (2 + 0.3 * random.next());
  const drawn: DrawnStage[] = [];
  let stage: JourneyStage = 'new';
  let belief: Chances = { new: 1 };
  for (const [i, { day, signals }] of moments.entries()) {
    const silent = i > 0 && day - moments[i - 1].day > lapsedAfter;
    if (i > 0) {
      const next = (before: JourneyStage) => chancesAfter(before, signals, persona, silent);
      belief = mixed(belief, next);
      stage = pick(next(stage), random);
    }
    if (drawn.at(-1)?.day === day) drawn.pop();
    drawn.push({ day, stage, likeliest: likeliestOf(belief) });
    const until = moments[i + 1]?.day ?? lastDay + 1;
    for (let review = Math.ceil((day + 1) / reviews) * reviews; review < until; review += reviews) {
      const silence = review - day;
      const worn = silence > lapsedAfter ? 'lapsed' : silence > atRiskAfter ? 'at_risk' : undefined;
      const settled = (own: JourneyStage): JourneyStage => worn ?? (own === 'new' && silence > 30 ? 'exploring' : own);
      drawn.push({ day: review, stage: settled(stage), likeliest: settled(likeliestOf(belief)) });
    }
  }
  return drawn;
}

function chancesAfter(before: JourneyStage, signals: ReadonlySet<Signal>, persona: Persona, silent: boolean): Chances {
  const weights = Object.entries(odds).map(([stage, { base, signals: pushes, traits, before: from }]) => {
    const pushed = [...signals].reduce((sum, signal) => sum + (pushes[signal] ?? 0), base + (from[before] ?? 0));
    const own = Object.entries(traits).reduce((sum, [trait, slope]) => sum + slope * persona[trait as keyof typeof traits], pushed);
    return [stage as Active, Math.exp(sharpness * own)] as const;
  });
  const total = weights.reduce((sum, [, weight]) => sum + weight, 0);
  const left = silent ? 1 - returns : 1;
  return {
    ...Object.fromEntries(weights.map(([stage, weight]) => [stage, (left * weight) / total])),
    ...(silent && { returning: returns }),
  };
}

/** What is believed after a note, from what was believed before it. */
function mixed(belief: Chances, next: (before: JourneyStage) => Chances): Chances {
  const mixture: Partial<Record<JourneyStage, number>> = {};
  for (const before of journeyStages) {
    const share = belief[before];
    if (share === undefined) continue;
    for (const [stage, chance] of Object.entries(next(before)))
      mixture[stage as JourneyStage] = (mixture[stage as JourneyStage] ?? 0) + share * chance;
  }
  return mixture;
}

function likeliestOf(chances: Chances): JourneyStage {
  return journeyStages.reduce((best, stage) => ((chances[stage] ?? 0) > (chances[best] ?? 0) ? stage : best));
}

function pick(chances: Chances, random: Random): JourneyStage {
  let left = random.next();
  const stages = journeyStages.filter((stage) => chances[stage] !== undefined);
  return stages.find((stage) => (left -= chances[stage] ?? 0) < 0) ?? (stages.at(-1) as JourneyStage);
}
