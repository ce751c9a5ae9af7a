/** @jest-environment ./tools/onnx/jest-environment.mjs */
import { describeEstimators } from '../estimator.suite.js';
import { kernelEstimators } from './index.js';

// The default width of the kernel is a variance that does not heed weights, as in scikit-learn.
describeEstimators(kernelEstimators, {
  svm: { parameters: { gamma: 0.2, tol: 1e-9 }, weightsAreRepetition: true },
  svr: { parameters: { gamma: 0.2, tol: 1e-9, C: 30 }, weightsAreRepetition: true },
});
