import type { Estimator } from '../estimator.js';
import { coordinateParameters, fitElasticNet } from './fit-elastic-net.js';
import { loadRegression } from './least-squares-model.js';

/** Least squares with an L1 penalty, which makes coefficients exactly 0 (scikit-learn's Lasso): Σ w(y − xβ − b)²/(2Σw) + α‖β‖₁. */
export const lasso: Estimator = {
  name: 'lasso',
  summary: 'Linear regression with an L1 penalty, which leaves columns out',
  tasks: ['regression'],
  parameters: coordinateParameters,
  scaleSensitive: true,
  handlesMissing: false,
  fit: (train, options) => fitElasticNet(train, options, 1),
  load: loadRegression,
};
