import { throwIfAborted } from '../errors.js';
import { metricDirection, scoreOf } from '../evaluation/metrics/catalogue.js';
import { type Fold, kFold, stratifiedKFold } from '../frame/folds.js';
import type { Frame } from '../frame/frame.js';
import { trainTestSplit } from '../frame/splits.js';
import { strataOf, type Strata } from '../frame/strata.js';
import type { Target } from '../frame/target.js';
import { fitPipeline, type Parts } from './fit-pipeline.js';
import { outcomeOf } from './outcome.js';
import { type ResolvedPlan, resolvePlan, type TrainingPlan } from './plan.js';

export interface CrossValidation {
  /** One per fold. */
  readonly scores: readonly number[];
  readonly mean: number;
  /** Population standard deviation over the folds, as scikit-learn's users compute it. */
  readonly std: number;
  readonly metric: string;
  readonly direction: 'maximize' | 'minimize';
}

export interface CrossValidateOptions {
  readonly folds: number;
  readonly metric: string;
  readonly threads?: number;
  readonly signal?: AbortSignal;
  /** After every fold. */
  readonly onProgress?: (progress: { readonly fold: number; readonly folds: number; readonly score: number }) => void;
}

/**
 * K-fold (stratified for classification), the whole pipeline learned anew in every fold. `testSize` is not used; with early
 * stopping, or calibration on validation rows, the plan's `validationSize` is taken from the fold's training rows. Throws what `trainPipeline` throws, and
 * `learning.parameter_invalid` for a metric that isn't one of the task.
 */
export async function crossValidate(frame: Frame, plan: TrainingPlan, options: CrossValidateOptions): Promise<CrossValidation> {
  const { folds, metric, threads, signal, onProgress } = options;
  throwIfAborted(signal);
  const direction = metricDirection(metric);
  const resolved = resolvePlan(plan);
  const prepared = prepareFolds(frame, plan, { folds, metric });
  const scores: number[] = [];
  for (let fold = 0; fold < folds; fold++) {
    const score = await prepared.score(resolved, fold, { threads, signal });
    scores.push(score);
    onProgress?.({ fold: scores.length, folds, score });
  }
  return { scores, ...foldMoments(scores), metric, direction };
}

/** Mean and population standard deviation of the folds' scores. */
export function foldMoments(scores: readonly number[]): Pick<CrossValidation, 'mean' | 'std'> {
  const mean = scores.reduce((sum, score) => sum + score, 0) / scores.length;
  return { mean, std: Math.sqrt(scores.reduce((sum, score) => sum + (score - mean) ** 2, 0) / scores.length) };
}

/** Rows divided into folds, in which plans can be tried that differ in nothing but their hyper-parameters. */
export interface PreparedFolds {
  /** Learns without the fold (from 0) and judges on it. */
  score(plan: ResolvedPlan, fold: number, options: Pick<CrossValidateOptions, 'threads' | 'signal'>): Promise<number>;
}

export function prepareFolds(
  frame: Frame,
  plan: TrainingPlan,
  { folds, metric }: Pick<CrossValidateOptions, 'folds' | 'metric'>,
): PreparedFolds {
  const resolved = resolvePlan(plan);
  const target = resolved.readTarget(frame);
  const rows = frame.take(target.kept);
  const divided = foldsOf(target, rows.rows, folds, resolved);
  return {
    async score(tried, fold, options) {
      const { train, test } = divided[fold];
      const { pipeline } = await fitPipeline(rows, target, partsOf(train, target, tried), tried, options);
      return scoreOf(metric, outcomeOf(pipeline.predict(rows.take(test)), target, test));
    },
  };
}

/** The folds in which a plan is tried. */
export function foldsOf(target: Target, rows: number, folds: number, { stratify, seed, task }: ResolvedPlan): Fold[] {
  return (stratify ?? task === 'classification')
    ? stratifiedKFold({ strata: strataOf(target), folds, seed })
    : kFold({ rows, folds, seed });
}

/** The training rows of a fold, less the validation rows that the plan needs. */
export function partsOf(train: Int32Array, target: Target, plan: ResolvedPlan): Parts {
  const calibratesOnValidation = (plan.calibration ?? 'none') !== 'none' && plan.calibrationFolds === 0;
  if (!plan.earlyStopping && !calibratesOnValidation) return { train, validation: new Int32Array() };
  const stratify = plan.task === 'classification' ? strataOfRows(strataOf(target), train) : undefined;
  const split = trainTestSplit({ rows: train.length, testSize: 0, validationSize: plan.validationSize, seed: plan.seed, stratify });
  return { train: split.train.map((row) => train[row]), validation: split.validation.map((row) => train[row]) };
}

function strataOfRows({ codes, labels }: Strata, rows: Int32Array): Strata {
  return { codes: rows.map((row) => codes[row]), labels };
}
