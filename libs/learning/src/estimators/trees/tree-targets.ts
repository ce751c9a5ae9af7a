import { LearningError } from '../../errors.js';
import type { FitOptions, LearningSet } from '../estimator.js';
import { weightsByClass } from './learning-rows.js';
import { type RowStatistics, rowStatistics } from './row-statistics.js';
import { criterionOf } from './tree-parameters.js';

export interface TreeTargets {
  readonly statistics: RowStatistics;
  /** What the model adds to its leaf values, per output, as float32. */
  readonly base: Float64Array;
}

/** Targets for the growers. A regression's are taken less their mean: sums stay small, and so do the float32 leaf values. */
export function treeTargets({ y, weights }: LearningSet, { task, classes, parameters }: FitOptions): TreeTargets {
  const criterion = criterionOf(parameters, task);
  const classWeight = task === 'classification' ? (parameters.class_weight as string | null) : null;
  const rowWeights = weightsByClass(y, weights, classWeight) ?? new Float64Array(y.length).fill(1);
  if (task === 'classification') {
    return { statistics: rowStatistics(y, rowWeights, classes, criterion), base: new Float64Array(classes > 2 ? classes : 1) };
  }
  if (criterion === 'poisson') {
    requireCounts(y);
    return { statistics: rowStatistics(y, rowWeights, 0, criterion), base: new Float64Array(1) };
  }
  const mean = Math.fround(y.reduce((sum, value, row) => sum + value * rowWeights[row], 0) / rowWeights.reduce((a, b) => a + b, 0));
  const centred = y.map((value) => value - mean);
  return { statistics: rowStatistics(centred, rowWeights, 0, criterion), base: Float64Array.of(mean) };
}

function requireCounts(y: Float64Array): void {
  const negative = y.findIndex((value) => value < 0);
  if (negative < 0 && y.some((value) => value > 0)) return;
  const what = negative < 0 ? 'The target is 0 everywhere' : `The target of row ${negative + 1} is ${y[negative]}`;
  throw new LearningError('learning.value_invalid', `${what}; the poisson criterion needs values from 0, not all 0.`, 'criterion');
}
