import { LearningError } from '../errors.js';
import type { Matrix } from '../estimators/estimator.js';

export function requireBackground({ rows }: Matrix): void {
  if (rows > 0) return;
  throw new LearningError('learning.value_invalid', 'The background has no row; give some rows of the training data.', 'background');
}
