import { elasticNet } from './elastic-net.js';
import { lasso } from './lasso.js';
import { linear } from './linear.js';
import { logistic } from './logistic.js';
import { ridge } from './ridge.js';

export const linearEstimators = [logistic, ridge, linear, lasso, elasticNet];
