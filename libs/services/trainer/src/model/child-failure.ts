import { AtelierError, type ErrorCode, toAtelierError } from '@atelier/contracts';

/** A sandbox's own failures, as those of a job; what the program threw keeps its code. */
const codes: Partial<Record<ErrorCode, { readonly code: ErrorCode; readonly detail: (detail: string) => string }>> = {
  'sandbox.crashed': { code: 'job.crashed', detail: (detail) => `The training process failed: ${detail}` },
  'sandbox.timed_out': { code: 'job.timed_out', detail: (detail) => detail },
  'sandbox.out_of_memory': { code: 'job.out_of_memory', detail: (detail) => detail },
};

export function jobFailure(thrown: unknown): AtelierError {
  const error = toAtelierError(thrown);
  const meant = codes[error.code];
  return meant ? new AtelierError(meant.code, meant.detail(error.detail), error.errors, { cause: error }) : error;
}
