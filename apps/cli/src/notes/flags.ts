import { type ClientTarget, clientTargets } from '@atelier/learning';
import { InvalidArgumentError } from 'commander';

/** A share of all, above 0 and below 1. */
export function share(text: string): number {
  const value = Number(text);
  if (!(value > 0 && value < 1)) throw new InvalidArgumentError('It is not a number between 0 and 1.');
  return value;
}

/** Adds to those given before. */
export function several(text: string, before: readonly string[] = []): string[] {
  return [...before, ...text.split(',').map((part) => part.trim())];
}

/** Targets of clients by name, with commas. */
export function targetNames(text: string, before: readonly ClientTarget[] = []): ClientTarget[] {
  return [...before, ...several(text).map(targetNamed)];
}

function targetNamed(name: string): ClientTarget {
  const target = clientTargets.find((each) => each === name);
  if (target) return target;
  throw new InvalidArgumentError(`"${name}" is none of ${clientTargets.join(', ')}.`);
}
