import { AtelierError } from '@atelier/contracts';

/** `feature.expression_invalid`, with the place in the text, counted from 1. */
export function expressionFault(at: number, message: string): AtelierError {
  return new AtelierError('feature.expression_invalid', `At character ${at + 1}: ${message}.`);
}
