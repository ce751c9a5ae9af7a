import { LearningError } from '../errors.js';
import type { SparseMatrix } from '../notes/text/sparse-matrix.js';
import type { Estimator, FitOptions, LearningSet, Matrix } from './estimator.js';
import type { UnlabelledSet } from './unsupervised.js';

/**
 * What every estimator may rely on. Throws `learning.task_unsupported`, `learning.too_few_rows`, `learning.target_constant`
 * (one class only) and `learning.value_invalid` (lengths, codes, weights, infinite or missing values), naming column and row.
 */
export function requireLearningSet(estimator: Estimator, train: LearningSet, options: FitOptions): void {
  requireTask(estimator, options.task);
  if (train.x.rows === 0) throw new LearningError('learning.too_few_rows', 'There is no row to learn from.');
  requireSet(estimator, train, options);
  if (options.validation) requireSet(estimator, options.validation, options);
  if (options.task === 'classification') requireTwoClasses(train);
}

export function requireTask({ name, tasks }: Estimator, task: FitOptions['task']): void {
  if (!tasks.includes(task))
    throw new LearningError(
      'learning.task_unsupported',
      `"${name}" does ${tasks.join(' and ')}, not ${task}; choose another algorithm.`,
      name,
    );
}

function requireSet(estimator: Estimator, { x, y, weights }: LearningSet, { task, classes }: FitOptions): void {
  requireMatrix(x, estimator.handlesMissing);
  requireLength('the target', y.length, x.rows);
  if (x.categories) requireCategories(estimator, x, x.categories);
  const isTarget = task === 'regression' ? Number.isFinite : (code: number) => Number.isInteger(code) && code >= 0 && code < classes;
  const wrong = y.findIndex((value) => !isTarget(value));
  if (wrong >= 0)
    throw invalid(`The target of row ${wrong + 1} is ${y[wrong]}${task === 'regression' ? '' : `, not a class from 0 to ${classes - 1}`}.`);
  if (weights) requireWeights(weights, x.rows);
}

/** The same for algorithms without a target: throws `learning.too_few_rows` and `learning.value_invalid`. */
export function requireUnlabelledSet({ x, weights }: UnlabelledSet, missingAllowed: boolean): void {
  if (x.rows === 0) throw new LearningError('learning.too_few_rows', 'There is no row to learn from.');
  requireMatrix(x, missingAllowed);
  if (weights) requireWeights(weights, x.rows);
}

function requireMatrix(x: Matrix, missingAllowed: boolean): void {
  requireLength('the column names', x.names.length, x.columns);
  // What isn't kept of a sparse matrix is 0, a value like others.
  if (x.sparse) return requireEntries(x.sparse, missingAllowed);
  requireLength('the matrix', x.data.length, x.rows * x.columns);
  requireValues(x, missingAllowed);
}

function requireEntries({ starts, indices, values, names }: SparseMatrix, missingAllowed: boolean): void {
  const at = values.findIndex((value) => !Number.isFinite(value) && !(missingAllowed && Number.isNaN(value)));
  if (at < 0) return;
  const row = starts.findIndex((start) => start > at);
  throw invalid(`The value of "${names[indices[at]]}" in row ${row} is ${faultOf(values[at])}.`, names[indices[at]]);
}

function faultOf(value: number): string {
  return Number.isNaN(value) ? 'missing; impute it first' : 'infinite';
}

function requireValues({ data, columns, names }: Matrix, missingAllowed: boolean): void {
  if (missingAllowed ? !someInfinite(data) : allFinite(data)) return;
  const isValue = missingAllowed ? (value: number) => !(Math.abs(value) === Number.POSITIVE_INFINITY) : Number.isFinite;
  const at = data.findIndex((value) => !isValue(value));
  throw invalid(
    `The value of "${names[at % columns]}" in row ${Math.floor(at / columns) + 1} is ${faultOf(data[at])}.`,
    names[at % columns],
  );
}

function requireCategories({ name, handlesCategories }: Estimator, { data, columns, names }: Matrix, categories: Int32Array): void {
  requireLength('the list of categories', categories.length, columns);
  const coded = categories.findIndex((count) => count > 0);
  if (coded >= 0 && !handlesCategories)
    throw invalid(`"${name}" takes numbers only; "${names[coded]}" holds category codes, encode it first.`, names[coded]);
  const isCode = (value: number, count: number) =>
    count === 0 || Number.isNaN(value) || (Number.isInteger(value) && value >= 0 && value < count);
  const wrong = data.findIndex((value, at) => !isCode(value, categories[at % columns]));
  if (wrong >= 0)
    throw invalid(
      `The value of "${names[wrong % columns]}" in row ${Math.floor(wrong / columns) + 1} is ${data[wrong]}, not a code of a category.`,
      names[wrong % columns],
    );
}

/** A loop that compiles to little: tables have many millions of cells. */
function allFinite(data: Float32Array): boolean {
  let nothing = 0;
  // 0 times a missing or infinite value is no number, and stays none in a sum.
  for (let i = 0; i < data.length; i++) nothing += data[i] * 0;
  return nothing === 0;
}

function someInfinite(data: Float32Array): boolean {
  let found = false;
  for (let i = 0; i < data.length; i++) found ||= data[i] === Number.POSITIVE_INFINITY || data[i] === Number.NEGATIVE_INFINITY;
  return found;
}

function requireWeights(weights: Float64Array, rows: number): void {
  requireLength('the weights', weights.length, rows);
  const wrong = weights.findIndex((weight) => !(weight >= 0 && Number.isFinite(weight)));
  if (wrong >= 0) throw invalid(`The weight of row ${wrong + 1} is ${weights[wrong]}; it must be a number from 0.`);
  if (weights.every((weight) => weight === 0)) throw invalid('All weights are 0.');
}

function requireTwoClasses({ y, weights }: LearningSet): void {
  const present = new Set(weights ? y.filter((_, row) => weights[row] > 0) : y);
  if (present.size < 2)
    throw new LearningError('learning.target_constant', 'All training rows have the same class; there is nothing to tell apart.');
}

function requireLength(what: string, length: number, expected: number): void {
  if (length !== expected) throw invalid(`${what[0].toUpperCase()}${what.slice(1)} has ${length} entries where ${expected} are needed.`);
}

function invalid(message: string, where?: string): LearningError {
  return new LearningError('learning.value_invalid', message, where);
}
