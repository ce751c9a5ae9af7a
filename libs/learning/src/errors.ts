/** Every way in which learning refuses its input. Each code is stable, has a page in docs/errors, and is in the platform's catalogue. */
export const learningErrorCodes = [
  'learning.parameter_unknown',
  'learning.parameter_invalid',
  'learning.algorithm_unknown',
  'learning.task_unsupported',
  'learning.column_missing',
  'learning.target_missing',
  'learning.target_constant',
  'learning.target_identifier',
  'learning.target_not_numeric',
  'learning.class_too_small',
  'learning.too_few_rows',
  'learning.no_features',
  'learning.value_invalid',
  'learning.temporal_plan_invalid',
  'learning.model_invalid',
  'learning.parity_failed',
  'learning.aborted',
] as const;

export type LearningErrorCode = (typeof learningErrorCodes)[number];

/** A refusal with what is wrong, where (a column, a parameter) and what would do. */
export class LearningError extends Error {
  override readonly name = 'LearningError';
  constructor(
    readonly code: LearningErrorCode,
    message: string,
    readonly where?: string,
  ) {
    super(message);
  }
}

/** Throws `learning.aborted` once the signal has been raised; called between iterations. */
export function throwIfAborted(signal?: AbortSignal): void {
  if (signal?.aborted) throw new LearningError('learning.aborted', 'The work was cancelled.');
}
