/** @jest-environment ./tools/onnx/jest-environment.mjs */
import { describeEstimators } from '../estimator.suite.js';
import { linearEstimators } from './index.js';

const weightsAreRepetition = true;

describeEstimators(linearEstimators, {
  linear: { weightsAreRepetition },
  ridge: { weightsAreRepetition },
  lasso: { weightsAreRepetition },
  elastic_net: { weightsAreRepetition },
  logistic: { weightsAreRepetition },
});
