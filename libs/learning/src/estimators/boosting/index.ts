import { lightgbm } from './lightgbm.js';

export const boostingEstimators = [lightgbm];
