import type { Column, ColumnType, NumberColumn, TextColumn } from '../frame/column.js';
import { fillIteratively } from './iterative-impute.js';
import { fillByNeighbours } from './knn-impute.js';
import { mean, mode, quantile } from './quantile.js';
import type { NumberTable } from './step.js';

export const fillStrategies = ['mean', 'median', 'mode', 'constant', 'forward_fill', 'backward_fill', 'knn', 'iterative'] as const;
export type FillStrategy = (typeof fillStrategies)[number];

export interface FilledColumn {
  readonly count: number;
  /** What all of its gaps became; undefined where they became different things. */
  readonly value?: number | string;
}

/** Rows that lend their numbers when a table is cleaned as a whole: all of them, but for large tables. */
const mostDonors = 10_000;

/** Quantities filled from one another, row-major as the table; a column without any number stays empty. */
async function related(table: NumberTable, strategy: 'knn' | 'iterative', checkpoint: () => Promise<void>): Promise<Float64Array> {
  const filled = strategy === 'knn' ? fillByNeighbours(table, { mostDonors }) : await fillIteratively(table, { checkpoint });
  return keepEmpty(table, filled);
}

/** A column without any number has none to give: it stays empty. */
function keepEmpty({ rows, columns, data }: NumberTable, filled: Float64Array): Float64Array {
  const present = new Int32Array(columns);
  for (let i = 0; i < data.length; i++) present[i % columns] += Number(!Number.isNaN(data[i]));
  for (let i = 0; i < rows * columns; i++) if (present[i % columns] === 0) filled[i] = Number.NaN;
  return filled;
}

/** One column filled from itself, by the rows that stay; undefined where the strategy says nothing of its type. */
function alone(
  column: Column,
  type: ColumnType,
  rows: Int32Array,
  strategy: FillStrategy,
  fillValue?: number | string,
): (FilledColumn & { readonly column: Column }) | undefined {
  if (strategy === 'forward_fill') return carried(column, rows);
  if (strategy === 'backward_fill') return carried(column, rows.toReversed());
  if (column.kind === 'text') return filledText(column, type, rows, strategy, fillValue);
  return filledNumber(column, type, rows, strategy, fillValue);
}

/** Each gap becomes the last value before it, in this order of rows; gaps before the first value stay. */
function carried(column: Column, rows: Int32Array): FilledColumn & { readonly column: Column } {
  const isNumber = column.kind === 'number';
  const values = isNumber ? column.values.slice() : column.codes.slice();
  const isGap = (value: number) => (isNumber ? Number.isNaN(value) : value < 0);
  let last = isNumber ? Number.NaN : -1;
  let count = 0;
  for (const row of rows) {
    if (!isGap(values[row])) last = values[row];
    else if (!isGap(last)) {
      values[row] = last;
      count++;
    }
  }
  return { count, column: isNumber ? { ...column, values: values as Float64Array } : { ...column, codes: values as Int32Array } };
}

function filledNumber(column: NumberColumn, type: ColumnType, rows: Int32Array, strategy: FillStrategy, fillValue?: number | string) {
  const present = presentOf(column, rows);
  if (present.length === 0 && strategy !== 'constant') return undefined;
  const value = numberFor(present, type, strategy, fillValue);
  if (value === undefined) return undefined;
  const values = column.values.slice();
  let count = 0;
  for (const row of rows)
    if (Number.isNaN(values[row])) {
      values[row] = value;
      count++;
    }
  return { count, value, column: { ...column, values } };
}

function presentOf({ values }: NumberColumn, rows: Int32Array): Float64Array {
  const present = new Float64Array(rows.length);
  let count = 0;
  for (let i = 0; i < rows.length; i++) if (!Number.isNaN(values[rows[i]])) present[count++] = values[rows[i]];
  return present.subarray(0, count);
}

/** Quantities have means, moments medians, codes only modes. */
function numberFor(present: Float64Array, type: ColumnType, strategy: FillStrategy, fillValue: number | string = 0): number | undefined {
  const isQuantity = type === 'integer' || type === 'float';
  if (strategy === 'constant') return isQuantity && typeof fillValue === 'number' ? fillValue : undefined;
  if (strategy === 'mode' || !(isQuantity || type === 'datetime')) return mode(present);
  return strategy === 'mean' && isQuantity ? mean(present) : quantile(present.sort(), 0.5);
}

function filledText(
  column: TextColumn,
  type: ColumnType,
  rows: Int32Array,
  strategy: FillStrategy,
  fillValue: number | string = 'missing',
) {
  if (strategy !== 'constant' && type === 'text') return undefined;
  const value = strategy === 'constant' ? String(fillValue) : commonest(column, rows);
  if (value === undefined) return undefined;
  const known = column.dictionary.indexOf(value);
  const dictionary = known < 0 ? [...column.dictionary, value] : column.dictionary;
  const code = known < 0 ? dictionary.length - 1 : known;
  const codes = column.codes.slice();
  let count = 0;
  for (const row of rows)
    if (codes[row] < 0) {
      codes[row] = code;
      count++;
    }
  return { count, value, column: { ...column, codes, dictionary } };
}

/** The most frequent text; of several the first by code unit. */
function commonest({ codes, dictionary }: TextColumn, rows: Int32Array): string | undefined {
  const counts = new Int32Array(dictionary.length);
  for (const row of rows) if (codes[row] >= 0) counts[codes[row]]++;
  let best: number | undefined;
  for (let code = 0; code < counts.length; code++) {
    if (counts[code] === 0) continue;
    if (best === undefined || counts[code] > counts[best] || (counts[code] === counts[best] && dictionary[code] < dictionary[best]))
      best = code;
  }
  return best === undefined ? undefined : dictionary[best];
}

export const fillGaps = { related, alone };
