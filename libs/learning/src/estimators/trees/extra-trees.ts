import type { Estimator } from '../estimator.js';
import { loadTrees } from './fitted-trees.js';
import { fitForest } from './forest.js';
import { randomForest } from './random-forest.js';

/** Extremely randomised trees (Geurts, Ernst and Wehenkel 2006), as scikit-learn's ExtraTreesClassifier and ExtraTreesRegressor. */
export const extraTrees: Estimator = {
  name: 'extra_trees',
  summary: 'Many trees whose thresholds are drawn at random, averaged: quick, smoother than a random forest, handles missing values.',
  tasks: ['classification', 'regression'],
  parameters: {
    ...randomForest.parameters,
    bootstrap: { type: 'boolean', default: false, doc: 'Whether each tree sees rows drawn with replacement, or all rows.' },
  },
  scaleSensitive: false,
  handlesMissing: true,
  fit: (train, options) => fitForest('extra_trees', train, options),
  load: loadTrees,
};
