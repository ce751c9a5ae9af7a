import type { Cell } from './entity-key.js';

const timeForm = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})$/;
const dayForm = /^\d{4}-\d{2}-\d{2}$/;
const secondsBefore = 1e11;

/** A time with its zone; a number is seconds since 1970, or milliseconds when it is as large as those. The fault, if it is none. */
export function instantOf(value: Cell): Date | string {
  if (value === null) return 'the time is missing';
  if (typeof value === 'number' && Number.isFinite(value)) return new Date(Math.abs(value) < secondsBefore ? value * 1000 : value);
  if (typeof value !== 'string') return `must be a time, not ${JSON.stringify(value)}`;
  const at = timeForm.test(value) ? new Date(value.replace(' ', 'T')) : null;
  if (at && !Number.isNaN(at.getTime())) return at;
  return `must be a time with its zone, such as 2026-11-21T12:00:00Z, not ${JSON.stringify(value.slice(0, 100))}`;
}

/** The same, where a day alone is its midnight in UTC, as in tables. */
export function dateOf(value: Cell): Date | string {
  return instantOf(typeof value === 'string' && dayForm.test(value) ? `${value}T00:00:00Z` : value);
}
