import { elasticNet } from './elastic-net.js';
import { lasso } from './lasso.js';
import { linear } from './linear.js';
import { logistic } from './logistic.js';
import { ridge } from './ridge.js';

export const linearEstimators = [linear, ridge, lasso, elasticNet, logistic];
