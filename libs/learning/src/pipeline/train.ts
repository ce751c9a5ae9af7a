import { LearningError, throwIfAborted } from '../errors.js';
import type { Progress } from '../estimators/estimator.js';
import type { ParameterValues } from '../estimators/parameters.js';
import { type Evaluation, evaluate } from '../evaluation/metrics/evaluate.js';
import type { Matrix } from '../estimators/estimator.js';
import type { EvaluationReport } from '../evaluation/report.js';
import type { Frame } from '../frame/frame.js';
import { type Split, trainTestSplit } from '../frame/splits.js';
import { strataOf } from '../frame/strata.js';
import type { Target } from '../frame/target.js';
import type { FeatureScore } from '../preparation/selection/selection.js';
import type { Scaling } from '../preparation/step.js';
import type { LeftOut } from './features.js';
import { fitPipeline, type FitPipelineOptions, type FittedPipeline, scalingOf, targetOf } from './fit-pipeline.js';
import { type Importance, importanceOf } from './importance.js';
import { outcomeOf } from './outcome.js';
import { Pipeline, type PipelinePredictions } from './pipeline.js';
import { type ResolvedPlan, resolvePlan, type TrainingPlan } from './plan.js';
import { type ReferenceSketches, referenceSketches } from './reference.js';
import { reportOf } from './report.js';

/** Field names are those of the REST answer's `training_summary`. */
export interface TrainingSummary {
  readonly training_rows: number;
  readonly validation_rows: number;
  readonly test_rows: number;
  readonly rows_without_target: number;
  readonly features_used: readonly string[];
  readonly columns_left_out: readonly LeftOut[];
  /** Width of the matrix that the estimator read. */
  readonly matrix_columns: number;
  readonly algorithm: string;
  readonly hyperparameters: ParameterValues;
  /** What was applied: `none` where the algorithm doesn't need it. */
  readonly scaling: Scaling;
  /** What was asked for beside the algorithm. */
  readonly class_weights?: TrainingPlan['classWeights'];
  readonly weight_column?: string;
  readonly calibration?: string;
  readonly reduction?: TrainingPlan['reduction'];
  readonly cleaning?: TrainingPlan['cleaning'];
  /** Training rows that cleaning left out. */
  readonly rows_cleaned_away?: number;
  readonly encoding?: string;
  readonly power?: string;
  readonly quantile?: TrainingPlan['quantile'];
  readonly polynomial?: TrainingPlan['polynomial'];
  readonly feature_selection?: TrainingPlan['selection'];
  /** What each column was found to say of the target, best first. */
  readonly feature_scores?: readonly FeatureScore[];
  readonly seed: number;
  readonly best_iteration?: number;
}

export interface TrainingResults {
  /** On the test rows. */
  readonly evaluation: Evaluation;
  readonly validationEvaluation?: Evaluation;
  readonly history: readonly Progress[];
  readonly summary: TrainingSummary;
  readonly importance: Importance;
  /** On the test rows: intervals, curves, a threshold, slices, examples. */
  readonly report: EvaluationReport;
  /** Up to a hundred training rows, prepared: what answers are explained against. */
  readonly background: Matrix;
  /** What live data is compared with: training columns, and predictions on the test rows. */
  readonly sketches: ReferenceSketches;
  /** Rows of the frame given to `trainPipeline`. */
  readonly splits: Split;
  /** Standard deviation of the training target, for regression: the unit in which parity errors are measured. */
  readonly targetScale?: number;
}

/** A pipeline with everything that its training found out. */
export class TrainedPipeline extends Pipeline {
  constructor(
    pipeline: Pipeline,
    readonly results: TrainingResults,
  ) {
    super(pipeline);
  }

  get evaluation(): Evaluation {
    return this.results.evaluation;
  }

  get summary(): TrainingSummary {
    return this.results.summary;
  }
}

/**
 * Splits, learns everything on the training rows, evaluates on the test rows. Same frame, plan and seed: same pipeline.
 * Throws the errors of `resolvePlan`, `readTarget`, `trainTestSplit` and `chooseFeatures`, and `learning.aborted`.
 */
export async function trainPipeline(frame: Frame, plan: TrainingPlan, options: FitPipelineOptions = {}): Promise<TrainedPipeline> {
  throwIfAborted(options.signal);
  const resolved = resolvePlan(plan);
  if (!(plan.testSize > 0))
    throw new LearningError('learning.parameter_invalid', `"testSize" must be above 0, not ${plan.testSize}.`, 'testSize');
  const target = resolved.readTarget(frame);
  const rows = frame.take(target.kept);
  const split = splitRows(rows, target, resolved);
  const fitted = await fitPipeline(rows, target, split, resolved, options);
  const { pipeline } = fitted;
  const test = rows.take(split.test);
  const predictions = pipeline.predict(test);
  const validation = split.validation.length > 0 ? pipeline.predict(rows.take(split.validation)) : undefined;
  const judged = split.validation.length > 0 ? split.validation : split.test;
  const importance = await importanceOf(pipeline, rows.take(judged), targetOf(target, judged), plan.seed, options.signal);
  throwIfAborted(options.signal);
  return new TrainedPipeline(pipeline, {
    evaluation: evaluateRows(predictions, target, split.test),
    validationEvaluation: validation && evaluateRows(validation, target, split.validation),
    history: pipeline.estimator.history,
    summary: summaryOf(fitted, split, target, resolved),
    importance,
    report: await reportOf({ pipeline, frame: rows, target, split, test: predictions, validation, importance, plan }, options.signal),
    background: pipeline.preparation.transform(rows.take(spread(split.train, backgroundRows))),
    sketches: referenceSketches(rows.take(split.train), pipeline.signature, predictions),
    splits: originalRows(split, target.kept),
    targetScale: target.task === 'regression' ? deviation(targetOf(target, split.train)) : undefined,
  });
}

const backgroundRows = 100;

/** So many of these rows at most, evenly spread. */
function spread(rows: Int32Array, most: number): Int32Array {
  return rows.length <= most ? rows : Int32Array.from({ length: most }, (_, i) => rows[Math.floor((i * rows.length) / most)]);
}

function splitRows(rows: Frame, target: Target, { testSize, validationSize, seed, stratify, task }: ResolvedPlan): Split {
  const isStratified = stratify ?? task === 'classification';
  return trainTestSplit({ rows: rows.rows, testSize, validationSize, seed, stratify: isStratified ? strataOf(target) : undefined });
}

function evaluateRows(predictions: PipelinePredictions, target: Target, rows: Int32Array): Evaluation {
  return evaluate(outcomeOf(predictions, target, rows), { labels: target.task === 'classification' ? target.classes : undefined });
}

function summaryOf(
  { pipeline, leftOut, dropped, scores }: FittedPipeline,
  split: Split,
  target: Target,
  plan: ResolvedPlan,
): TrainingSummary {
  const { signature, preparation, estimator } = pipeline;
  return {
    training_rows: split.train.length,
    validation_rows: split.validation.length,
    test_rows: split.test.length,
    rows_without_target: target.dropped,
    features_used: signature.inputs.map(({ name }) => name),
    columns_left_out: leftOut,
    matrix_columns: preparation.names.length,
    algorithm: plan.algorithm,
    hyperparameters: plan.parameters,
    scaling: scalingOf(plan),
    ...asked(plan),
    ...(dropped > 0 ? { rows_cleaned_away: dropped } : {}),
    ...(scores && { feature_scores: scores }),
    seed: plan.seed,
    ...(estimator.bestIteration === undefined ? {} : { best_iteration: estimator.bestIteration }),
  };
}

function asked(plan: TrainingPlan): Partial<TrainingSummary> {
  const { classWeights, weightColumn, calibration = 'none', reduction, cleaning, encoding, power, quantile, polynomial, selection } = plan;
  return {
    ...(cleaning && { cleaning }),
    ...(encoding && { encoding }),
    ...(power && { power }),
    ...(quantile && { quantile }),
    ...(polynomial && { polynomial }),
    ...(selection && { feature_selection: selection }),
    ...(classWeights === undefined ? {} : { class_weights: classWeights }),
    ...(weightColumn === undefined ? {} : { weight_column: weightColumn }),
    ...(calibration === 'none' ? {} : { calibration }),
    ...(reduction === undefined ? {} : { reduction }),
  };
}

function originalRows({ train, validation, test }: Split, kept: Int32Array): Split {
  const original = (rows: Int32Array) => rows.map((row) => kept[row]);
  return { train: original(train), validation: original(validation), test: original(test) };
}

function deviation(values: Float64Array): number {
  const mean = values.reduce((sum, value) => sum + value / values.length, 0);
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2 / values.length, 0));
}
