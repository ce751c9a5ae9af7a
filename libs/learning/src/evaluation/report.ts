import { LearningError } from '../errors.js';
import type { Progress } from '../estimators/estimator.js';
import type { ColumnType } from '../frame/column.js';
import type { Frame } from '../frame/frame.js';
import type { Label } from '../frame/signature.js';
import { createRandom, shuffle } from '../random/random.js';
import { bootstrapInterval, type Interval } from './bootstrap.js';
import {
  type BinaryScores,
  type Calibration,
  calibration,
  precisionRecallCurve,
  type PrecisionRecallCurve,
  rocCurve,
  type RocCurve,
} from './curves.js';
import { predictionExamples, type PredictionExamples } from './examples.js';
import { type ClassEvaluation, type Evaluation, evaluate, type PerClass } from './metrics/evaluate.js';
import { type ClassOutcome, type Outcome, requireOutcome } from './metrics/outcome.js';
import { classProba } from './metrics/ranking.js';
import type { LearningCurve, PartialDependenceCurve } from './report-curves.js';
import { type ErrorSlice, errorSlices, errorsOf, type SliceOptions } from './slices.js';
import {
  type ChosenThreshold,
  chooseThreshold,
  judgeThreshold,
  type ThresholdAim,
  thresholdCurve,
  type ThresholdPerformance,
} from './threshold.js';

/** All that is known of how a model does on rows it did not learn from; plain JSON. `drawCharts` draws it. */
export interface EvaluationReport {
  readonly format: 1;
  readonly task: Outcome['task'];
  readonly rows: number;
  readonly metrics: Evaluation;
  /** By metric; bootstrap over rows. */
  readonly intervals: Readonly<Record<string, Interval>>;
  /** One entry per class that has curves: of two classes the second alone. Absent for regression and without probabilities. */
  readonly curves?: readonly ClassCurves[];
  /** For two classes with probabilities. */
  readonly threshold?: ThresholdReport;
  readonly slices: readonly ErrorSlice[];
  readonly examples: PredictionExamples;
  /** For regression: truth and prediction of up to 1,000 rows, drawn by the seed. */
  readonly points?: readonly { readonly truth: number; readonly prediction: number }[];
  readonly importance?: readonly ImportanceShare[];
  readonly history?: readonly Progress[];
  readonly learning_curve?: LearningCurve;
  readonly partial_dependence?: readonly PartialDependenceCurve[];
}

export interface ClassCurves {
  readonly label: Label;
  readonly roc: RocCurve | null;
  readonly precision_recall: PrecisionRecallCurve | null;
  readonly calibration: Calibration;
  /** Share of positives: the precision of calling all positive. */
  readonly prevalence: number;
  readonly roc_auc: number | null;
  readonly pr_auc: number | null;
}

export interface ThresholdReport extends ChosenThreshold {
  /** The class that is called from the threshold on. */
  readonly label: Label;
  /** Which rows it was chosen on: with `test` the numbers flatter. */
  readonly source: 'validation' | 'test';
  /** On the rows of the report. */
  readonly judged_on: ThresholdPerformance;
  /** The same with the threshold 0.5, to compare. */
  readonly at_half: ThresholdPerformance;
  readonly curve: readonly (ThresholdPerformance & { readonly threshold: number })[];
}

export interface ImportanceShare {
  readonly name: string;
  readonly importance: number;
  readonly std?: number;
}

export interface ReportInputs {
  /** Truth and predictions of the rows that are judged. */
  readonly outcome: Outcome;
  readonly labels?: readonly Label[];
  /** Of rows that were neither learned from nor are judged: the threshold is chosen on them. */
  readonly validation?: Outcome;
  /** Default: the best F1. */
  readonly aim?: ThresholdAim;
  /** Raw columns of the judged rows, for the slices. */
  readonly frame?: Frame;
  readonly types?: Readonly<Record<string, ColumnType>>;
  readonly slices?: SliceOptions;
  /** The number of each judged row in its dataset: slices and examples then name these. */
  readonly rowNumbers?: ArrayLike<number>;
  /** Metrics with intervals; default a few of the task. */
  readonly intervals?: readonly string[];
  /** Bootstrap resamples; default 500. */
  readonly repeats?: number;
  readonly seed: number;
  readonly importance?: readonly ImportanceShare[];
  readonly history?: readonly Progress[];
  readonly learningCurve?: LearningCurve;
  readonly partialDependence?: readonly PartialDependenceCurve[];
}

const defaultIntervals = {
  classification: ['accuracy', 'balanced_accuracy', 'f1', 'roc_auc', 'pr_auc', 'log_loss', 'brier'],
  regression: ['r2', 'rmse', 'mae'],
} as const;

const mostPoints = 1000;

/**
 * Judges a model: metrics with intervals, curves, a threshold chosen on other rows, the slices where it errs most, and rows to look at.
 * Same inputs and seed: same report. Throws `learning.value_invalid`, `learning.too_few_rows` and `learning.parameter_invalid`.
 */
export function evaluationReport(inputs: ReportInputs): EvaluationReport {
  const { outcome, labels, frame, types, importance, history, learningCurve, partialDependence } = inputs;
  requireOutcome(outcome);
  requireFrame(frame, outcome.truth.length);
  const metrics = evaluate(outcome, { labels });
  const number = (row: number) => inputs.rowNumbers?.[row] ?? row;
  return {
    format: 1,
    task: outcome.task,
    rows: outcome.truth.length,
    metrics,
    intervals: intervalsOf(inputs, metrics),
    ...(metrics.task === 'classification' && outcome.task === 'classification'
      ? classParts(outcome, metrics, inputs)
      : { points: pointsOf(outcome, inputs.seed) }),
    slices: frame ? numbered(errorSlices(frame, errorsOf(outcome), { types, ...inputs.slices }), number) : [],
    examples: renumbered(predictionExamples(outcome, { labels }), number),
    ...(importance && { importance }),
    ...(history && history.length > 0 && { history }),
    ...(learningCurve && { learning_curve: learningCurve }),
    ...(partialDependence && { partial_dependence: partialDependence }),
  };
}

function requireFrame(frame: Frame | undefined, rows: number): void {
  if (frame && frame.rows !== rows)
    throw new LearningError('learning.value_invalid', `"frame" has ${frame.rows} rows where ${rows} are judged.`, 'frame');
}

/** Metrics that are undefined on these rows have none. */
function intervalsOf({ outcome, intervals, repeats = 500, seed }: ReportInputs, metrics: Evaluation): Record<string, Interval> {
  const names = (intervals ?? defaultIntervals[outcome.task]).filter((metric) => metrics[metric as keyof Evaluation] !== null);
  return Object.fromEntries(names.map((metric) => [metric, bootstrapInterval(outcome, { metric, seed, repeats })]));
}

function classParts(
  outcome: ClassOutcome,
  { per_class }: ClassEvaluation,
  { labels, validation, aim = { by: 'f1' } }: ReportInputs,
): Pick<EvaluationReport, 'curves' | 'threshold'> {
  if (!outcome.proba) return {};
  const codes = outcome.classes === 2 ? [1] : Array.from({ length: outcome.classes }, (_, code) => code);
  const curves = codes.map((code) => curvesOf(outcome, code, per_class[code], labels));
  const threshold = outcome.classes === 2 ? thresholdOf(outcome, validation, aim, labels) : undefined;
  return threshold ? { curves, threshold } : { curves };
}

function scoresOf(outcome: ClassOutcome, code: number): BinaryScores {
  return { scores: classProba(outcome, outcome.proba ?? new Float64Array(), code), isPositive: (row) => outcome.truth[row] === code };
}

function curvesOf(outcome: ClassOutcome, code: number, { roc_auc, pr_auc }: PerClass, labels?: readonly Label[]): ClassCurves {
  const given = scoresOf(outcome, code);
  return {
    label: labels?.[code] ?? code,
    roc: rocCurve(given),
    precision_recall: precisionRecallCurve(given),
    // A sum of many shares may pass 1 by its last digit.
    calibration: calibration({ ...given, scores: given.scores.map((score) => Math.min(1, Math.max(0, score))) }),
    prevalence: outcome.truth.filter((truth) => truth === code).length / outcome.truth.length,
    roc_auc,
    pr_auc,
  };
}

/** None where the rows to choose on, or those to judge, are of one class. */
function thresholdOf(
  outcome: ClassOutcome,
  validation: Outcome | undefined,
  aim: ThresholdAim,
  labels?: readonly Label[],
): ThresholdReport | undefined {
  const usable = validation?.task === 'classification' && validation.proba && new Set(validation.truth).size === 2 ? validation : undefined;
  if (new Set(outcome.truth).size < 2) return undefined;
  const judged = scoresOf(outcome, 1);
  const chosen = chooseThreshold(usable ? scoresOf(usable, 1) : judged, aim);
  return {
    ...chosen,
    label: labels?.[1] ?? 1,
    source: usable ? 'validation' : 'test',
    judged_on: judgeThreshold(judged, chosen.threshold, aim),
    at_half: judgeThreshold(judged, 0.5, aim),
    curve: thresholdCurve(judged, aim),
  };
}

function pointsOf({ truth, prediction }: Outcome, seed: number): EvaluationReport['points'] {
  const all = shuffle(Array.from(truth.keys()), createRandom(seed).fork('points')).slice(0, mostPoints);
  return all.sort((a, b) => a - b).map((row) => ({ truth: truth[row], prediction: prediction[row] }));
}

function numbered(slices: readonly ErrorSlice[], number: (row: number) => number): ErrorSlice[] {
  return slices.map((slice) => ({ ...slice, row_indices: slice.row_indices.map(number) }));
}

function renumbered(examples: PredictionExamples, number: (row: number) => number): PredictionExamples {
  const each = <T extends { readonly row: number }>(list: readonly T[]) =>
    list.map((example) => ({ ...example, row: number(example.row) }));
  if (examples.task === 'regression')
    return {
      task: 'regression',
      most_underestimated: each(examples.most_underestimated),
      most_overestimated: each(examples.most_overestimated),
      closest: each(examples.closest),
    };
  return {
    task: 'classification',
    most_confident_right: each(examples.most_confident_right),
    most_confident_wrong: each(examples.most_confident_wrong),
    most_uncertain: each(examples.most_uncertain),
  };
}
