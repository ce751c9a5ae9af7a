import type { Matrix } from '../estimator.js';

/** Weighted population standard deviation of every column. */
export function deviations(x: Matrix, weights: Float64Array): Float64Array {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const means = new Float64Array(x.columns);
  for (let i = 0; i < x.data.length; i++) means[i % x.columns] += (x.data[i] * weights[Math.floor(i / x.columns)]) / total;
  const squares = new Float64Array(x.columns);
  for (let i = 0; i < x.data.length; i++)
    squares[i % x.columns] += ((x.data[i] - means[i % x.columns]) ** 2 * weights[Math.floor(i / x.columns)]) / total;
  return squares.map(Math.sqrt);
}

/** The set's weights, or 1 for every row. */
export function rowWeights(rows: number, weights?: Float64Array): Float64Array {
  return weights ?? new Float64Array(rows).fill(1);
}
