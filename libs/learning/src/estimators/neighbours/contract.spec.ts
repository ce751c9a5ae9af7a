/** @jest-environment ./tools/onnx/jest-environment.mjs */
import { describeEstimators } from '../estimator.suite.js';
import { neighbourEstimators } from './index.js';

describeEstimators(neighbourEstimators, { knn: { parameters: { weights: 'distance' } } });
