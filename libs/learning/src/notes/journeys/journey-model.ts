import { LearningError } from '../../errors.js';
import type { FittedEstimator } from '../../estimators/estimator.js';
import { loadTrees } from '../../estimators/trees/fitted-trees.js';
import type { ClassEvaluation } from '../../evaluation/metrics/evaluate.js';
import type { ClientHistory } from '../histories.js';
import { featureVersion, type JourneyMoment, journeyFeatureNames, journeyFeatures, notesUntil } from './journey-features.js';
import { momentsOf, type StagesOrigin } from './stage-rules.js';

/** How well stages are told of clients that the model never saw. */
export interface JourneyEvaluation extends ClassEvaluation {
  readonly clients: number;
  /** Accuracy of always saying the most frequent stage. */
  readonly majority: number;
}

export interface JourneyModelParts {
  readonly stages: readonly string[];
  readonly forest: FittedEstimator;
  readonly evaluation: JourneyEvaluation;
  readonly origin: StagesOrigin;
  /** Clients and stages that it learned from. */
  readonly clients: number;
  readonly observations: number;
  readonly seed: number;
}

/** Where a client stands on a day. */
export interface ClientStage {
  readonly clientId: string;
  readonly day: number;
  readonly stage: string;
  /** In the order of the model's stages; they sum to 1. */
  readonly probabilities: readonly number[];
}

/** A stay in one stage. */
export interface StageSpan {
  readonly stage: string;
  /** Days since 1970-01-01: when the stage was first told, and when the next one was; the last day where none was yet. */
  readonly from: number;
  readonly to: number;
  readonly ended: boolean;
}

export interface ClientJourney {
  readonly clientId: string;
  /** None where the client has no dated note. */
  readonly now?: ClientStage;
  readonly spans: readonly StageSpan[];
}

const kind = 'client_journeys';
/** Features of all clients' days at once would take much memory. */
const clientsAtOnce = 500;

/** Tells the stages of clients from their notes; what it says of a day depends on notes up to that day alone. */
export class JourneyModel {
  constructor(private readonly parts: JourneyModelParts) {}

  get stages(): readonly string[] {
    return this.parts.stages;
  }

  get evaluation(): JourneyEvaluation {
    return this.parts.evaluation;
  }

  get origin(): StagesOrigin {
    return this.parts.origin;
  }

  /** What the forest's trees decide by, the weightiest first; shares sum to 1. */
  get importance(): readonly { readonly name: string; readonly share: number }[] {
    const shares = this.parts.forest.importance ?? new Float64Array(journeyFeatureNames.length);
    return journeyFeatureNames.map((name, i) => ({ name, share: shares[i] })).sort((a, b) => b.share - a.share);
  }

  /** The stage of each client on its day, of those who have a dated note by then; in the given order. */
  stagesAt(moments: readonly JourneyMoment[]): ClientStage[] {
    const { forest, stages } = this.parts;
    const known = moments.filter(({ history, day }) => notesUntil(history, day).length > 0);
    if (known.length === 0) return [];
    const proba = forest.predictProba?.(journeyFeatures(known)) ?? new Float64Array(0);
    return known.map(({ history, day }, row) => {
      const probabilities = Array.from(proba.subarray(row * stages.length, (row + 1) * stages.length));
      return { clientId: history.clientId, day, stage: stages[probabilities.indexOf(Math.max(...probabilities))], probabilities };
    });
  }

  /** Each client's way up to a day: its stage after every note and every 30 days of silence, and the stays that these make. */
  journeys(histories: readonly ClientHistory[], lastDay: number): ClientJourney[] {
    const parts = Array.from({ length: Math.ceil(histories.length / clientsAtOnce) }, (_, part) =>
      histories.slice(part * clientsAtOnce, (part + 1) * clientsAtOnce),
    );
    return parts.flatMap((part) => this.journeysOf(part, lastDay));
  }

  private journeysOf(histories: readonly ClientHistory[], lastDay: number): ClientJourney[] {
    const days = histories.map((history) => momentsOf(history, lastDay));
    const told = this.stagesAt(histories.flatMap((history, i) => days[i].map((day) => ({ history, day }))));
    let at = 0;
    return histories.map(({ clientId }, i) => {
      const own = told.slice(at, (at += days[i].length));
      const now = own.at(-1);
      return { clientId, ...(now && { now }), spans: spansOf(own, lastDay) };
    });
  }

  /** Plain JSON; `load` reads it back. */
  toJSON(): unknown {
    const { forest, ...others } = this.parts;
    return { kind, version: 1, features: featureVersion, ...others, forest: forest.toJSON() };
  }

  /** Throws `learning.model_invalid` for anything but what `toJSON` gave. */
  static load(json: unknown): JourneyModel {
    const given = (typeof json === 'object' && json !== null ? json : {}) as Record<string, unknown>;
    if (given.kind !== kind || given.version !== 1 || given.features !== featureVersion)
      throw new LearningError(
        'learning.model_invalid',
        `This is no saved model of journeys (kind "client_journeys", version 1, features ${featureVersion}).`,
        'kind',
      );
    const forest = loadTrees(given.forest);
    const { stages, evaluation, origin, clients, observations, seed } = given as unknown as JourneyModelParts;
    if (!Array.isArray(stages) || stages.length < 2 || !evaluation || forest.trees?.columns !== journeyFeatureNames.length)
      throw new LearningError('learning.model_invalid', 'The saved model of journeys is cut short.', 'stages');
    return new JourneyModel({ stages, forest, evaluation, origin, clients, observations, seed });
  }
}

function spansOf(told: readonly ClientStage[], lastDay: number): StageSpan[] {
  const begun = told.filter(({ stage }, i) => i === 0 || stage !== told[i - 1].stage);
  return begun.map(({ stage, day }, i) => {
    const next = begun[i + 1];
    return { stage, from: day, to: next?.day ?? lastDay, ended: next !== undefined };
  });
}
