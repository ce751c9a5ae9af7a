import { errorCatalogue, type ErrorCode, statusOfKind } from './catalogue.js';

export interface FieldError {
  /** JSON path of the field (`hyperparameters.num_leaves`), or row and column of a file. */
  readonly path: string;
  readonly message: string;
}

/** A failure with a stable code. The domain throws it; statuses and retries are decided at the edge. */
export class AtelierError extends Error {
  override readonly name = 'AtelierError';
  constructor(
    readonly code: ErrorCode,
    /** What happened here, where, and what would do; shown to the caller, so never a path on disk, SQL or a secret. */
    readonly detail: string,
    readonly errors: readonly FieldError[] = [],
    options?: { cause?: unknown },
  ) {
    super(`${code}: ${detail}`, options);
  }
}

/** RFC 9457 problem details, `application/problem+json`. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: ErrorCode;
  readonly help: string;
  readonly instance?: string;
  readonly errors?: readonly FieldError[];
}

/** Any thrown value as an AtelierError: errors that carry a code of the catalogue keep it (LearningError does), all others are `internal`. */
export function toAtelierError(thrown: unknown): AtelierError {
  if (thrown instanceof AtelierError) return thrown;
  if (thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string' && Object.hasOwn(errorCatalogue, thrown.code)) {
    const where = 'where' in thrown && typeof thrown.where === 'string' ? [{ path: thrown.where, message: thrown.message }] : [];
    return new AtelierError(thrown.code as ErrorCode, thrown.message, where, { cause: thrown });
  }
  return new AtelierError('internal', 'An unexpected failure; the log has its cause.', [], { cause: thrown });
}

export function toProblem(error: AtelierError, instance?: string): Problem {
  const { kind, title, help } = errorCatalogue[error.code];
  return {
    type: `https://atelier.dev/errors/${error.code}`,
    title,
    status: statusOfKind[kind],
    detail: error.detail,
    code: error.code,
    help,
    ...(instance ? { instance } : {}),
    ...(error.errors.length > 0 ? { errors: error.errors } : {}),
  };
}
