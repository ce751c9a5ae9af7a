/** @jest-environment ./tools/onnx/jest-environment.mjs */
import { describeEstimators } from '../estimator.suite.js';
import { boostingEstimators } from './index.js';

describeEstimators(boostingEstimators, {
  catboost: { parameters: { iterations: 20, depth: 4 } },
  lightgbm: { parameters: { n_estimators: 30, min_child_samples: 2 } },
  adaboost: { parameters: { n_estimators: 20, max_depth: 3 } },
  gradient_boosting: { parameters: { n_estimators: 20 } },
  xgboost: { parameters: { n_estimators: 20, max_depth: 4 } },
});
