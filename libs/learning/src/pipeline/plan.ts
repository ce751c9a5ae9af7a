import { LearningError } from '../errors.js';
import { calibrationMethods, type CalibrationMethod, withCalibration } from '../estimators/ensembles/index.js';
import type { Estimator } from '../estimators/estimator.js';
import { type ParameterValues, resolveParameters } from '../estimators/parameters.js';
import { findEstimator } from '../estimators/registry.js';
import type { ColumnType } from '../frame/column.js';
import { columnMissing, type Frame } from '../frame/frame.js';
import type { Task } from '../frame/signature.js';
import { readTarget, type Target } from '../frame/target.js';
import { type AskedEncoding, askedEncodings } from '../preparation/category-encoding.js';
import { type CleaningPlan, missingStrategies } from '../preparation/cleaning.js';
import { outlierActions, outlierMethods } from '../preparation/outliers.js';
import type { PolynomialOptions } from '../preparation/polynomial.js';
import type { PreparationOptions, TextPlan } from '../preparation/preparation.js';
import type { SelectionPlan } from '../preparation/selection/selection.js';
import { mostQuantiles, type QuantileOptions } from '../preparation/quantile-transform.js';
import { findTextEncoding } from '../preparation/text/text-encodings.js';
import { type PowerMethod, powerMethods, quantileOutputs, type Scaling, scalings } from '../preparation/step.js';

/** A column of the dataset as its typing found it. */
export interface PlanColumn {
  readonly name: string;
  readonly type: ColumnType;
  /** `feature` uses a column that would be left out as an identifier. Without a role the type decides. */
  readonly role?: 'identifier' | 'feature' | 'ignored';
  /** Texts that mean "missing" in the source, beside '' and blanks. */
  readonly missingTokens?: readonly string[];
  /** How the source wrote it, as ingestion names it: `dd-mm-yyyy`, `decimal comma`. Serving then reads values written so. */
  readonly format?: string;
}

/** What is to be learned and how; plain JSON. */
export interface TrainingPlan {
  readonly target: string;
  readonly task: Task;
  readonly algorithm: string;
  readonly hyperparameters: Readonly<Record<string, unknown>>;
  readonly scaling: Scaling;
  /** How missing values and outliers are treated, learned from the training rows; default medians where the algorithm needs them. */
  readonly cleaning?: CleaningPlan;
  /** How texts become numbers; default by what the algorithm takes. */
  readonly encoding?: AskedEncoding;
  /** How columns of free text become numbers, or `none`: they are left out. Default the kind `text`, by what the algorithm takes. */
  readonly text?: TextPlan | 'none';
  readonly power?: PowerMethod;
  /** Instead of `power`. */
  readonly quantile?: QuantileOptions;
  readonly polynomial?: PolynomialOptions;
  /** Only so many raw columns stay: the signature, too, then has no others. */
  readonly selection?: SelectionPlan;
  /** Number columns become principal components before the estimator sees them. */
  readonly reduction?: PreparationOptions['reduce'];
  /** Fraction of all rows, above 0. */
  readonly testSize: number;
  /** Fraction of all rows, above 0 for early stopping. */
  readonly validationSize: number;
  readonly earlyStopping: boolean;
  readonly patience: number;
  readonly seed: number;
  /** Keep the proportions of classes (default for classification) or of quantiles in every part. */
  readonly stratify?: boolean;
  readonly columns: readonly PlanColumn[];
  /** By class label, or inverse to the classes' frequency. */
  readonly classWeights?: 'balanced' | Readonly<Record<string, number>>;
  /** A column of numbers from 0: how much each row counts in learning. It is no feature, and evaluation counts every row once. */
  readonly weightColumn?: string;
  /** For classification: brings probabilities in line with how often they come true. */
  readonly calibration?: 'none' | CalibrationMethod;
  /** Folds whose predictions the calibration is learned from, from 2; 0 takes the validation rows instead. Default 5. */
  readonly calibrationFolds?: number;
}

/** A plan with everything looked up that it names. */
export interface ResolvedPlan extends TrainingPlan {
  readonly estimator: Estimator;
  readonly parameters: ParameterValues;
  readonly readTarget: (frame: Frame) => Target;
}

/**
 * Checks a plan before any row is read. Throws `learning.algorithm_unknown`, `learning.task_unsupported`,
 * `learning.parameter_unknown`, `learning.parameter_invalid` and `learning.column_missing` (the target isn't among the columns).
 */
export function resolvePlan(plan: TrainingPlan): ResolvedPlan {
  const found = findEstimator(plan.algorithm, plan.task);
  const given = resolveParameters(plan.algorithm, found.parameters, plan.hyperparameters);
  const { estimator: specialised, parameters } = found.specialise?.(given, plan.task) ?? { estimator: found, parameters: given };
  const estimator = calibratedAsPlanned(specialised, plan);
  if (!scalings.includes(plan.scaling)) throw invalid('scaling', `one of ${scalings.join(', ')}`, plan.scaling);
  if (!Number.isInteger(plan.seed)) throw invalid('seed', 'a whole number', plan.seed);
  requireStopping(plan);
  requireWeightColumn(plan);
  requirePreparation(plan);
  const type = plan.columns.find(({ name }) => name === plan.target)?.type;
  return { ...plan, estimator, parameters, readTarget: (frame) => readTarget(frame, plan.target, plan.task, type ?? 'float') };
}

function calibratedAsPlanned(estimator: Estimator, plan: TrainingPlan): Estimator {
  const { calibration: method = 'none', calibrationFolds: folds = 5, validationSize, task } = plan;
  if (method === 'none') return estimator;
  if (!calibrationMethods.includes(method)) throw invalid('calibration', `one of none, ${calibrationMethods.join(', ')}`, method);
  if (task !== 'classification') throw invalid('calibration', 'none for regression, which has no probabilities', method);
  if (!Number.isInteger(folds) || folds < 0 || folds === 1 || folds > 50)
    throw invalid('calibrationFolds', '0 or a whole number from 2 to 50', folds);
  if (folds === 0 && !(validationSize > 0)) throw invalid('validationSize', 'above 0 to calibrate on validation rows', validationSize);
  return withCalibration(estimator, { method, folds });
}

function requireWeightColumn({ weightColumn, columns, target }: TrainingPlan): void {
  if (weightColumn === undefined) return;
  const column = columns.find(({ name }) => name === weightColumn);
  if (!column)
    throw columnMissing(
      weightColumn,
      columns.map(({ name }) => name),
    );
  if (weightColumn === target || !['integer', 'float'].includes(column.type))
    throw invalid('weightColumn', 'a column of numbers other than the target', weightColumn);
}

function requirePreparation({ cleaning = {}, encoding, power, quantile, text, polynomial }: TrainingPlan): void {
  if (text !== undefined && text !== 'none') findTextEncoding(text.encoding);
  const { missingStrategy, outlierMethod, outlierAction } = cleaning;
  const asked = [
    ['cleaning.missing_strategy', missingStrategy, missingStrategies],
    ['cleaning.outlier_method', outlierMethod, outlierMethods],
    ['cleaning.outlier_action', outlierAction, outlierActions],
    ['encoding', encoding, askedEncodings],
    ['power', power, powerMethods],
    ['quantile.output', quantile?.output, quantileOutputs],
  ] as const;
  for (const [name, value, known] of asked)
    if (value !== undefined && !known.some((each) => each === value)) throw invalid(name, `one of ${known.join(', ')}`, value);
  if (power && quantile)
    throw invalid('quantile', 'left out where "power" is given: each makes the other\'s work useless', quantile.output);
  const { quantiles = 1000 } = quantile ?? {};
  if (!Number.isInteger(quantiles) || quantiles < 2 || quantiles > mostQuantiles)
    throw invalid('quantile.n_quantiles', `a whole number from 2 to ${mostQuantiles}`, quantiles);
  if (polynomial && polynomial.degree !== 2 && polynomial.degree !== 3) throw invalid('polynomial.degree', '2 or 3', polynomial.degree);
}

function requireStopping({ earlyStopping, patience, validationSize }: TrainingPlan): void {
  if (!earlyStopping) return;
  if (!Number.isInteger(patience) || patience < 1) throw invalid('patience', 'a whole number from 1', patience);
  if (!(validationSize > 0)) throw invalid('validationSize', 'above 0 for early stopping, which needs validation rows', validationSize);
}

/** Weight of each of these rows: its own times its class's. Undefined when all count the same. Throws `learning.value_invalid`, naming the row. */
export function rowWeights(
  plan: TrainingPlan,
  frame: Frame,
  target: Target,
  rows: Int32Array,
  codes: Float64Array,
): Float64Array | undefined {
  const byClass = classWeights(plan, target, codes);
  if (plan.weightColumn === undefined) return byClass;
  const { values } = frame.number(plan.weightColumn);
  return Float64Array.from(rows, (row, at) => {
    const weight = values[row];
    if (!(weight >= 0 && Number.isFinite(weight))) throw badWeight(plan.weightColumn as string, target.kept[row], weight);
    return byClass ? weight * byClass[at] : weight;
  });
}

export function badWeight(column: string, row: number, weight: number): LearningError {
  const what = Number.isNaN(weight) ? 'missing' : String(weight);
  return new LearningError(
    'learning.value_invalid',
    `The weight "${column}" of row ${row + 1} is ${what}; it must be a number from 0.`,
    column,
  );
}

function classWeights(plan: TrainingPlan, target: Target, codes: Float64Array): Float64Array | undefined {
  if (plan.classWeights === undefined || target.task !== 'classification') return undefined;
  const perClass =
    plan.classWeights === 'balanced'
      ? balancedWeights(codes, target.classes.length)
      : namedWeights(plan.classWeights, target.classes.map(String));
  return codes.map((code) => perClass[code]);
}

function balancedWeights(codes: Float64Array, classes: number): Float64Array {
  const counts = new Float64Array(classes);
  for (const code of codes) counts[code]++;
  const present = counts.filter((count) => count > 0).length;
  return counts.map((count) => (count > 0 ? codes.length / (present * count) : 0));
}

function namedWeights(given: Readonly<Record<string, number>>, labels: readonly string[]): Float64Array {
  for (const [label, weight] of Object.entries(given)) {
    if (!labels.includes(label)) throw invalid('classWeights', `weights of ${labels.join(', ')}`, label);
    if (!(weight > 0 && Number.isFinite(weight))) throw invalid('classWeights', `a number above 0 for "${label}"`, weight);
  }
  return Float64Array.from(labels, (label) => (Object.hasOwn(given, label) ? given[label] : 1));
}

function invalid(name: string, expected: string, value: unknown): LearningError {
  return new LearningError('learning.parameter_invalid', `"${name}" must be ${expected}, not ${JSON.stringify(value)}.`, name);
}
