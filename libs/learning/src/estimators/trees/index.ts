import { decisionTree } from './decision-tree.js';
import { extraTrees } from './extra-trees.js';
import { randomForest } from './random-forest.js';

export const treeEstimators = [decisionTree, randomForest, extraTrees];
