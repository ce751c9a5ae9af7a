import { LearningError } from '../errors.js';
import type { Estimator, FitOptions, LearningSet, Progress } from '../estimators/estimator.js';
import type { Frame } from '../frame/frame.js';
import type { Signature, SignatureColumn } from '../frame/signature.js';
import type { Target } from '../frame/target.js';
import { fitCleaning, type FittedCleaning } from '../preparation/cleaning.js';
import { selectFeatures } from '../preparation/selection/select-features.js';
import type { FeatureScore } from '../preparation/selection/selection.js';
import type { Scaling } from '../preparation/step.js';
import type { Labels } from '../preparation/target-encoding.js';
import { fitPreparation, type PreparationOptions, defaultPreparation, isFreeText, type Preparation } from '../preparation/preparation.js';
import { textPlanFor } from './text-plan.js';
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
  /** Training rows that cleaning left out. */
  readonly dropped: number;
  /** What each column was found to say of the target, where some were selected; best first. */
  readonly scores?: readonly FeatureScore[];
}

/** Learns preparation and estimator from the training rows; the validation rows are only looked at for losses and early stopping. */
export async function fitPipeline(
  frame: Frame,
  target: Target,
  parts: Parts,
  plan: ResolvedPlan,
  options: FitPipelineOptions,
): Promise<FittedPipeline> {
  const { inputs, leftOut, scores } = await chosen(frame, target, parts, plan, options);
  const { kept, steps } = await cleaned(frame.take(parts.train), inputs, plan, options);
  const rows = kept ? kept.map((at) => parts.train[at]) : parts.train;
  requireClasses(target, parts.train, rows);
  const train = frame.take(rows);
  const labels = labelsOf(target, rows, plan.seed);
  const preparation = fitPreparation(train, inputs, { ...preparationOptions(plan, train.rows), cleaning: steps }, labels);
  const learned = { x: preparation.trainingMatrix(train, labels), y: labels.y, weights: rowWeights(plan, frame, target, rows, labels.y) };
  const weighted = (asked: Int32Array): LearningSet => {
    const set = learningSet(frame, target, asked, preparation);
    return { ...set, weights: rowWeights(plan, frame, target, asked, set.y) };
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
  const estimator = await plan.estimator.fit(learned, fitOptions);
  const signature: Signature = {
    inputs: withWidths(inputs, preparation),
    target: { name: target.name, type: target.type },
    task: plan.task,
    ...(target.task === 'classification' ? { classes: target.classes } : {}),
  };
  const loadedBy = (plan.calibration ?? 'none') === 'none' ? plan.algorithm : 'calibrated';
  const pipeline = new Pipeline({ signature, preparation, algorithm: plan.algorithm, estimator, loadedBy });
  return { pipeline, leftOut, dropped: parts.train.length - rows.length, ...(scores && { scores }) };
}

/** Free texts enter the graph as what their encodings make of them. */
export function withWidths(inputs: readonly SignatureColumn[], { encodings }: Preparation): SignatureColumn[] {
  return inputs.map((column) => {
    const encoding = encodings.get(column.name);
    return encoding ? { ...column, width: encoding.names.length } : column;
  });
}

/** The columns to learn from, by the training rows alone. */
async function chosen(frame: Frame, target: Target, { train: rows }: Parts, plan: ResolvedPlan, options: FitPipelineOptions) {
  const train = frame.take(rows);
  const { inputs, leftOut } = chooseFeatures(train, plan);
  if (!plan.selection) return { inputs, leftOut };
  // What a free text says is in its words, which no score of whole columns sees: it stays.
  const columns = inputs.filter((column) => !isFreeText(column));
  if (columns.length === 0) return { inputs, leftOut };
  const candidates = { frame: train, columns, labels: labelsOf(target, rows, plan.seed) };
  const { selected, scores } = await selectFeatures(candidates, { ...plan.selection, seed: plan.seed, ...options });
  const kept = inputs.filter((column) => isFreeText(column) || selected.includes(column));
  const others = inputs.filter((column) => !kept.includes(column)).map(({ name }) => ({ name, reason: 'not_selected' as const }));
  return { inputs: kept, leftOut: [...leftOut, ...others], scores };
}

/** Which training rows stay and how missing numbers are filled, where the plan says anything of it. */
async function cleaned(
  train: Frame,
  inputs: readonly SignatureColumn[],
  plan: ResolvedPlan,
  { signal }: FitPipelineOptions,
): Promise<Partial<FittedCleaning>> {
  if (!plan.cleaning) return {};
  // A missing free text is the empty one: there is nothing to fill or to drop.
  const cells = inputs.filter((column) => !isFreeText(column));
  const named = (kind: SignatureColumn['kind']) => cells.filter((column) => column.kind === kind).map(({ name }) => name);
  const { impute, indicateFrom } = preparationOptions(plan, train.rows);
  // Neither components nor products can be made of a missing number.
  const fallback = impute === 'none' && plan.reduction ? defaultPreparation.impute : impute;
  const context = { impute: fallback, indicateFrom, seed: plan.seed, signal };
  return fitCleaning(train, { numbers: named('number'), texts: named('text') }, plan.cleaning, context);
}

/** Cleaning must leave rows of every class. */
function requireClasses(target: Target, before: Int32Array, after: Int32Array): void {
  if (target.task === 'regression' || before.length === after.length) return;
  const left = new Set(after.map((row) => target.codes[row]));
  const lost = before.find((row) => !left.has(target.codes[row]));
  if (lost === undefined) return;
  const label = String(target.classes[target.codes[lost]]);
  throw new LearningError(
    'learning.class_too_small',
    `Cleaning leaves no training row of the class "${label}"; cap outliers or fill missing values in place of dropping rows.`,
    label,
  );
}

function labelsOf(target: Target, rows: Int32Array, seed: number): Labels {
  const y = targetOf(target, rows);
  if (target.task === 'regression') return { task: 'regression', y, classes: 0, seed };
  return { task: 'classification', y, classes: target.classes.length, names: target.classes.map(String), seed };
}

/** What preparation has to know of a plan. */
export type PreparedFor = Pick<
  ResolvedPlan,
  'scaling' | 'reduction' | 'cleaning' | 'encoding' | 'power' | 'quantile' | 'polynomial' | 'text' | 'seed'
> & {
  readonly estimator: Pick<Estimator, 'handlesMissing' | 'handlesCategories' | 'handlesSparse' | 'scaleSensitive'>;
};

/** A code costs no column, so that rare categories keep their own; beyond this a column is as good as free text. */
const mostCodes = 10_000;

/** Scaling where it matters to the estimator, imputation where it can't handle missing numbers itself. */
export function preparationOptions(plan: PreparedFor, rows: number): PreparationOptions {
  const { estimator, reduction, power, quantile, polynomial } = plan;
  return {
    ...defaultPreparation,
    impute: estimator.handlesMissing ? 'none' : defaultPreparation.impute,
    scaling: scalingOf(plan),
    ...(power && { power }),
    ...(quantile && { quantile }),
    ...(polynomial && { polynomial }),
    ...(reduction ? { reduce: reduction } : {}),
    ...categoryOptions(plan, rows),
    text: textPlanFor(plan),
  };
}

/** What is applied: `none` where the algorithm doesn't need it. Components depend on the columns' units, whatever is learned from them. */
export function scalingOf({ estimator, scaling, reduction, cleaning }: PreparedFor): Scaling {
  const robust = (cleaning?.outlierMethod ?? 'none') !== 'none' && cleaning?.outlierAction === 'robust_scale';
  if (robust) return 'robust';
  return estimator.scaleSensitive || reduction ? scaling : 'none';
}

function categoryOptions({ estimator, encoding }: PreparedFor, rows: number): Partial<PreparationOptions> {
  const every = { minFrequency: 1, maxCategories: mostCodes };
  if (encoding === undefined && estimator.handlesCategories) return { encoding: 'codes', ...every };
  if (encoding !== undefined && encoding !== 'one_hot') return { encoding, ...every };
  // Few rows can't ask five of a category.
  return { minFrequency: Math.max(1, Math.min(defaultPreparation.minFrequency, Math.floor(rows / 100))) };
}

function learningSet(frame: Frame, target: Target, rows: Int32Array, preparation: Preparation): LearningSet {
  return { x: preparation.transform(frame.take(rows)), y: targetOf(target, rows) };
}

/** Class codes or values of these rows. */
export function targetOf(target: Target, rows: Int32Array): Float64Array {
  const all = target.task === 'classification' ? target.codes : target.values;
  return Float64Array.from(rows, (row) => all[row]);
}
