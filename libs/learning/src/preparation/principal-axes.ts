import { addGram, mirror } from '../linear-algebra/gram.js';
import { symmetricEigen } from '../linear-algebra/symmetric-eigen.js';

/** Directions of largest variance, largest first. */
export interface PrincipalAxes {
  /** Row-major [axes × columns], each of length 1. */
  readonly axes: Float64Array;
  /** Variance along each (of rows − 1). */
  readonly variances: Float64Array;
  /** Of all columns together. */
  readonly totalVariance: number;
}

/**
 * The eigenvectors of the covariance of centred rows (row-major [rows × columns], overwritten by nothing), by way of whichever of X'X and
 * XX' is smaller. Axes without variance are left out, but for the first. Each axis' largest entry is positive (scikit-learn's svd_flip).
 * Jolliffe, Principal Component Analysis, 3.5.
 */
export function principalAxes(centred: Float64Array, rows: number, columns: number): PrincipalAxes {
  const { values, vectors, size } = columns <= rows ? byColumns(centred, rows, columns) : byRows(centred, rows, columns);
  const kept = Math.max(1, countAbove(values, values[0] * size * Number.EPSILON));
  const axes = columns <= rows ? vectors.slice(0, kept * columns) : throughRows(centred, rows, columns, vectors, kept);
  for (let k = 0; k < kept; k++) turn(axes.subarray(k * columns, (k + 1) * columns));
  const degrees = Math.max(1, rows - 1);
  const variances = values.slice(0, kept).map((value) => Math.max(0, value) / degrees);
  return { axes, variances, totalVariance: values.reduce((sum, value) => sum + Math.max(0, value), 0) / degrees };
}

function byColumns(centred: Float64Array, rows: number, columns: number) {
  return eigenOf(transposed(centred, rows, columns), columns, rows);
}

function byRows(centred: Float64Array, rows: number, columns: number) {
  return eigenOf(centred, rows, columns);
}

function eigenOf(values: Float64Array, count: number, length: number) {
  const gram = new Float64Array(count * count);
  addGram({ values, count, length }, undefined, 0, length, gram);
  mirror(gram, count);
  return { ...symmetricEigen(gram, count), size: count };
}

function transposed(matrix: Float64Array, rows: number, columns: number): Float64Array {
  const turned = new Float64Array(matrix.length);
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++) turned[column * rows + row] = matrix[row * columns + column];
  return turned;
}

/** Eigenvectors of XX' as axes: X'u, made of length 1. */
function throughRows(centred: Float64Array, rows: number, columns: number, vectors: Float64Array, kept: number): Float64Array {
  const axes = new Float64Array(kept * columns);
  for (let k = 0; k < kept; k++) {
    const axis = axes.subarray(k * columns, (k + 1) * columns);
    for (let row = 0; row < rows; row++) {
      const factor = vectors[k * rows + row];
      for (let column = 0; column < columns; column++) axis[column] += factor * centred[row * columns + column];
    }
    normalise(axis);
  }
  return axes;
}

function normalise(axis: Float64Array): void {
  const length = Math.sqrt(axis.reduce((sum, value) => sum + value * value, 0));
  // Rows that are all alike have no direction: any will do.
  if (length === 0) axis[0] = 1;
  else for (let i = 0; i < axis.length; i++) axis[i] /= length;
}

function countAbove(values: Float64Array, floor: number): number {
  return values.filter((value) => value > floor).length;
}

/** An axis and its opposite are the same direction: the one whose entry of largest size is positive is taken. */
function turn(axis: Float64Array): void {
  let largest = 0;
  for (const value of axis) if (Math.abs(value) > Math.abs(largest)) largest = value;
  if (largest < 0) for (let i = 0; i < axis.length; i++) axis[i] = -axis[i];
}
