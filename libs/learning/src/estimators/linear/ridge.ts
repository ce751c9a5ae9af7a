import { type Checkpoint, solveSymmetric } from '../../linear-algebra/cholesky.js';
import type { Estimator, LearningSet } from '../estimator.js';
import type { ParameterSet } from '../parameters.js';
import { checkpointFor } from '../trees/learning-rows.js';
import { createDesign } from './create-design.js';
import type { Design } from './design.js';
import { loadRegression, solvedRegression } from './least-squares-model.js';
import { type NormalEquations, normalEquations } from './normal-equations.js';

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
  async fit(train, options) {
    const checkpoint = checkpointFor(options.signal);
    const { alpha, fit_intercept } = options.parameters as { alpha: number; fit_intercept: boolean };
    const design = createDesign(train.x, fit_intercept);
    const { coefficients, moments } = await solve(train, design, alpha, fit_intercept, checkpoint);
    const fitted = solvedRegression({ train, design, moments, options }, coefficients);
    await checkpoint();
    return fitted;
  },
  load: loadRegression,
};

interface Solution {
  readonly coefficients: Float64Array;
  readonly moments: Pick<NormalEquations, 'means' | 'mean'>;
}

async function solve(
  { y, weights }: LearningSet,
  design: Design,
  alpha: number,
  centred: boolean,
  checkpoint: Checkpoint,
): Promise<Solution> {
  const moments = await normalEquations(design, y, weights, centred, checkpoint);
  const n = design.columns;
  for (let j = 0; j < n; j++) moments.gram[j * n + j] += alpha / design.scale[j] ** 2;
  const coefficients = moments.products;
  await solveSymmetric(moments.gram, coefficients, checkpoint);
  return { coefficients, moments };
}
