/** @jest-environment ./tools/onnx/jest-environment.mjs */
import { describeEstimators } from '../estimator.suite.js';
import { linearEstimators } from './index.js';

describeEstimators(linearEstimators, {
  logistic: { weightsAreRepetition: true },
  ridge: { weightsAreRepetition: true },
});
