import type { Checkpoint } from '../../linear-algebra/cholesky.js';
import { minimumNorm } from '../../linear-algebra/minimum-norm.js';
import { type PivotedFactor, pivotedCholesky } from '../../linear-algebra/pivoted-cholesky.js';
import type { Estimator, FittedEstimator, FitOptions, LearningSet } from '../estimator.js';
import type { ParameterSet } from '../parameters.js';
import { checkpointFor } from '../trees/learning-rows.js';
import { bounded } from './bounds.js';
import { fitDualRidge, isWide } from './dual-ridge.js';
import { loadRegression, solvedRegression } from './least-squares-model.js';
import { type NormalEquations, normalEquations, residualSquares } from './normal-equations.js';

const parameters: ParameterSet = {
  fit_intercept: { type: 'boolean', default: true, doc: 'Whether the model has an intercept.' },
};

/**
 * Ordinary least squares (scikit-learn's LinearRegression): Σ wᵢ(yᵢ − xᵢβ − b)². Of many solutions (dependent columns, more columns than
 * rows) the one with the smallest ‖β‖. Columns count as dependent where less than 10⁻⁶ of their spread is their own.
 */
export const linear: Estimator = {
  name: 'linear',
  summary: 'Linear regression by ordinary least squares',
  tasks: ['regression'],
  parameters,
  scaleSensitive: true,
  handlesMissing: false,
  async fit(train, options) {
    const checkpoint = checkpointFor(options.signal);
    const fitted = isWide(train.x) ? await fitDualRidge(train, options, 0, checkpoint) : await fitLong(train, options, checkpoint);
    await checkpoint();
    return fitted;
  },
  load: loadRegression,
};

async function fitLong(train: LearningSet, options: FitOptions, checkpoint: Checkpoint): Promise<FittedEstimator> {
  const moments = await normalEquations(train, options.parameters.fit_intercept as boolean, checkpoint);
  const residuals = (slopes: Float64Array) => residualSquares(moments, slopes);
  return solvedRegression({ train, moments, options, residualSquares: residuals }, leastSquares(train, moments));
}

/** Share of a column's variance below which it counts as a combination of others. */
const ownVariance = 1e-12;

function leastSquares(train: LearningSet, moments: NormalEquations): Float64Array {
  const { gram, means, total, products, columns } = moments;
  const n = columns.columns;
  const floors = means.map((mean, j) => ownVariance * (gram[j * n + j] + total * mean * mean));
  const system = pivotedCholesky(gram, n, floors);
  const coefficients = solveIndependent(system, products);
  if (isDelicate(system, n)) refine(coefficients, system, train, moments);
  return system.rank === n ? coefficients : shortest(coefficients, system, columns.scale);
}

/** Whether columns are near enough to being combinations of others for digits to be lost: less than a thousandth of one is its own. */
function isDelicate({ rank, factor, pivots }: PivotedFactor, n: number): boolean {
  return rank > 0 && factor[pivots[rank - 1] * n + rank - 1] < 1e-3 * factor[pivots[0] * n];
}

/** The solution that has 0 for the columns that are no pivots. */
function solveIndependent({ rank, factor, pivots }: PivotedFactor, products: Float64Array): Float64Array {
  const n = products.length;
  const solution = new Float64Array(n);
  for (let k = 0; k < rank; k++) {
    const row = pivots[k] * n;
    let value = products[pivots[k]];
    for (let i = 0; i < k; i++) value -= factor[row + i] * solution[pivots[i]];
    solution[pivots[k]] = value / factor[row + k];
  }
  for (let k = rank - 1; k >= 0; k--) {
    const row = pivots[k] * n;
    solution[pivots[k]] /= factor[row + k];
    for (let i = 0; i < k; i++) solution[pivots[i]] -= factor[row + i] * solution[pivots[k]];
  }
  return solution;
}

/** One step on what the solution leaves, which takes back the digits that squaring the columns cost. Björck, Numerical Methods for Least Squares, 2.9. */
function refine(coefficients: Float64Array, system: PivotedFactor, train: LearningSet, moments: NormalEquations): void {
  const step = solveIndependent(system, leftProducts(coefficients, train, moments));
  for (let column = 0; column < coefficients.length; column++) coefficients[column] += step[column];
}

/** Z'W(y − what the coefficients predict), about the means, from the rows themselves. */
function leftProducts(coefficients: Float64Array, { x, y, weights }: LearningSet, { mean, means, columns }: NormalEquations): Float64Array {
  const n = x.columns;
  const { shift, scale } = columns;
  const centres = means.map((each, column) => shift[column] + each * scale[column]);
  const products = new Float64Array(n);
  for (let row = 0; row < x.rows; row++) {
    let residual = y[row] - mean;
    for (let j = 0, at = row * n; j < n; j++, at++) residual -= ((bounded(x.data[at]) - centres[j]) / scale[j]) * coefficients[j];
    if (weights) residual *= weights[row];
    for (let j = 0, at = row * n; j < n; j++, at++) products[j] += (residual * (bounded(x.data[at]) - centres[j])) / scale[j];
  }
  return products;
}

/** The solution with the smallest norm of the coefficients of the columns as they are: β/scale, so that the same scores come out. */
function shortest(coefficients: Float64Array, { rank, factor }: PivotedFactor, scale: Float64Array): Float64Array {
  const n = scale.length;
  const basis = new Float64Array(n * rank);
  const scores = new Float64Array(rank);
  for (let k = 0; k < rank; k++) {
    for (let j = 0; j < n; j++) {
      basis[k * n + j] = factor[j * n + k] * scale[j];
      scores[k] += factor[j * n + k] * coefficients[j];
    }
  }
  return minimumNorm(basis, n, rank, scores).map((slope, j) => slope * scale[j]);
}
