import { createRandom } from '../../random/random.js';
import type { CentredRows } from '../../preparation/randomized-axes.js';
import type { SparseMatrix } from '../text/sparse-matrix.js';

/** The mean of each column, zeros counted. */
export function columnMeans({ rows, columns, indices, values }: SparseMatrix): Float64Array {
  const means = new Float64Array(columns);
  for (let at = 0; at < indices.length; at++) means[indices[at]] += values[at] / rows;
  return means;
}

/** Sparse rows less their columns' means, without ever writing the zeros. */
export function centredRows(matrix: SparseMatrix, means: Float64Array): CentredRows {
  const { rows, columns, values } = matrix;
  let squares = 0;
  for (let at = 0; at < values.length; at++) squares += values[at] ** 2;
  for (let column = 0; column < columns; column++) squares -= rows * means[column] ** 2;
  return {
    rows,
    columns,
    scores: (directions, size) => scoresOf(matrix, means, directions, size),
    loadings: (answers, size) => loadingsOf(matrix, means, answers, size),
    squares: Math.max(0, squares),
  };
}

/** Row-major [size × rows]: the centred rows along each direction (row-major [size × columns]). */
export function scoresOf(
  { rows, columns, starts, indices, values }: SparseMatrix,
  means: Float64Array,
  directions: Float64Array,
  size: number,
): Float64Array {
  const result = new Float64Array(size * rows);
  for (let i = 0; i < size; i++) {
    const from = i * columns;
    let offset = 0;
    for (let column = 0; column < columns; column++) offset += means[column] * directions[from + column];
    for (let row = 0; row < rows; row++) {
      let sum = -offset;
      for (let at = starts[row]; at < starts[row + 1]; at++) sum += values[at] * directions[from + indices[at]];
      result[i * rows + row] = sum;
    }
  }
  return result;
}

function loadingsOf(
  { rows, columns, starts, indices, values }: SparseMatrix,
  means: Float64Array,
  answers: Float64Array,
  size: number,
): Float64Array {
  const result = new Float64Array(size * columns);
  for (let i = 0; i < size; i++) {
    const to = i * columns;
    let total = 0;
    for (let row = 0; row < rows; row++) {
      const answer = answers[i * rows + row];
      total += answer;
      for (let at = starts[row]; at < starts[row + 1]; at++) result[to + indices[at]] += answer * values[at];
    }
    for (let column = 0; column < columns; column++) result[to + column] -= total * means[column];
  }
  return result;
}

/**
 * The same entries with each column's dealt to other rows at random: every concept as frequent as before, none going with another. What
 * axes such rows have is chance (Horn 1965, parallel analysis).
 */
export function dealtAnew({ rows, columns, indices, values, names }: SparseMatrix, seed: number): SparseMatrix {
  const random = createRandom(seed).fork('dealt anew');
  const taken = Array.from({ length: columns }, () => new Set<number>());
  const counts = new Int32Array(rows + 1);
  const rowOf = Int32Array.from(indices, (column) => {
    let row = random.integer(rows);
    while (taken[column].has(row)) row = (row + 1) % rows;
    taken[column].add(row);
    counts[row + 1]++;
    return row;
  });
  for (let row = 0; row < rows; row++) counts[row + 1] += counts[row];
  const next = counts.slice();
  const dealt = { rows, columns, starts: counts, indices: new Int32Array(indices.length), values: new Float32Array(values.length), names };
  for (const at of Array.from(indices.keys()).sort((a, b) => indices[a] - indices[b])) {
    const to = next[rowOf[at]]++;
    dealt.indices[to] = indices[at];
    dealt.values[to] = values[at];
  }
  return dealt;
}
