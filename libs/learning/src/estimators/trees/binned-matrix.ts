import type { Matrix } from '../estimator.js';
import {
  type BinningOptions,
  binOf,
  binsOfCodes,
  type ColumnBins,
  type Distribution,
  findCategoryBins,
  findColumnBins,
} from './binning.js';
import { RowSorter } from './sorted-rows.js';

/** Every value of a matrix as the number of its bin, one byte each, column by column: `codes[column * rows + row]`. */
export interface BinnedMatrix {
  readonly rows: number;
  readonly columns: number;
  readonly bins: readonly ColumnBins[];
  readonly codes: Uint8Array;
}

/** Bins each column by its own values. `codes` is where the codes go, for those who want them in a memory of their own. */
export function binMatrix(x: Matrix, options: BinningOptions, codes: Uint8Array = new Uint8Array(x.rows * x.columns)): BinnedMatrix {
  const { rows, columns } = x;
  const room = new ColumnRoom(rows);
  const bins = Array.from({ length: columns }, (_, column) => binColumn(x, column, options, codes, room));
  return { rows, columns, bins, codes };
}

/** What binning a column works with, for one column after the other. */
export class ColumnRoom {
  readonly values: Float32Array;
  readonly sorter: RowSorter;
  readonly distinct: Float32Array;
  readonly counts: Uint32Array;

  constructor(rows: number) {
    this.values = new Float32Array(rows);
    this.sorter = new RowSorter(rows);
    this.distinct = new Float32Array(rows);
    this.counts = new Uint32Array(rows);
  }
}

/** Bins one column and writes its part of `codes`. */
export function binColumn(
  { rows, columns, data, categories }: Pick<Matrix, 'rows' | 'columns' | 'data' | 'categories'>,
  column: number,
  options: BinningOptions,
  codes: Uint8Array,
  room: ColumnRoom,
): ColumnBins {
  const { values } = room;
  for (let row = 0, at = column; row < rows; row++, at += columns) values[row] = data[at];
  const own = codes.subarray(column * rows, (column + 1) * rows);
  const count = categories?.[column] ?? 0;
  return count > 0 ? binCategories(values, count, options, own) : binNumbers(room, options, own);
}

/** The codes of one column as a view. */
export function codesOf({ rows, codes }: BinnedMatrix, column: number): Uint8Array {
  return codes.subarray(column * rows, (column + 1) * rows);
}

function binCategories(values: Float32Array, categories: number, options: BinningOptions, codes: Uint8Array): ColumnBins {
  const bins = findCategoryBins(values, categories, options);
  const binOfCode = binsOfCodes(bins, categories);
  for (let row = 0; row < values.length; row++) codes[row] = Number.isNaN(values[row]) ? 0 : binOfCode[values[row]];
  return bins;
}

function binNumbers(room: ColumnRoom, options: BinningOptions, codes: Uint8Array): ColumnBins {
  const { values } = room;
  const few = describeFewValues(values);
  if (few) {
    const bins = findColumnBins(few, options);
    for (let row = 0; row < values.length; row++) codes[row] = binOf(bins, values[row]);
    return bins;
  }
  const order = room.sorter.sort(values);
  const bins = findColumnBins(describeSorted(room, order), options);
  encodeSorted(values, order, bins, codes);
  return bins;
}

/** One-hot and small integer columns without a sort; undefined when there are more than a handful of values. */
function describeFewValues(column: Float32Array): Distribution | undefined {
  const values: number[] = [];
  const counts: number[] = [];
  let missing = 0;
  for (const value of column) {
    if (Number.isNaN(value)) {
      missing++;
      continue;
    }
    const known = values.indexOf(value);
    if (known >= 0) counts[known]++;
    else if (values.push(value) > 4) return undefined;
    else counts.push(1);
  }
  const order = values.map((_, i) => i).sort((a, b) => values[a] - values[b]);
  return { values: order.map((i) => values[i]), counts: order.map((i) => counts[i]), missing };
}

function describeSorted({ values, distinct, counts }: ColumnRoom, order: Uint32Array): Distribution {
  counts.fill(0);
  let last = -1;
  let at = 0;
  for (; at < order.length; at++) {
    const value = values[order[at]];
    if (Number.isNaN(value)) break;
    if (last < 0 || distinct[last] !== value) distinct[++last] = value;
    counts[last]++;
  }
  return { values: distinct.subarray(0, last + 1), counts: counts.subarray(0, last + 1), missing: order.length - at };
}

/** Walks the rows by value and the thresholds side by side: no search per row. */
function encodeSorted(values: Float32Array, order: Uint32Array, { thresholds, missing }: ColumnBins, codes: Uint8Array): void {
  let bin = 0;
  for (const row of order) {
    const value = values[row];
    while (bin < thresholds.length && value > thresholds[bin]) bin++;
    codes[row] = Number.isNaN(value) ? missing : bin;
  }
}
