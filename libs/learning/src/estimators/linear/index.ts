import { linear } from './linear.js';
import { logistic } from './logistic.js';
import { ridge } from './ridge.js';

export const linearEstimators = [linear, logistic, ridge];
