import { svm } from './svm.js';
import { svr } from './svr.js';

export const kernelEstimators = [svm, svr];
