/** @jest-environment ./tools/onnx/jest-environment.mjs */
import { describeEstimators } from '../estimator.suite.js';
import { treeEstimators } from './index.js';

describeEstimators(treeEstimators, {
  // Fully grown, pairs of rows are split by any column equally well, and rounding chooses.
  decision_tree: { weightsAreRepetition: true, parameters: { max_depth: 4 } },
  random_forest: { parameters: { n_estimators: 20 } },
  extra_trees: { parameters: { n_estimators: 20 } },
});
