import { knn } from './knn.js';

export const neighbourEstimators = [knn];
