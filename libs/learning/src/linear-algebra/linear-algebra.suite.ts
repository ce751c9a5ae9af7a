import { createRandom } from '../random/random.js';

/** Normal numbers, row-major [rows × columns]. */
export function normalMatrix(rows: number, columns: number, seed: number): Float64Array {
  const random = createRandom(seed);
  return Float64Array.from({ length: rows * columns }, () => random.normal());
}

/** A'A of a row-major [rows × columns] matrix, written out. */
export function naiveGram(a: Float64Array, rows: number, columns: number): Float64Array {
  const gram = new Float64Array(columns * columns);
  for (let i = 0; i < columns; i++)
    for (let j = 0; j < columns; j++)
      for (let row = 0; row < rows; row++) gram[i * columns + j] += a[row * columns + i] * a[row * columns + j];
  return gram;
}

export function times(matrix: Float64Array, rows: number, columns: number, vector: ArrayLike<number>): Float64Array {
  return Float64Array.from({ length: rows }, (_, row) => {
    let sum = 0;
    for (let column = 0; column < columns; column++) sum += matrix[row * columns + column] * vector[column];
    return sum;
  });
}

/** Largest difference, in units of the largest expected value. */
export function largestError(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (actual.length !== expected.length) return Number.POSITIVE_INFINITY;
  const unit = Math.max(1e-300, ...Array.from(expected, Math.abs));
  return Array.from(expected).reduce((largest, value, i) => Math.max(largest, Math.abs(actual[i] - value) / unit), 0);
}
