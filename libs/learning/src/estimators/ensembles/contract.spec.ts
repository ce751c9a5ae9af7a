/** @jest-environment ./tools/onnx/jest-environment.mjs */
import { describeEstimators } from '../estimator.suite.js';
import type { Member } from '../parameters.js';
import { findEstimator } from '../registry.js';
import { createEnsembles } from './index.js';

const forest: Member = { algorithm: 'random_forest', hyperparameters: { n_estimators: 5 } };
const boosted: Member = { algorithm: 'lightgbm', hyperparameters: { n_estimators: 5, min_child_samples: 5 } };
const tree: Member = { algorithm: 'decision_tree', hyperparameters: { max_depth: 4 } };

describeEstimators(createEnsembles(findEstimator), {
  voting: {},
  stacking: { parameters: { cv: 3 } },
  bagging: { parameters: { estimator: [tree], max_features: 0.8 } },
  greedy: { parameters: { members: [tree, forest, boosted], cv: 3, ensemble_size: 8 } },
  calibrated: { parameters: { estimator: [forest], cv: 3 } },
});
