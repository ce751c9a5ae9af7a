import { symmetricEigen } from '../linear-algebra/symmetric-eigen.js';
import { createRandom } from '../random/random.js';
import type { PrincipalAxes } from './principal-axes.js';

/** Directions drawn beyond those that are asked for. */
const oversampled = 10;

/** Centred rows as the search for axes reads them, however they are kept. */
export interface CentredRows {
  readonly rows: number;
  readonly columns: number;
  /** Row-major [size × rows]: of each direction (row-major [size × columns]) the rows' scores. */
  scores(directions: Float64Array, size: number): Float64Array;
  /** Row-major [size × columns]: of each row of `answers` (row-major [size × rows]) the rows' sum weighted by it. */
  loadings(answers: Float64Array, size: number): Float64Array;
  /** The sum of all squares. */
  readonly squares: number;
}

/** The axes of centred rows that are kept with their zeros (row-major [rows × columns]); as `randomizedAxesOf`. */
export function randomizedAxes(centred: Float64Array, rows: number, columns: number, count: number): PrincipalAxes {
  return randomizedAxesOf(
    {
      rows,
      columns,
      scores: (directions, size) => scores(centred, rows, columns, directions, size),
      loadings: (answers, size) => loadings(centred, rows, columns, answers, size),
      squares: centred.reduce((sum, value) => sum + value * value, 0),
    },
    count,
  );
}

/**
 * The first `count` principal axes of centred rows by way of a random subspace that power iterations turn towards them: Halko, Martinsson, Tropp
 * 2011, algorithms 4.4 and 5.1, with scikit-learn's number of iterations. The draws are always the same. Axes without variance are left out, but
 * for the first; each axis' largest entry is positive.
 */
export function randomizedAxesOf(centred: CentredRows, count: number): PrincipalAxes {
  const { rows, columns } = centred;
  const least = Math.min(rows, columns);
  const size = Math.min(least, count + oversampled);
  const iterations = count < 0.1 * least ? 7 : 4;
  // Row-major [size × columns]: each row a direction among the columns.
  let directions = drawn(size, columns);
  for (let i = 0; i < iterations; i++) {
    orthonormalise(directions, columns);
    const answers = centred.scores(directions, size);
    orthonormalise(answers, rows);
    directions = centred.loadings(answers, size);
  }
  orthonormalise(directions, columns);
  const basis = centred.scores(directions, size);
  orthonormalise(basis, rows);
  return axesOf(centred.loadings(basis, size), centred, size, count);
}

function drawn(size: number, columns: number): Float64Array {
  const random = createRandom(0).fork('principal axes');
  return Float64Array.from({ length: size * columns }, () => random.normal());
}

/** Of Q'X (row-major [size × columns]), whose right singular vectors are the axes. */
function axesOf(small: Float64Array, { rows, columns, squares }: CentredRows, size: number, count: number): PrincipalAxes {
  const { values, vectors } = symmetricEigen(productsOf(small, size, columns), size);
  const kept = Math.max(1, values.subarray(0, count).filter((value) => value > values[0] * size * Number.EPSILON).length);
  const axes = new Float64Array(kept * columns);
  for (let k = 0; k < kept; k++) {
    const axis = axes.subarray(k * columns, (k + 1) * columns);
    for (let i = 0; i < size; i++) addScaled(axis, small.subarray(i * columns, (i + 1) * columns), vectors[k * size + i]);
    pointForward(axis, values[k]);
  }
  const degrees = Math.max(1, rows - 1);
  const variances = values.slice(0, kept).map((value) => Math.max(0, value) / degrees);
  return { axes, variances, totalVariance: squares / degrees };
}

/** Of length 1, its entry of largest size positive; without any length, the first column's direction. */
export function pointForward(axis: Float64Array, squaredLength: number): void {
  if (!(squaredLength > 0)) {
    axis.fill(0);
    axis[0] = 1;
    return;
  }
  const largest = axis.reduce((most, value) => (Math.abs(value) > Math.abs(most) ? value : most), 0);
  const length = Math.sqrt(axis.reduce((sum, value) => sum + value * value, 0));
  const factor = (largest < 0 ? -1 : 1) / length;
  for (let i = 0; i < axis.length; i++) axis[i] *= factor;
}

function scores(centred: Float64Array, rows: number, columns: number, directions: Float64Array, size: number): Float64Array {
  const result = new Float64Array(size * rows);
  for (let row = 0; row < rows; row++) {
    const own = centred.subarray(row * columns, (row + 1) * columns);
    for (let i = 0; i < size; i++) result[i * rows + row] = dot(own, directions, i * columns);
  }
  return result;
}

function loadings(centred: Float64Array, rows: number, columns: number, answers: Float64Array, size: number): Float64Array {
  const result = new Float64Array(size * columns);
  for (let row = 0; row < rows; row++) {
    const own = centred.subarray(row * columns, (row + 1) * columns);
    for (let i = 0; i < size; i++) addScaled(result.subarray(i * columns, (i + 1) * columns), own, answers[i * rows + row]);
  }
  return result;
}

/** Row-major [size × size]: the scalar products of the rows. */
export function productsOf(matrix: Float64Array, size: number, length: number): Float64Array {
  const products = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    const own = matrix.subarray(i * length, (i + 1) * length);
    for (let j = 0; j < size; j++) products[i * size + j] = dot(own, matrix, j * length);
  }
  return products;
}

/** Gram and Schmidt, each row twice; a row that depends on those before becomes 0. */
export function orthonormalise(matrix: Float64Array, length: number): void {
  for (let i = 0; i < matrix.length / length; i++) {
    const own = matrix.subarray(i * length, (i + 1) * length);
    const before = Math.sqrt(dot(own, own, 0));
    for (let pass = 0; pass < 2; pass++)
      for (let j = 0; j < i; j++) addScaled(own, matrix.subarray(j * length, (j + 1) * length), -dot(own, matrix, j * length));
    const after = Math.sqrt(dot(own, own, 0));
    const factor = after > 1e-14 * before ? 1 / after : 0;
    for (let k = 0; k < length; k++) own[k] *= factor;
  }
}

export function dot(a: Float64Array, b: Float64Array, from: number): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[from + i];
  return sum;
}

export function addScaled(target: Float64Array, added: Float64Array, factor: number): void {
  if (factor === 0) return;
  for (let i = 0; i < target.length; i++) target[i] += factor * added[i];
}
