import { LearningError } from '../../errors.js';

/** `learning.temporal_plan_invalid` of a field. */
export function invalid(field: string, message: string): LearningError {
  return new LearningError('learning.temporal_plan_invalid', `${field}: ${message}`, field);
}
