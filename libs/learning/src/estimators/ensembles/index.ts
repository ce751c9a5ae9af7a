import type { Estimator } from '../estimator.js';
import { createBagging } from './bagging.js';
import { createCalibrated } from './calibrated.js';
import { createGreedy } from './greedy.js';
import type { FindEstimator } from './members.js';
import { createStacking } from './stacking.js';
import { createVoting } from './voting.js';

export { type CalibrationOptions, withCalibration } from './calibrated.js';
export { type CalibrationMethod, calibrationMethods } from './calibrator.js';

/** Algorithms made of others, which they look up by `find`: the registry knows its families, and no family knows the registry. */
export function createEnsembles(find: FindEstimator): readonly Estimator[] {
  return [createVoting(find), createStacking(find), createBagging(find), createGreedy(find), createCalibrated(find)];
}
