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
  const mean = Math.fround(y.reduce((sum, value, row) => sum + value * rowWeights[row], 0) / rowWeights.reduce((a, b) => a + b, 0));
  const centred = y.map((value) => value - mean);
  return { statistics: rowStatistics(centred, rowWeights, 0, criterion), base: Float64Array.of(mean) };
}
