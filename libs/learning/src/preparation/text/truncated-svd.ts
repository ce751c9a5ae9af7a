import { symmetricEigen } from '../../linear-algebra/symmetric-eigen.js';
import type { SparseMatrix } from '../../notes/text/sparse-matrix.js';
import { createRandom } from '../../random/random.js';
import { addScaled, orthonormalise, pointForward, productsOf } from '../randomized-axes.js';

/** Directions drawn beyond those that are asked for, and turns of the subspace: scikit-learn's TruncatedSVD. */
const oversampled = 10;
const iterations = 5;

/**
 * The first right singular vectors of sparse rows, which are not centred, row-major [axes × columns], largest singular value first. Those without
 * any are left out, so there may be fewer than asked for. Halko, Martinsson, Tropp 2011, algorithms 4.4 and 5.1, as latent semantic analysis
 * has them (Deerwester et al. 1990). `seed` draws the subspace.
 */
export function truncatedSvd(matrix: SparseMatrix, count: number, seed: number): Float64Array {
  const { rows, columns } = matrix;
  const size = Math.min(rows, columns, count + oversampled);
  const random = createRandom(seed).fork('truncated svd');
  // Row-major [size × columns]: each row a direction among the columns.
  let directions: Float64Array = Float64Array.from({ length: size * columns }, () => random.normal());
  for (let i = 0; i < iterations; i++) {
    orthonormalise(directions, columns);
    const answers = scores(matrix, directions, size);
    orthonormalise(answers, rows);
    directions = loadings(matrix, answers, size);
  }
  orthonormalise(directions, columns);
  const basis = scores(matrix, directions, size);
  orthonormalise(basis, rows);
  return axesOf(loadings(matrix, basis, size), size, columns, count);
}

function axesOf(small: Float64Array, size: number, columns: number, count: number): Float64Array {
  const { values, vectors } = symmetricEigen(productsOf(small, size, columns), size);
  const kept = values.subarray(0, count).filter((value) => value > 0 && value > values[0] * size * Number.EPSILON).length;
  const axes = new Float64Array(kept * columns);
  for (let k = 0; k < kept; k++) {
    const axis = axes.subarray(k * columns, (k + 1) * columns);
    for (let i = 0; i < size; i++) addScaled(axis, small.subarray(i * columns, (i + 1) * columns), vectors[k * size + i]);
    pointForward(axis, values[k]);
  }
  return axes;
}

/** Row-major [size × rows]: of each direction the rows' scores. */
function scores({ rows, columns, starts, indices, values }: SparseMatrix, directions: Float64Array, size: number): Float64Array {
  const result = new Float64Array(size * rows);
  for (let i = 0; i < size; i++) {
    const from = i * columns;
    for (let row = 0; row < rows; row++) {
      let sum = 0;
      for (let at = starts[row]; at < starts[row + 1]; at++) sum += values[at] * directions[from + indices[at]];
      result[i * rows + row] = sum;
    }
  }
  return result;
}

/** Row-major [size × columns]: of each row of `answers` (a number per row) the rows' sum weighted by it. */
function loadings({ rows, columns, starts, indices, values }: SparseMatrix, answers: Float64Array, size: number): Float64Array {
  const result = new Float64Array(size * columns);
  for (let i = 0; i < size; i++) {
    const to = i * columns;
    for (let row = 0; row < rows; row++) {
      const weight = answers[i * rows + row];
      for (let at = starts[row]; at < starts[row + 1]; at++) result[to + indices[at]] += weight * values[at];
    }
  }
  return result;
}
