import { LearningError } from '../errors.js';
import { metricDirection } from '../evaluation/metrics/catalogue.js';
import { sampleCandidates } from './random-sampler.js';
import { type Candidate, requireSpace, type SearchSpace } from './space.js';

export const studyFormat = 'atelier.study.1';

const trialStates = ['waiting', 'running', 'complete', 'failed'] as const;
export type TrialState = (typeof trialStates)[number];

/** One point of the space and how it did in the folds so far. */
export interface Trial {
  readonly number: number;
  readonly state: TrialState;
  readonly hyperparameters: Candidate;
  /** One per fold that is done, in their order. */
  readonly scores: readonly number[];
  /** Once complete; `std` is the population standard deviation over the folds. */
  readonly mean?: number;
  readonly std?: number;
  /** Why it failed: this point can't be learned with, which doesn't stop the others. */
  readonly error?: { readonly code: string; readonly message: string };
}

/** A search with all of its trials, as plain JSON: what is kept of it, and all that is needed to go on. */
export interface Study {
  readonly format: typeof studyFormat;
  readonly space: SearchSpace;
  readonly sampler: { readonly kind: 'random'; readonly seed: number };
  readonly metric: string;
  readonly direction: 'maximize' | 'minimize';
  readonly folds: number;
  readonly trials: readonly Trial[];
}

export interface StudyOptions {
  readonly space: SearchSpace;
  readonly trials: number;
  readonly metric: string;
  readonly folds: number;
  readonly seed: number;
}

/** A study whose trials all wait. Throws `learning.parameter_invalid`, naming what is wrong of space, trials, folds or metric. */
export function createStudy({ space, trials, metric, folds, seed }: StudyOptions): Study {
  const direction = metricDirection(metric);
  if (!Number.isInteger(folds) || folds < 2)
    throw new LearningError('learning.parameter_invalid', `"folds" must be a whole number from 2, not ${folds}.`, 'folds');
  const candidates = sampleCandidates(space, trials, seed);
  return {
    format: studyFormat,
    space,
    sampler: { kind: 'random', seed },
    metric,
    direction,
    folds,
    trials: candidates.map((hyperparameters, number) => ({ number, state: 'waiting', hyperparameters, scores: [] })),
  };
}

/** The complete trial with the best mean, the first of equals. Throws `learning.parameter_invalid` where none is complete, saying why the first failed. */
export function bestTrial({ trials, direction }: Study): Trial & { readonly mean: number } {
  const sign = direction === 'maximize' ? 1 : -1;
  const complete = trials.filter((trial): trial is Trial & { mean: number } => trial.state === 'complete' && trial.mean !== undefined);
  if (complete.length > 0) return complete.reduce((best, trial) => (sign * trial.mean > sign * best.mean ? trial : best));
  const failed = trials.find(({ error }) => error);
  throw new LearningError(
    'learning.parameter_invalid',
    failed?.error ? `Every trial failed; the first said: ${failed.error.message}` : 'No trial is complete yet.',
    'space',
  );
}

/** Reads a study back. Throws `learning.value_invalid`, saying what is wrong, and what a bad space throws. */
export function parseStudy(json: unknown): Study {
  const study = json as Study;
  if (typeof json !== 'object' || study?.format !== studyFormat) throw unreadable(`its format is not ${studyFormat}`);
  requireSpace(study.space);
  if (study.direction !== metricDirection(study.metric)) throw unreadable(`"direction" is not that of ${study.metric}`);
  if (!Number.isInteger(study.folds) || study.folds < 2) throw unreadable('"folds" is not a whole number from 2');
  if (study.sampler?.kind !== 'random' || !Number.isInteger(study.sampler.seed)) throw unreadable('"sampler" is not random with a seed');
  if (!Array.isArray(study.trials) || study.trials.length === 0) throw unreadable('it has no trials');
  study.trials.forEach((trial: Trial, number) => requireTrial(trial, number, study));
  return study;
}

function requireTrial(trial: Trial, number: number, { folds, space }: Study): void {
  const wrong = (what: string) => unreadable(`trial ${number} ${what}`);
  if (trial?.number !== number) throw wrong('is out of order');
  if (!trialStates.includes(trial.state)) throw wrong('has no known state');
  const names = Object.keys(trial.hyperparameters ?? {});
  if (names.length !== Object.keys(space).length || !names.every((name) => Object.hasOwn(space, name))) throw wrong('is not of the space');
  if (!Array.isArray(trial.scores) || trial.scores.length > folds || !trial.scores.every(Number.isFinite))
    throw wrong('has scores that are none');
  if (trial.state === 'complete' && (trial.scores.length < folds || !Number.isFinite(trial.mean))) throw wrong('is not complete');
}

function unreadable(what: string): LearningError {
  return new LearningError('learning.value_invalid', `The study can't be read: ${what}.`, 'study');
}
