import type { Estimator, FitOptions, LearningSet, Progress } from '../estimators/estimator.js';
import type { Frame } from '../frame/frame.js';
import type { Signature } from '../frame/signature.js';
import type { Target } from '../frame/target.js';
import { fitPreparation, type PreparationOptions, defaultPreparation, type Preparation } from '../preparation/preparation.js';
import { chooseFeatures, type LeftOut } from './features.js';
import { Pipeline } from './pipeline.js';
import { type ResolvedPlan, rowWeights } from './plan.js';

export interface FitPipelineOptions {
  readonly threads?: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
}

/** Rows of the frame (and of the target) that have a target, by part. */
export interface Parts {
  readonly train: Int32Array;
  readonly validation: Int32Array;
}

export interface FittedPipeline {
  readonly pipeline: Pipeline;
  readonly leftOut: readonly LeftOut[];
}

/** Learns preparation and estimator from the training rows; the validation rows are only looked at for losses and early stopping. */
export async function fitPipeline(
  frame: Frame,
  target: Target,
  parts: Parts,
  plan: ResolvedPlan,
  options: FitPipelineOptions,
): Promise<FittedPipeline> {
  const train = frame.take(parts.train);
  const { inputs, leftOut } = chooseFeatures(train, plan);
  const preparation = fitPreparation(train, inputs, preparationOptions(plan, train.rows));
  const weighted = (rows: Int32Array): LearningSet => {
    const set = learningSet(frame, target, rows, preparation);
    return { ...set, weights: rowWeights(plan, frame, target, rows, set.y) };
  };
  const fitOptions: FitOptions = {
    task: plan.task,
    classes: target.task === 'classification' ? target.classes.length : 0,
    parameters: plan.parameters,
    seed: plan.seed,
    validation: parts.validation.length > 0 ? weighted(parts.validation) : undefined,
    earlyStopping: plan.earlyStopping && parts.validation.length > 0 ? { patience: plan.patience } : undefined,
    ...options,
  };
  const estimator = await plan.estimator.fit(weighted(parts.train), fitOptions);
  const signature: Signature = {
    inputs,
    target: { name: target.name, type: target.type },
    task: plan.task,
    ...(target.task === 'classification' ? { classes: target.classes } : {}),
  };
  const loadedBy = (plan.calibration ?? 'none') === 'none' ? plan.algorithm : 'calibrated';
  return { pipeline: new Pipeline({ signature, preparation, algorithm: plan.algorithm, estimator, loadedBy }), leftOut };
}

/** What preparation has to know of a plan. */
export type PreparedFor = Pick<ResolvedPlan, 'scaling' | 'reduction'> & {
  readonly estimator: Pick<Estimator, 'handlesMissing' | 'handlesCategories' | 'scaleSensitive'>;
};

/** A code costs no column, so that rare categories keep their own; beyond this a column is as good as free text. */
const mostCodes = 10_000;

/** Scaling where it matters to the estimator, imputation where it can't handle missing numbers itself. */
export function preparationOptions({ estimator, scaling, reduction }: PreparedFor, rows: number): PreparationOptions {
  return {
    ...defaultPreparation,
    impute: estimator.handlesMissing ? 'none' : defaultPreparation.impute,
    // Components depend on the columns' units, whatever is learned from them.
    scaling: estimator.scaleSensitive || reduction ? scaling : 'none',
    ...(reduction ? { reduce: reduction } : {}),
    ...(estimator.handlesCategories
      ? { encoding: 'codes', minFrequency: 1, maxCategories: mostCodes }
      : // Few rows can't ask five of a category.
        { minFrequency: Math.max(1, Math.min(defaultPreparation.minFrequency, Math.floor(rows / 100))) }),
  };
}

function learningSet(frame: Frame, target: Target, rows: Int32Array, preparation: Preparation): LearningSet {
  return { x: preparation.transform(frame.take(rows)), y: targetOf(target, rows) };
}

/** Class codes or values of these rows. */
export function targetOf(target: Target, rows: Int32Array): Float64Array {
  const all = target.task === 'classification' ? target.codes : target.values;
  return Float64Array.from(rows, (row) => all[row]);
}
