import type { Matrix } from '../estimator.js';
import { RowSorter } from './sorted-rows.js';

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
  const starts = new Int32Array(columns + 1);
  const ranker = new ColumnRanker(rows, columns);
  for (let column = 0; column < columns; column++) {
    ranker.read(x, column);
    const codes = byColumn.subarray(column * rows, (column + 1) * rows);
    starts[column + 1] = ranker.rank(codes, starts[column]);
    if (ranker.hasMissing) hasMissing[column] = 1;
    if ((column * rows) % 1_000_000 < rows) await checkpoint();
  }
  const { low, high } = ranker;
  return {
    rows,
    columns,
    byColumn,
    ...(columns <= widestByRow && { byRow: transposed(byColumn, rows, columns) }),
    starts,
    low,
    high,
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

/** Ranks one column after the other, in the same memory. */
class ColumnRanker {
  hasMissing = false;
  /** Room for the most codes there can be: what is never written to takes no memory. */
  readonly low: Float32Array;
  readonly high: Float32Array;
  private readonly values: Float32Array;
  private readonly sorter: RowSorter;

  constructor(rows: number, columns: number) {
    const room = () => new Float32Array(new SharedArrayBuffer(4 * Math.min(rows, missingCode) * columns));
    this.low = room();
    // A code is a single value where there are enough of them.
    this.high = rows > missingCode ? room() : this.low;
    this.values = new Float32Array(rows);
    this.sorter = new RowSorter(rows);
  }

  read({ rows, columns, data }: Matrix, column: number): void {
    for (let row = 0, at = column; row < rows; row++, at += columns) this.values[row] = data[at];
  }

  /** Writes the codes of the column that was read, and their values from `start` on; returns where these end. */
  rank(codes: Uint16Array, start: number): number {
    const { low, high, values } = this;
    const order = this.sorter.sort(values);
    let present = order.length;
    while (present > 0 && Number.isNaN(values[order[present - 1]])) codes[order[--present]] = missingCode;
    this.hasMissing = present < order.length;
    const perCode = Math.ceil(countDistinct(values, order, present) / missingCode);
    let end = start;
    for (let i = 0, inCode = 0; i < present; i++) {
      const value = values[order[i]];
      if (i === 0 || value !== values[order[i - 1]]) {
        if (inCode === 0) low[end++] = value;
        high[end - 1] = value;
        inCode = (inCode + 1) % perCode;
      }
      codes[order[i]] = end - 1 - start;
    }
    return end;
  }
}

function countDistinct(values: Float32Array, order: Uint32Array, present: number): number {
  let distinct = 0;
  for (let i = 0; i < present; i++) if (i === 0 || values[order[i]] !== values[order[i - 1]]) distinct++;
  return distinct;
}
