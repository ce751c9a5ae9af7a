import type { ErrorCode, FieldError } from '@atelier/contracts';

/** What the parent sends, once. */
export interface StartMessage {
  readonly kind: 'start';
  readonly input: unknown;
  readonly parent: number;
  readonly memoryMiB: number;
}

/** An error as it crosses the process boundary; `stack` is for the log alone. */
export interface CarriedError {
  readonly code: ErrorCode;
  readonly detail: string;
  readonly errors: readonly FieldError[];
  readonly stack: string;
}

/** What the child sends: any number of messages, then one end. */
export type ChildMessage =
  | { readonly kind: 'message'; readonly message: unknown }
  | { readonly kind: 'result'; readonly result: unknown }
  | { readonly kind: 'error'; readonly error: CarriedError };

/** Written to stderr by a child that ends itself for its memory, where the parent cannot see it (no /proc). */
export const outOfMemoryMark = 'atelier-sandbox: out of memory';
