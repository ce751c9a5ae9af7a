import { AtelierError, type FieldError } from '@atelier/contracts';
import { StandardSchemaValidationPipe } from '@nestjs/common';

interface Issue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[];
}

/** Checks bodies, queries and parameters that carry a zod schema; what fails is one `request.invalid` with every fault. */
export function validationPipe(): StandardSchemaValidationPipe {
  return new StandardSchemaValidationPipe({ exceptionFactory: (issues) => invalidRequest(issues) });
}

export function invalidRequest(issues: readonly Issue[]): AtelierError {
  const errors: FieldError[] = issues.slice(0, 100).map((issue) => ({ path: pathOf(issue), message: issue.message }));
  const detail = errors.map(({ path, message }) => (path ? `${path}: ${message}` : message)).join('; ');
  return new AtelierError('request.invalid', detail.slice(0, 2000), errors);
}

function pathOf(issue: Issue): string {
  return (issue.path ?? []).map((part) => String(typeof part === 'object' ? part.key : part)).join('.');
}
