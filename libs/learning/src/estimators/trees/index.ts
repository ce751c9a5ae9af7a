import { decisionTree } from './decision-tree.js';
import { extraTrees } from './extra-trees.js';
import { isolationForest } from './isolation-forest.js';
import { randomForest } from './random-forest.js';

export const treeEstimators = [decisionTree, randomForest, extraTrees];
export const anomalyAlgorithms = [isolationForest];
