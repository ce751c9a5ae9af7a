import { decisionTree } from './decision-tree.js';
import { randomForest } from './random-forest.js';

export const treeEstimators = [decisionTree, randomForest];
