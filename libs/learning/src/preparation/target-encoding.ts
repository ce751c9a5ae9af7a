import type { Matrix } from '../estimators/estimator.js';
import type { TextColumn } from '../frame/column.js';
import { kFold, stratifiedKFold } from '../frame/folds.js';
import type { Task } from '../frame/signature.js';
import type { Categories } from './categories.js';
import { codeCount, codesOf, type ValuedCategories } from './valued-categories.js';

/** The target of the training rows: class codes 0…classes−1, or values (classes 0). */
export interface Labels {
  readonly task: Task;
  readonly y: Float64Array;
  readonly classes: number;
  /** Names of the classes, for the names of columns. */
  readonly names?: readonly string[];
  readonly seed: number;
}

/**
 * Each category's mean target, drawn towards the mean of all by as much as its rows are few and differ (empirical Bayes; Micci-Barreca 2001, equations 5
 * and 6), as scikit-learn's TargetEncoder with smooth="auto": one column, beyond two classes one per class. An unseen text gets the mean of all.
 */
export function fitTargetEncoding(column: Categories, texts: TextColumn, labels: Labels): ValuedCategories {
  const codes = codesOf(column, texts);
  const encodings = targets(labels).map((y) => smoothedMeans(codes, y, codeCount(column)));
  const table = Array.from({ length: codeCount(column) }, (_, code) => encodings.map(({ means }) => Math.fround(means[code])));
  const unseen = encodings.map(({ mean }) => Math.fround(mean));
  return { ...column, values: { names: encodedNames(column.name, labels), table, unseen } };
}

function encodedNames(name: string, { classes, names }: Labels): string[] {
  if (classes <= 2) return [`${name} by target`];
  return Array.from({ length: classes }, (_, code) => `${name} by target = ${names?.[code] ?? code}`);
}

/** The values whose means are taken: the target, the second of two classes, or each of more. */
function targets({ y, classes }: Labels): Float64Array[] {
  if (classes === 0) return [y];
  const counted = classes === 2 ? [1] : Array.from({ length: classes }, (_, code) => code);
  return counted.map((code) => y.map((value) => Number(value === code)));
}

/** Means by code over the given rows (all without), and the mean of all of them. */
export function smoothedMeans(codes: Int32Array, y: Float64Array, count: number, rows?: Int32Array): { means: Float64Array; mean: number } {
  const used = rows ?? Int32Array.from(codes.keys());
  const mean = used.reduce((sum, row) => sum + y[row], 0) / used.length;
  const variance = used.reduce((sum, row) => sum + (y[row] - mean) ** 2, 0) / used.length;
  const counts = new Float64Array(count);
  const own = new Float64Array(count);
  for (const row of used) {
    counts[codes[row]]++;
    own[codes[row]] += y[row];
  }
  for (let code = 0; code < count; code++) own[code] /= counts[code];
  const squares = new Float64Array(count);
  for (const row of used) squares[codes[row]] += (y[row] - own[codes[row]]) ** 2;
  const means = own.map((value, code) => {
    const share = (variance * counts[code]) / (variance * counts[code] + squares[code] / counts[code]);
    return Number.isNaN(share) ? mean : share * value + (1 - share) * mean;
  });
  return { means, mean };
}

/**
 * What the training rows themselves get, written over the matrix from the column `at` on: each row's encoding is learned from the other folds, so that
 * no row's own target is among its features (scikit-learn's `fit_transform`).
 */
export function writeCrossFitted(column: Categories, texts: TextColumn, labels: Labels, matrix: Matrix, at: number): void {
  const codes = codesOf(column, texts);
  for (const { train, test } of encodingFolds(labels))
    for (const [i, y] of targets(labels).entries()) {
      const { means } = smoothedMeans(codes, y, codeCount(column), train);
      for (const row of test) matrix.data[row * matrix.columns + at + i] = means[codes[row]];
    }
}

/** Five folds, fewer where there are fewer rows; in proportion of the classes where each has two rows. */
function encodingFolds({ y, classes, seed }: Labels): { train: Int32Array; test: Int32Array }[] {
  const folds = Math.min(5, y.length);
  if (folds < 2) return [];
  const counts = new Int32Array(classes);
  if (classes > 0) for (const code of y) counts[code]++;
  const isStratified = classes > 0 && counts.every((count) => count !== 1);
  return isStratified ? stratifiedKFold({ strata: { codes: Int32Array.from(y) }, folds, seed }) : kFold({ rows: y.length, folds, seed });
}
