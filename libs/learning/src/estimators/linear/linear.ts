import { minimumNorm } from '../../linear-algebra/minimum-norm.js';
import { type PivotedFactor, pivotedCholesky } from '../../linear-algebra/pivoted-cholesky.js';
import type { Estimator, LearningSet } from '../estimator.js';
import type { ParameterSet } from '../parameters.js';
import { checkpointFor } from '../trees/learning-rows.js';
import { createDesign } from './create-design.js';
import type { Design } from './design.js';
import { loadRegression, solvedRegression } from './least-squares-model.js';
import { type NormalEquations, normalEquations } from './normal-equations.js';

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
    const centred = options.parameters.fit_intercept as boolean;
    const design = createDesign(train.x, centred);
    const moments = await normalEquations(design, train.y, train.weights, centred, checkpoint);
    const fitted = solvedRegression({ train, design, moments, options }, leastSquares(train, design, moments));
    await checkpoint();
    return fitted;
  },
  load: loadRegression,
};

/** Share of a column's variance below which it counts as a combination of others. */
const ownVariance = 1e-12;

function leastSquares(train: LearningSet, design: Design, moments: NormalEquations): Float64Array {
  const { gram, means, total, products } = moments;
  const n = design.columns;
  const floors = means.map((mean, j) => ownVariance * (gram[j * n + j] + total * mean * mean));
  const system = pivotedCholesky(gram, n, floors);
  const coefficients = solveIndependent(system, products);
  refine(coefficients, system, train, design, moments);
  return system.rank === n ? coefficients : shortest(coefficients, system, design.scale);
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
function refine(
  coefficients: Float64Array,
  system: PivotedFactor,
  { y, weights }: LearningSet,
  design: Design,
  { mean, means }: NormalEquations,
): void {
  const centre = means.reduce((sum, value, column) => sum + value * coefficients[column], 0);
  const scores = new Float64Array(design.rows).fill(mean - centre);
  design.addScores(coefficients, scores);
  const residuals = scores.map((score, row) => (weights ? weights[row] : 1) * (y[row] - score));
  const left = residuals.reduce((sum, value) => sum + value, 0);
  const products = design.project(residuals).map((product, column) => product - means[column] * left);
  const step = solveIndependent(system, products);
  for (let column = 0; column < coefficients.length; column++) coefficients[column] += step[column];
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
