import { type Checkpoint, solveSymmetric } from '../../linear-algebra/cholesky.js';
import type { Estimator, FittedEstimator, FitOptions, LearningSet } from '../estimator.js';
import type { ParameterSet } from '../parameters.js';
import { checkpointFor } from '../trees/learning-rows.js';
import { fitDualRidge, isWide } from './dual-ridge.js';
import { loadRegression, solvedRegression } from './least-squares-model.js';
import { fitSparseRidge } from './sparse-ridge.js';
import { type NormalEquations, normalEquations, residualSquares } from './normal-equations.js';

const parameters: ParameterSet = {
  alpha: { type: 'number', default: 1, min: 0, log: true, search: [1e-4, 1e4], doc: 'Strength of the L2 penalty; 0 is least squares.' },
  fit_intercept: { type: 'boolean', default: true, doc: 'Whether the model has an intercept.' },
};

/**
 * Least squares with an L2 penalty, solved exactly (scikit-learn's Ridge): Σ wᵢ(yᵢ − xᵢβ − b)² + α‖β‖², b unpenalised.
 * A system that the data don't determine (alpha 0, dependent columns) gets a solution that is small in the open directions.
 */
export const ridge: Estimator = {
  name: 'ridge',
  summary: 'Linear regression with an L2 penalty, solved exactly',
  tasks: ['regression'],
  parameters,
  scaleSensitive: true,
  handlesMissing: false,
  handlesSparse: true,
  async fit(train, options) {
    const checkpoint = checkpointFor(options.signal);
    const alpha = options.parameters.alpha as number;
    if (train.x.sparse && train.x.columns > mostSolved) return fitSparseRidge(train, options, alpha, checkpoint);
    const fitted = isWide(train.x)
      ? await fitDualRidge(train, options, alpha, checkpoint)
      : await fitLong(train, options, alpha, checkpoint);
    await checkpoint();
    return fitted;
  },
  load: loadRegression,
};

/** Columns of a sparse table up to which their products with each other are quickly solved. */
const mostSolved = 1000;

async function fitLong(train: LearningSet, options: FitOptions, alpha: number, checkpoint: Checkpoint): Promise<FittedEstimator> {
  const moments = await normalEquations(train, options.parameters.fit_intercept as boolean, checkpoint);
  const coefficients = await solve(moments, alpha, checkpoint);
  return solvedRegression({ train, moments, options, residualSquares: (slopes) => residualSquares(moments, slopes) }, coefficients);
}

async function solve({ gram, products, columns }: NormalEquations, alpha: number, checkpoint: Checkpoint): Promise<Float64Array> {
  const n = columns.columns;
  const system = gram.slice();
  for (let j = 0; j < n; j++) system[j * n + j] += alpha / columns.scale[j] ** 2;
  const coefficients = products.slice();
  await solveSymmetric(system, coefficients, checkpoint);
  return coefficients;
}
