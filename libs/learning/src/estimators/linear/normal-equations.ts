import type { Checkpoint } from '../../linear-algebra/cholesky.js';
import { type Design, gramOf } from './design.js';

/** What least squares needs to know of the rows, about the weighted means when centred; Z is the design. */
export interface NormalEquations {
  /** Lower triangle of Z'WZ, row-major. */
  readonly gram: Float64Array;
  /** Z'Wy. */
  readonly products: Float64Array;
  /** Weighted means of the design's columns and of y (0 when not centred). */
  readonly means: Float64Array;
  readonly mean: number;
  /** y'Wy and the sum of the weights. */
  readonly squares: number;
  readonly total: number;
}

/** Share of a square sum that may be left of it by rounding alone when the mean is taken off. */
export const rounding = 1e-13;

export async function normalEquations(
  design: Design,
  y: Float64Array,
  weights: Float64Array | undefined,
  centred: boolean,
  checkpoint: Checkpoint,
): Promise<NormalEquations> {
  const gram = await gramOf(design, weights, checkpoint);
  const { products, means, mean, squares, total } = firstMoments(design, y, weights, centred);
  const n = design.columns;
  for (let i = 0; i < n; i++) {
    const square = gram[i * n + i];
    for (let j = 0; j <= i; j++) gram[i * n + j] -= total * means[i] * means[j];
    if (gram[i * n + i] < rounding * square) gram[i * n + i] = 0;
  }
  return { gram, products, means, mean, squares, total };
}

/** The normal equations without their matrix. */
export function firstMoments(
  design: Design,
  y: Float64Array,
  weights: Float64Array | undefined,
  centred: boolean,
): Omit<NormalEquations, 'gram'> {
  const total = weights ? sumOf(weights) : y.length;
  const mean = centred ? weightedMean(y, weights, total) : 0;
  const residuals = new Float64Array(y.length);
  let squares = 0;
  for (let row = 0; row < y.length; row++) {
    const weight = weights ? weights[row] : 1;
    const distance = y[row] - mean;
    residuals[row] = weight * distance;
    squares += weight * distance * distance;
  }
  const sums = centred ? design.project(weights ?? new Float64Array(y.length).fill(1)) : new Float64Array(design.columns);
  return { products: design.project(residuals), means: sums.map((sum) => sum / total), mean, squares, total };
}

export function sumOf(values: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i];
  return sum;
}

function weightedMean(y: Float64Array, weights: Float64Array | undefined, total: number): number {
  let moved = 0;
  for (let row = 0; row < y.length; row++) moved += (weights ? weights[row] : 1) * (y[row] - y[0]);
  return y[0] + moved / total;
}
