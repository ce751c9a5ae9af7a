import type { SparseMatrix } from '../../notes/text/sparse-matrix.js';
import type { Matrix } from '../estimator.js';

/** Weighted population standard deviation of every column; a weight is 1 where none are given. */
export function deviations(x: Matrix, weights?: Float64Array): Float64Array {
  if (x.sparse) return sparseDeviations(x.sparse, weights);
  const { rows, columns, data } = x;
  // About the first row, so that a far mean costs no digits; wide columns stay finite in float64.
  const sums = new Float64Array(columns);
  const squares = new Float64Array(columns);
  let total = 0;
  for (let row = 0, at = 0; row < rows; row++) {
    const weight = weights ? weights[row] : 1;
    total += weight;
    for (let column = 0; column < columns; column++, at++) {
      const moved = data[at] - data[column];
      const weighted = weight * moved;
      sums[column] += weighted;
      squares[column] += weighted * moved;
    }
  }
  return squares.map((square, column) => Math.sqrt(Math.max(0, square / total - (sums[column] / total) ** 2)));
}

function sparseDeviations({ rows, columns, starts, indices, values }: SparseMatrix, weights?: Float64Array): Float64Array {
  const sums = new Float64Array(columns);
  const squares = new Float64Array(columns);
  let total = 0;
  for (let row = 0; row < rows; row++) {
    const weight = weights ? weights[row] : 1;
    total += weight;
    for (let at = starts[row]; at < starts[row + 1]; at++) {
      sums[indices[at]] += weight * values[at];
      squares[indices[at]] += weight * values[at] ** 2;
    }
  }
  return squares.map((square, column) => Math.sqrt(Math.max(0, square / total - (sums[column] / total) ** 2)));
}

/** The set's weights, or 1 for every row. */
export function rowWeights(rows: number, weights?: Float64Array): Float64Array {
  return weights ?? new Float64Array(rows).fill(1);
}
