import type { Matrix } from '../estimator.js';
import { sortedRows } from './sorted-rows.js';

/**
 * A matrix as ranks: equal codes for equal values, ascending with them, so that forests compare 16-bit integers instead of floats and
 * lose nothing. Columns with more than 65,535 values share codes among neighbours. Plain arrays, on shared memory: threads read it in place.
 */
export interface RankedColumns {
  readonly rows: number;
  readonly columns: number;
  /** `byColumn[column * rows + row]`; `missingCode` where the value is missing. */
  readonly byColumn: Uint16Array;
  /** The same, `byRow[row * columns + column]`, for the scattered rows of small nodes; absent for wide tables. */
  readonly byRow?: Uint16Array;
  /** Code c of a column stands for the values `low[starts[column] + c]` … `high[starts[column] + c]`. */
  readonly starts: Int32Array;
  readonly low: Float32Array;
  readonly high: Float32Array;
  /** 1 for columns with missing values. */
  readonly hasMissing: Uint8Array;
}

export const missingCode = 0xffff;

/** Tables up to so many columns lie row by row as well: a row is then few cache lines. */
const widestByRow = 128;

/** `checkpoint` is awaited between columns, and may throw to stop. */
export async function rankColumns(x: Matrix, checkpoint: () => Promise<void>): Promise<RankedColumns> {
  const { rows, columns } = x;
  const byColumn = new Uint16Array(new SharedArrayBuffer(2 * rows * columns));
  const hasMissing = new Uint8Array(columns);
  const bounds: Ranks[] = [];
  const values = new Float32Array(rows);
  for (let column = 0; column < columns; column++) {
    for (let row = 0, at = column; row < rows; row++, at += columns) values[row] = x.data[at];
    const ranks = rankColumn(values, byColumn.subarray(column * rows, (column + 1) * rows));
    if (ranks.hasMissing) hasMissing[column] = 1;
    bounds.push(ranks);
    if ((column * rows) % 1_000_000 < rows) await checkpoint();
  }
  const starts = new Int32Array(columns + 1);
  bounds.forEach(({ low }, column) => {
    starts[column + 1] = starts[column] + low.length;
  });
  return {
    rows,
    columns,
    byColumn,
    ...(columns <= widestByRow && { byRow: transposed(byColumn, rows, columns) }),
    starts,
    low: joined(bounds.map(({ low }) => low)),
    high: joined(bounds.map(({ high }) => high)),
    hasMissing,
  };
}

function transposed(byColumn: Uint16Array, rows: number, columns: number): Uint16Array {
  const byRow = new Uint16Array(new SharedArrayBuffer(2 * rows * columns));
  for (let row = 0, to = 0; row < rows; row++) {
    for (let column = 0, from = row; column < columns; column++, from += rows) byRow[to++] = byColumn[from];
  }
  return byRow;
}

interface Ranks {
  readonly low: Float32Array;
  readonly high: Float32Array;
  readonly hasMissing: boolean;
}

function rankColumn(values: Float32Array, codes: Uint16Array): Ranks {
  const order = sortedRows(values);
  let present = order.length;
  while (present > 0 && Number.isNaN(values[order[present - 1]])) codes[order[--present]] = missingCode;
  const low: number[] = [];
  const high: number[] = [];
  const perCode = Math.ceil(countDistinct(values, order, present) / missingCode);
  for (let i = 0, inCode = 0; i < present; i++) {
    const value = values[order[i]];
    if (i === 0 || value !== values[order[i - 1]]) {
      if (inCode === 0) low.push(value);
      high[low.length - 1] = value;
      inCode = (inCode + 1) % perCode;
    }
    codes[order[i]] = low.length - 1;
  }
  return { low: Float32Array.from(low), high: Float32Array.from(high), hasMissing: present < order.length };
}

function countDistinct(values: Float32Array, order: Uint32Array, present: number): number {
  let distinct = 0;
  for (let i = 0; i < present; i++) if (i === 0 || values[order[i]] !== values[order[i - 1]]) distinct++;
  return distinct;
}

function joined(parts: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(new SharedArrayBuffer(4 * parts.reduce((sum, { length }) => sum + length, 0)));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
