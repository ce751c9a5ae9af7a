/** @jest-environment ./tools/onnx/jest-environment.mjs */
import { describeUnsupervised } from '../unsupervised.suite.js';
import { clusterAlgorithms } from './index.js';

describeUnsupervised(clusterAlgorithms, {
  kmeans: { parameters: { n_clusters: 3, n_init: 3 }, leastRows: 3 },
});
