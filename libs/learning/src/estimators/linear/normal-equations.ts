import type { Checkpoint } from '../../linear-algebra/cholesky.js';
import { KernelMoments } from '../../linear-algebra/kernel-moments.js';
import type { LearningSet } from '../estimator.js';
import { inputBound, missingValue } from './bounds.js';
import { sampleMeans, scalesOf } from './column-sample.js';
import { sparseDesign } from './create-design.js';
import { type Columns, type Design, gramOf, stretchOf } from './design.js';

/** First moments of the rows, about the weighted means when centred; Z is made of the columns as `columns` says. */
export interface Moments {
  readonly columns: Columns;
  /** Z'Wy. */
  readonly products: Float64Array;
  /** Weighted means of Z's columns and of y (0 when not centred). */
  readonly means: Float64Array;
  readonly mean: number;
  /** y'Wy and the sum of the weights. */
  readonly squares: number;
  readonly total: number;
}

/** All that least squares needs to know of the rows. */
export interface NormalEquations extends Moments {
  /** Lower triangle of Z'WZ, row-major. */
  readonly gram: Float64Array;
}

/** Throws `learning.value_invalid` for a missing value. */
export async function normalEquations(train: LearningSet, centred: boolean, checkpoint: Checkpoint): Promise<NormalEquations> {
  const design = sparseDesign(train.x, centred);
  const { gram, ...moments } = design
    ? { gram: await gramOf(design, train.weights, checkpoint), ...firstMoments(design, train, centred) }
    : await streamedMoments(train, centred, checkpoint);
  centre(gram, moments);
  return { gram, ...moments };
}

/** The normal equations without their matrix. */
export function firstMoments(design: Design, { y, weights }: LearningSet, centred: boolean): Moments {
  const { residuals, ...target } = targetMoments(y, weights, centred);
  const sums = centred ? design.project(weights ?? new Float64Array(y.length).fill(1)) : new Float64Array(design.columns);
  return { columns: design, products: design.project(residuals), means: sums.map((sum) => sum / target.total), ...target };
}

/** In one way through the rows, of which nothing is kept. */
async function streamedMoments({ x, y, weights }: LearningSet, centred: boolean, checkpoint: Checkpoint): Promise<NormalEquations> {
  const { residuals, ...target } = targetMoments(y, weights, centred);
  const shift = centred ? sampleMeans(x) : new Float64Array(x.columns);
  const moments = new KernelMoments(x, shift, inputBound);
  const stretch = stretchOf(x.rows, x.columns ** 2 / 4);
  for (let from = 0; from < x.rows; from += stretch) {
    if (from > 0) await checkpoint();
    moments.add(residuals, weights, from, Math.min(x.rows, from + stretch));
  }
  const { gram, products, sums } = moments;
  if (sums.some(Number.isNaN)) throw missingValue(x);
  const { scale, spread } = scalesOf(sums, moments.squares, x.rows, centred);
  const n = x.columns;
  for (let i = 0; i < n; i++) for (let j = 0; j <= i; j++) gram[i * n + j] /= scale[i] * scale[j];
  const scaled = (values: Float64Array) => values.map((value, column) => value / scale[column]);
  const means = centred ? scaled(weights ? moments.weightedSums : sums).map((sum) => sum / target.total) : new Float64Array(n);
  return { gram, columns: { columns: n, shift, scale, spread }, products: scaled(products), means, ...target };
}

/** Share of a square sum that may be left of it by rounding alone when the mean is taken off. */
export const rounding = 1e-13;

function centre(gram: Float64Array, { means, total }: Moments): void {
  const n = means.length;
  for (let i = 0; i < n; i++) {
    const square = gram[i * n + i];
    for (let j = 0; j <= i; j++) gram[i * n + j] -= total * means[i] * means[j];
    if (gram[i * n + i] < rounding * square) gram[i * n + i] = 0;
  }
}

/** Weighted residuals of y from its mean (from 0 when not centred), and what is known of y alone. */
function targetMoments(y: Float64Array, weights: Float64Array | undefined, centred: boolean) {
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
  return { residuals, mean, squares, total };
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

/** What coefficients of Z leave: weighted sum of the squared residuals, from the normal equations alone. */
export function residualSquares({ gram, products, squares }: NormalEquations, coefficients: Float64Array): number {
  const n = coefficients.length;
  let sum = squares;
  for (let i = 0; i < n; i++) {
    let row = 0.5 * gram[i * n + i] * coefficients[i];
    for (let j = 0; j < i; j++) row += gram[i * n + j] * coefficients[j];
    sum += 2 * coefficients[i] * (row - products[i]);
  }
  return Math.max(0, sum);
}
