import type { SparseMatrix } from '../../notes/text/sparse-matrix.js';
import type { Matrix } from '../estimator.js';
import { bounded, missingValue } from './bounds.js';

/** Where the columns of a matrix lie, and by how much a design moves them. */
export interface ColumnShapes {
  readonly means: Float64Array;
  /** Entries equal to 0. */
  readonly zeros: Float64Array;
  /** The mean, where `centred` and less than half of the column is zero; else 0. */
  readonly shift: Float64Array;
  /** Whether scales are standard deviations (about the means) or roots of mean squares. */
  readonly centred: boolean;
}

/** Throws `learning.value_invalid` for a missing value. */
export function columnShapes(x: Matrix, centred: boolean): ColumnShapes {
  if (x.sparse) return sparseShapes(x.sparse, centred);
  const { rows, columns, data } = x;
  const sums = new Float64Array(columns);
  const zeros = new Float64Array(columns);
  // About the first row, so that a constant column's mean is exact.
  const first = Float64Array.from(data.subarray(0, columns), bounded);
  for (let row = 0, at = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++, at++) {
      const value = data[at];
      if (value === 0) zeros[column]++;
      sums[column] += bounded(value) - first[column];
    }
  }
  if (sums.some(Number.isNaN)) throw missingValue(x);
  const means = sums.map((sum, column) => first[column] + sum / rows);
  return { means, zeros, centred, shift: means.map((mean, column) => (centred && zeros[column] * 2 < rows ? mean : 0)) };
}

function sparseShapes({ rows, columns, indices, values }: SparseMatrix, centred: boolean): ColumnShapes {
  const sums = new Float64Array(columns);
  const zeros = new Float64Array(columns).fill(rows);
  for (let at = 0; at < values.length; at++) {
    sums[indices[at]] += bounded(values[at]);
    zeros[indices[at]]--;
  }
  const means = sums.map((sum) => sum / rows);
  return { means, zeros, centred, shift: means.map((mean, column) => (centred && zeros[column] * 2 < rows ? mean : 0)) };
}

/**
 * Scale and spread of a column from its Σ(x − shift)². Spread: the standard deviation. Scale: the same, or without centring the root of
 * the mean square; 1 where that is 0.
 */
export function columnScale(
  { means, shift, centred }: ColumnShapes,
  column: number,
  squares: number,
  rows: number,
): { scale: number; spread: number } {
  const moved = means[column] - shift[column];
  const spread = Math.sqrt(Math.max(0, squares / rows - moved * moved));
  const scale = centred ? spread : Math.sqrt(squares / rows);
  return { scale: scale > 0 ? scale : 1, spread };
}
