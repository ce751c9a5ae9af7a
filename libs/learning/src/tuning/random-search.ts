import { LearningError } from '../errors.js';
import type { Frame } from '../frame/frame.js';
import { prepareFolds } from '../pipeline/cross-validate.js';
import { resolvePlan, type TrainingPlan } from '../pipeline/plan.js';
import { runStudy, type RunStudyOptions } from './run-study.js';
import { type Candidate, endsOf, requireSpace, type SearchSpace } from './space.js';
import { createStudy, type Study, type StudyOptions } from './study.js';

export interface RandomSearchOptions extends Omit<StudyOptions, 'seed'>, RunStudyOptions {
  /** Default the plan's. */
  readonly seed?: number;
  readonly threads?: number;
  /** A study of the same search that was not finished. */
  readonly resume?: Study;
}

/**
 * Tries points of the space by k-fold cross-validation of the frame's rows, the whole pipeline learned anew in every fold: give it training rows
 * alone. Every trial sees the same folds. Throws what `crossValidate` throws, and `learning.parameter_unknown` and `learning.parameter_invalid` for
 * a space that isn't the algorithm's.
 */
export async function randomSearch(frame: Frame, plan: TrainingPlan, options: RandomSearchOptions): Promise<Study> {
  const { space, trials, metric, folds, seed = plan.seed, threads, signal, onProgress, resume } = options;
  requireSpaceOf(plan, space);
  const fresh = createStudy({ space, trials, metric, folds, seed });
  const study = resume ? resumed(resume, fresh) : fresh;
  const prepared = prepareFolds(frame, plan, { folds, metric });
  const score = (hyperparameters: Candidate, fold: number) =>
    prepared.score(resolvePlan(withHyperparameters(plan, hyperparameters)), fold, { threads, signal });
  return runStudy(study, { score }, { signal, onProgress });
}

export function withHyperparameters(plan: TrainingPlan, hyperparameters: Candidate): TrainingPlan {
  return { ...plan, hyperparameters: { ...plan.hyperparameters, ...hyperparameters } };
}

/** Every choice and both ends of every range must be what the plan's algorithm takes. */
export function requireSpaceOf(plan: TrainingPlan, space: SearchSpace): void {
  resolvePlan(plan);
  requireSpace(space);
  for (const [name, dimension] of Object.entries(space))
    for (const value of endsOf(dimension)) resolvePlan(withHyperparameters(plan, { [name]: value }));
}

/** The trials must be those that this search would have made, as they are what the seed says. */
function resumed(kept: Study, fresh: Study): Study {
  const identity = ({ space, sampler, metric, folds, trials }: Study) =>
    JSON.stringify([space, sampler, metric, folds, trials.map(({ hyperparameters }) => hyperparameters)]);
  if (identity(kept) === identity(fresh)) return kept;
  throw new LearningError(
    'learning.parameter_invalid',
    'The study to be resumed is of another search: space, seed, metric, folds or trials differ.',
    'resume',
  );
}
