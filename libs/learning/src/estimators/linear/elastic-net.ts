import type { Estimator } from '../estimator.js';
import { coordinateParameters, fitElasticNet } from './fit-elastic-net.js';
import { loadRegression } from './least-squares-model.js';

/** Least squares with both an L1 and an L2 penalty (scikit-learn's ElasticNet). */
export const elasticNet: Estimator = {
  name: 'elastic_net',
  summary: 'Linear regression with an L1 and an L2 penalty',
  tasks: ['regression'],
  parameters: {
    ...coordinateParameters,
    l1_ratio: { type: 'number', default: 0.5, min: 0, max: 1, search: [0, 1], doc: 'Share of the L1 penalty.' },
  },
  scaleSensitive: true,
  handlesMissing: false,
  fit: (train, options) => fitElasticNet(train, options, options.parameters.l1_ratio as number),
  load: loadRegression,
};
