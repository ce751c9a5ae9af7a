import type { Estimator } from '../estimator.js';
import type { ParameterSet } from '../parameters.js';
import { loadTrees } from './fitted-trees.js';
import { fitForest } from './forest.js';
import { treeParameters } from './tree-parameters.js';

const parameters = {
  n_estimators: { type: 'integer', default: 100, min: 1, max: 10_000, search: [50, 500], doc: 'Number of trees.' },
  ...treeParameters,
  max_features: {
    type: 'choice',
    default: 'auto',
    choices: ['auto', 'sqrt', 'log2', null],
    orNumber: { min: 0.001, max: 1_000_000 },
    doc: 'Columns drawn per node: auto is sqrt for classification and all for regression; null for all, a share up to 1, or a number above 1.',
  },
  bootstrap: { type: 'boolean', default: true, doc: 'Whether each tree sees rows drawn with replacement, or all rows.' },
  max_samples: {
    type: 'number',
    default: null,
    min: 0,
    exclusiveMin: true,
    max: 1,
    doc: 'Share of the rows drawn for a tree when bootstrap is on; null for as many as there are.',
  },
} as const satisfies ParameterSet;

/** Bagged trees on random columns (Breiman 2001), on ranked columns; probabilities are means over the leaves, as in scikit-learn. */
export const randomForest: Estimator = {
  name: 'random_forest',
  summary: 'Many trees on resampled rows and columns, averaged: sturdy with little tuning, handles missing values.',
  tasks: ['classification', 'regression'],
  parameters,
  scaleSensitive: false,
  handlesMissing: true,
  fit: (train, options) => fitForest('random_forest', train, options),
  load: loadTrees,
};
