/** @jest-environment ./tools/onnx/jest-environment.mjs */
import { describeEstimators } from '../estimator.suite.js';
import { linearEstimators } from './index.js';

describeEstimators(linearEstimators, {
  linear: { weightsAreRepetition: true },
  logistic: { weightsAreRepetition: true },
  ridge: { weightsAreRepetition: true },
});
