/** @jest-environment ./tools/onnx/jest-environment.mjs */
import { describeEstimators } from '../estimator.suite.js';
import { bayesEstimators } from './index.js';

describeEstimators(bayesEstimators, { naive_bayes: { weightsAreRepetition: true } });
