import { naiveBayes } from './naive-bayes.js';

export const bayesEstimators = [naiveBayes];
