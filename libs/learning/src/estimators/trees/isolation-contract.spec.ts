/** @jest-environment ./tools/onnx/jest-environment.mjs */
import { describeUnsupervised } from '../unsupervised.suite.js';
import { anomalyAlgorithms } from './index.js';

describeUnsupervised(anomalyAlgorithms, { isolation_forest: { parameters: { n_estimators: 40 } } });
