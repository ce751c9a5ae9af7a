import { throwIfAborted } from '../../errors.js';
import { requireUnlabelledSet } from '../../estimators/learning-set.js';
import type { Progress } from '../../estimators/estimator.js';
import type { FittedUnsupervised, UnlabelledSet } from '../../estimators/unsupervised.js';
import type { Frame } from '../../frame/frame.js';
import type { Label } from '../../frame/signature.js';
import { type Split, trainTestSplit } from '../../frame/splits.js';
import { readTarget } from '../../frame/target.js';
import { fitPreparation } from '../../preparation/preparation.js';
import { chooseFeatures, type LeftOut } from '../features.js';
import { type FitPipelineOptions, preparationOptions, withWidths } from '../fit-pipeline.js';
import type { PipelinePredictions } from '../pipeline.js';
import { badWeight } from '../plan.js';
import { type ReferenceSketches, referenceSketches } from '../reference.js';
import type { TrainingSummary } from '../train.js';
import { type GroupProfile, groupProfiles } from './group-profiles.js';
import { anomalyLabel, anomalyMetrics, clusterMetrics, type KnownLabels, type UnsupervisedMetrics } from './unsupervised-metrics.js';
import { UnsupervisedPipeline, unsupervisedSignature } from './unsupervised-pipeline.js';
import { type ResolvedUnsupervisedPlan, resolveUnsupervisedPlan, type UnsupervisedPlan } from './unsupervised-plan.js';

export interface UnsupervisedSummary
  extends Pick<
    TrainingSummary,
    | 'training_rows'
    | 'test_rows'
    | 'features_used'
    | 'columns_left_out'
    | 'matrix_columns'
    | 'algorithm'
    | 'hyperparameters'
    | 'scaling'
    | 'weight_column'
    | 'reduction'
    | 'seed'
  > {
  readonly label_column?: string;
  /** Of two labels the one that means "anomaly". */
  readonly anomaly_label?: Label;
}

/** The report of a model without a target; plain JSON. */
export interface UnsupervisedReport {
  readonly format: 1;
  readonly task: UnsupervisedPlan['task'];
  /** Test rows. */
  readonly rows: number;
  readonly metrics: UnsupervisedMetrics;
  readonly groups: readonly GroupProfile[];
  readonly history: readonly Progress[];
}

export interface UnsupervisedResults {
  /** On the test rows, but for `inertia`. */
  readonly evaluation: UnsupervisedMetrics;
  readonly history: readonly Progress[];
  readonly summary: UnsupervisedSummary;
  readonly importance: Readonly<Record<string, never>>;
  readonly report: UnsupervisedReport;
  readonly sketches: ReferenceSketches;
  readonly splits: Split;
  /** Root mean square of the training rows' scores: the unit in which parity errors are measured. */
  readonly targetScale: number;
}

/** A pipeline without a target, with everything that its training found out. */
export class TrainedUnsupervised extends UnsupervisedPipeline {
  constructor(
    pipeline: UnsupervisedPipeline,
    readonly results: UnsupervisedResults,
  ) {
    super(pipeline);
  }
}

/**
 * Splits at random, learns preparation and model on the training rows, evaluates on the test rows. Same frame, plan and seed: same pipeline.
 * Throws the errors of `resolveUnsupervisedPlan`, `trainTestSplit`, `chooseFeatures` and the algorithm, and `learning.aborted`.
 */
export async function trainUnsupervised(
  frame: Frame,
  plan: UnsupervisedPlan,
  options: FitPipelineOptions = {},
): Promise<TrainedUnsupervised> {
  throwIfAborted(options.signal);
  const resolved = resolveUnsupervisedPlan(plan);
  const known = knownLabels(frame, plan);
  const split = trainTestSplit({ rows: frame.rows, testSize: plan.testSize, validationSize: 0, seed: plan.seed });
  const { pipeline, leftOut } = await fitUnsupervised(frame.take(split.train), split.train, resolved, options);
  const test = frame.take(split.test);
  const x = pipeline.preparation.transform(test);
  const predictions = pipeline.predict(test);
  throwIfAborted(options.signal);
  const judge = plan.task === 'clustering' ? clusterMetrics : anomalyMetrics;
  const labels = known && { ...known, codes: split.test.map((row) => known.codes[row]) };
  const evaluation = { ...judge({ x, predictions, known: labels, seed: plan.seed }), ...inertiaOf(pipeline.model) };
  const { history } = pipeline.model;
  return new TrainedUnsupervised(pipeline, {
    evaluation,
    history,
    summary: summaryOf(pipeline, leftOut, split, resolved, known),
    importance: {},
    report: reportOf(pipeline, test, predictions, evaluation),
    sketches: referenceSketches(frame.take(split.train), pipeline.signature, predictions),
    splits: split,
    targetScale: rootMeanSquare(pipeline.predict(frame.take(split.train)).scores as Float64Array),
  });
}

async function fitUnsupervised(train: Frame, rows: Int32Array, plan: ResolvedUnsupervisedPlan, options: FitPipelineOptions) {
  const columns = plan.columns.filter(({ name }) => name !== plan.labelColumn);
  const { inputs, leftOut } = chooseFeatures(train, { columns, weightColumn: plan.weightColumn, text: plan.text ?? 'none' });
  const preparation = fitPreparation(train, inputs, preparationOptions(plan, train.rows));
  const set: UnlabelledSet = { x: preparation.transform(train), weights: weightsOf(train, rows, plan) };
  requireUnlabelledSet(set, plan.estimator.handlesMissing);
  const model = await plan.estimator.fit(set, { parameters: plan.parameters, seed: plan.seed, ...options });
  const signature = unsupervisedSignature(plan.task, withWidths(inputs, preparation), model);
  return { pipeline: new UnsupervisedPipeline({ signature, preparation, algorithm: plan.algorithm, model }), leftOut };
}

function weightsOf(train: Frame, rows: Int32Array, { weightColumn }: UnsupervisedPlan): Float64Array | undefined {
  if (weightColumn === undefined) return undefined;
  const { values } = train.number(weightColumn);
  values.forEach((weight, at) => {
    if (!(weight >= 0 && Number.isFinite(weight))) throw badWeight(weightColumn, rows[at], weight);
  });
  return values;
}

/** The labels of all rows, those without one as −1. */
function knownLabels(frame: Frame, { labelColumn, columns }: UnsupervisedPlan): KnownLabels | undefined {
  if (labelColumn === undefined) return undefined;
  const type = columns.find(({ name }) => name === labelColumn)?.type ?? 'category';
  const target = readTarget(frame, labelColumn, 'classification', type);
  const codes = new Int32Array(frame.rows).fill(-1);
  if (target.task === 'classification') target.kept.forEach((row, at) => (codes[row] = target.codes[at]));
  return { codes, labels: target.task === 'classification' ? target.classes : [] };
}

/** Of the training rows, as scikit-learn gives it. */
function inertiaOf(model: FittedUnsupervised): UnsupervisedMetrics {
  return 'inertia' in model && typeof model.inertia === 'number' ? { inertia: model.inertia } : {};
}

function reportOf(
  { signature, model }: UnsupervisedPipeline,
  test: Frame,
  predictions: PipelinePredictions,
  metrics: UnsupervisedMetrics,
): UnsupervisedReport {
  const groups = groupProfiles(signature, test, predictions);
  return { format: 1, task: signature.task as UnsupervisedPlan['task'], rows: test.rows, metrics, groups, history: model.history };
}

function summaryOf(
  { signature, preparation }: UnsupervisedPipeline,
  leftOut: readonly LeftOut[],
  split: Split,
  plan: ResolvedUnsupervisedPlan,
  known: KnownLabels | undefined,
): UnsupervisedSummary {
  const anomaly = known && plan.task === 'anomaly_detection' ? anomalyLabel(known) : undefined;
  return {
    training_rows: split.train.length,
    test_rows: split.test.length,
    features_used: signature.inputs.map(({ name }) => name),
    columns_left_out: leftOut,
    matrix_columns: preparation.names.length,
    algorithm: plan.algorithm,
    hyperparameters: plan.parameters,
    scaling: plan.estimator.scaleSensitive || plan.reduction ? plan.scaling : 'none',
    ...(plan.weightColumn === undefined ? {} : { weight_column: plan.weightColumn }),
    ...(plan.reduction === undefined ? {} : { reduction: plan.reduction }),
    ...(plan.labelColumn === undefined ? {} : { label_column: plan.labelColumn }),
    ...(known && anomaly !== undefined ? { anomaly_label: known.labels[anomaly] } : {}),
    seed: plan.seed,
  };
}

function rootMeanSquare(values: Float64Array): number {
  return Math.sqrt(values.reduce((sum, value) => sum + value ** 2 / values.length, 0));
}
