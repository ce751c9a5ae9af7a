import type { Column } from '../frame/column.js';
import { isMissing } from '../frame/frame.js';
import type { Condition } from './conditions.js';

/** A yes-or-no question about rows: of those that answer yes, how many there are and the sum of their errors. */
export interface Question {
  readonly condition: Condition;
  readonly count: number;
  readonly sum: number;
}

const mostThresholds = 24;
const mostCategories = 30;

/** Questions worth asking of a column: thresholds at quantiles, the most frequent categories, and whether a value is missing. */
export function questionsOf(column: Column, rows: readonly number[], errors: Float64Array): Question[] {
  const missing = rows.filter((row) => isMissing(column, row));
  const present = rows.filter((row) => !isMissing(column, row));
  const own = column.kind === 'number' ? thresholds(column.name, column.values, present, errors) : categories(column, present, errors);
  if (missing.length === 0) return own;
  const sum = missing.reduce((total, row) => total + errors[row], 0);
  return [...own, { condition: { column: column.name, is: 'missing' }, count: missing.length, sum }];
}

function thresholds(column: string, values: Float64Array, rows: readonly number[], errors: Float64Array): Question[] {
  const sorted = rows.toSorted((a, b) => values[a] - values[b]);
  const step = Math.max(1, sorted.length / (mostThresholds + 1));
  const questions: Question[] = [];
  let sum = 0;
  let next = 1;
  for (let at = sorted.length - 1; at > 0; at--) {
    sum += errors[sorted[at]];
    const low = values[sorted[at - 1]];
    const high = values[sorted[at]];
    const count = sorted.length - at;
    if (low === high || count < next * step) continue;
    next = Math.floor(count / step) + 1;
    questions.push({ condition: { column, is: 'above', value: roundestBetween(low, high) }, count, sum });
  }
  return questions;
}

function categories({ name, codes, dictionary }: Column & { kind: 'text' }, rows: readonly number[], errors: Float64Array): Question[] {
  const tallies = new Map<number, { count: number; sum: number }>();
  for (const row of rows) {
    const tally = tallies.get(codes[row]) ?? { count: 0, sum: 0 };
    tally.count++;
    tally.sum += errors[row];
    tallies.set(codes[row], tally);
  }
  return [...tallies]
    .sort(([a, x], [b, y]) => y.count - x.count || a - b)
    .slice(0, mostCategories)
    .map(([code, tally]) => ({ condition: { column: name, is: 'equal', value: dictionary[code] }, ...tally }));
}

/** The number with the fewest digits that is at least `low` and below `high`. */
export function roundestBetween(low: number, high: number): number {
  // Beyond float64's range no digits can be counted.
  if (!Number.isFinite(high - low)) return low;
  for (let digits = Math.ceil(-Math.log10(high - low)) - 1; digits < 16; digits++) {
    const unit = 10 ** -digits;
    const rounded = Number((Math.ceil(low / unit) * unit).toFixed(Math.min(100, Math.max(0, digits))));
    if (rounded >= low && rounded < high) return rounded;
  }
  return low;
}
