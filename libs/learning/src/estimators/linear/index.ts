import { logistic } from './logistic.js';
import { ridge } from './ridge.js';

export const linearEstimators = [logistic, ridge];
