import type { ErrorCode } from '@atelier/contracts';
import { ProblemError } from '@atelier/sdk';

/** For what is asked again and again: null for refusals that only mean "not yet". Anything else is thrown on. */
export function nullWhen(...codes: readonly ErrorCode[]): (error: unknown) => null {
  return (error) => {
    if (error instanceof ProblemError && codes.some((code) => code === error.code)) return null;
    throw error;
  };
}
