import { adaboost } from './adaboost.js';
import { catboost } from './catboost/catboost.js';
import { gradientBoosting } from './gradient-boosting.js';
import { lightgbm } from './lightgbm.js';
import { xgboost } from './xgboost.js';

export const boostingEstimators = [lightgbm, xgboost, gradientBoosting, adaboost, catboost];
