import { LearningError } from '../errors.js';
import type { Matrix } from '../estimators/estimator.js';
import { checkpointFor } from '../estimators/trees/learning-rows.js';
import { type Frame, isMissing } from '../frame/frame.js';
import { capAt } from './cap.js';
import { fitImpute } from './impute.js';
import { fitIndicate } from './indicate.js';
import { fitIterativeImpute } from './iterative-impute.js';
import { fitKnnImpute } from './knn-impute.js';
import { findOutliers, type OutlierAction, type OutlierMethod } from './outliers.js';
import { numberBlock } from './preparation.js';
import type { FittedStep, ImputeStrategy } from './step.js';

export const missingStrategies = ['mean', 'median', 'mode', 'constant', 'knn', 'iterative', 'drop'] as const;
/** How a model comes by the numbers that a row lacks. `drop` leaves such rows out of training; rows that are asked for get medians. */
export type MissingStrategy = (typeof missingStrategies)[number];

/** What a training may ask for; plain JSON. */
export interface CleaningPlan {
  readonly missingStrategy?: MissingStrategy;
  /** A column of 0 and 1 for each number column with missing values. Default: from 1 % on. */
  readonly missingIndicator?: boolean;
  readonly outlierMethod?: OutlierMethod;
  readonly outlierThreshold?: number;
  /** Default `cap`. */
  readonly outlierAction?: OutlierAction;
}

export interface CleaningContext {
  /** What is done where the plan names no strategy. */
  readonly impute: ImputeStrategy | 'none';
  readonly indicateFrom: number;
  readonly seed: number;
  readonly signal?: AbortSignal;
}

export interface FittedCleaning {
  /** Rows of the frame to learn from, ascending. */
  readonly kept: Int32Array;
  /** What travels inside the model, in order. */
  readonly steps: readonly FittedStep[];
}

/**
 * Learns from the training rows alone which of them to leave out, where to cap and how to fill: outliers first, so that what fills gaps is learned
 * without them. Throws `learning.too_few_rows` when dropping leaves less than two rows, and as `findOutliers`.
 */
export async function fitCleaning(
  train: Frame,
  columns: { readonly numbers: readonly string[]; readonly texts: readonly string[] },
  plan: CleaningPlan,
  context: CleaningContext,
): Promise<FittedCleaning> {
  const steps: FittedStep[] = [];
  let block = numberBlock(train, columns.numbers);
  let kept: Int32Array = Int32Array.from({ length: train.rows }, (_, row) => row);
  const { outlierMethod = 'none', outlierAction = 'cap', outlierThreshold: threshold } = plan;
  if (outlierMethod !== 'none' && outlierAction !== 'robust_scale' && block.columns > 0) {
    const { rows, bounds } = await findOutliers(block, { method: outlierMethod, threshold, ...context });
    if (outlierAction === 'cap') steps.push(capAt(bounds));
    else kept = without(kept, rows);
  }
  if (plan.missingStrategy === 'drop') kept = completeRows(train, [...columns.numbers, ...columns.texts], kept);
  if (kept.length < 2) throw nothingLeft(train.rows, kept.length);
  block = steps.reduce((before, step) => step.transform(before), takeRows(block, kept));
  if (block.columns === 0) return { kept, steps };
  return { kept, steps: [...steps, ...(await fillingSteps(block, plan, context))] };
}

async function fillingSteps(block: Matrix, plan: CleaningPlan, context: CleaningContext): Promise<FittedStep[]> {
  const { missingStrategy = context.impute, missingIndicator } = plan;
  if (missingStrategy === 'none' && missingIndicator !== true) return [];
  const from = missingIndicator === undefined ? context.indicateFrom : missingIndicator ? 0 : Number.POSITIVE_INFINITY;
  const indicator = fitIndicate(block, from);
  const flagged = indicator?.transform(block) ?? block;
  const filling = missingStrategy === 'none' ? [] : [await fillingStep(flagged, missingStrategy, block.columns, context)];
  return indicator ? [indicator, ...filling] : filling;
}

async function fillingStep(block: Matrix, strategy: MissingStrategy, columns: number, { signal }: CleaningContext): Promise<FittedStep> {
  if (strategy === 'knn') return fitKnnImpute(block, { scaled: true }, columns);
  if (strategy === 'iterative') return fitIterativeImpute(block, { checkpoint: checkpointFor(signal) }, columns);
  return fitImpute(block, strategy === 'drop' ? 'median' : strategy);
}

function without(rows: Int32Array, left: Int32Array): Int32Array {
  const gone = new Set(left);
  return rows.filter((row) => !gone.has(row));
}

function completeRows(frame: Frame, names: readonly string[], rows: Int32Array): Int32Array {
  const columns = names.map((name) => frame.column(name));
  return rows.filter((row) => !columns.some((column) => isMissing(column, row)));
}

function takeRows({ columns, data, names }: Matrix, rows: Int32Array): Matrix {
  const taken = new Float32Array(rows.length * columns);
  for (let i = 0; i < rows.length; i++) taken.set(data.subarray(rows[i] * columns, (rows[i] + 1) * columns), i * columns);
  return { rows: rows.length, columns, data: taken, names };
}

function nothingLeft(rows: number, left: number): LearningError {
  return new LearningError(
    'learning.too_few_rows',
    `Cleaning leaves ${left} of ${rows} training rows; cap outliers or fill missing values in place of dropping rows, or raise the threshold.`,
  );
}
