import { LearningError, throwIfAborted } from '../errors.js';
import { pause } from '../estimators/pause.js';
import { foldMoments } from '../pipeline/cross-validate.js';
import type { Candidate } from './space.js';
import type { Study, Trial } from './study.js';

/** What a study asks of whatever it tunes. */
export interface Objective {
  /** Learns with these hyper-parameters without the fold (from 0), and judges on it by the study's metric. */
  score(hyperparameters: Candidate, fold: number): Promise<number>;
}

export interface RunStudyOptions {
  readonly signal?: AbortSignal;
  /** After every fold, with the study as it then is: kept, it is where an aborted search goes on. */
  readonly onProgress?: (progress: StudyProgress) => void;
}

export interface StudyProgress {
  readonly study: Study;
  /** Folds done of all trials, those of failed trials counted as done. */
  readonly done: number;
  readonly total: number;
}

/**
 * Runs the trials that are not done, in their order, each from the first fold that it lacks. A trial that can't be learned with is marked as
 * failed. Gives the study with all trials done; throws `learning.aborted`, and whatever else than a refusal the objective throws.
 */
export async function runStudy(study: Study, objective: Objective, { signal, onProgress }: RunStudyOptions = {}): Promise<Study> {
  let current = study;
  const keep = (trial: Trial) => {
    current = { ...current, trials: current.trials.with(trial.number, trial) };
    onProgress?.({ study: current, done: doneFolds(current), total: current.folds * current.trials.length });
  };
  for (const trial of study.trials) {
    throwIfAborted(signal);
    if (trial.state === 'waiting' || trial.state === 'running') await runTrial(trial, study, objective, keep, signal);
  }
  return current;
}

async function runTrial(
  given: Trial,
  study: Study,
  objective: Objective,
  keep: (trial: Trial) => void,
  signal?: AbortSignal,
): Promise<void> {
  let trial: Trial = given;
  try {
    for (let fold = trial.scores.length; fold < study.folds; fold++) {
      const scores = [...trial.scores, defined(await objective.score(trial.hyperparameters, fold), study.metric, fold)];
      trial = { ...trial, state: 'running', scores };
      keep(scores.length < study.folds ? trial : { ...trial, state: 'complete', ...foldMoments(scores) });
      await pause();
      throwIfAborted(signal);
    }
  } catch (error) {
    if (!(error instanceof LearningError) || error.code === 'learning.aborted') throw error;
    keep({ ...trial, state: 'failed', error: { code: error.code, message: error.message } });
  }
}

function defined(score: number, metric: string, fold: number): number {
  if (Number.isFinite(score)) return score;
  throw new LearningError('learning.value_invalid', `"${metric}" has no value in fold ${fold + 1}.`, 'metric');
}

function doneFolds({ trials, folds }: Study): number {
  return trials.reduce((sum, { state, scores }) => sum + (state === 'failed' ? folds : scores.length), 0);
}
