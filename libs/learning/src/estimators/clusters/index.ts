import { kmeans } from './kmeans.js';

export const clusterAlgorithms = [kmeans];
