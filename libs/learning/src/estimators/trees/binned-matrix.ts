import type { Matrix } from '../estimator.js';
import { type BinningOptions, binOf, type ColumnBins, findColumnBins } from './binning.js';

/** Every value of a matrix as the number of its bin, one byte each, column by column: `codes[column * rows + row]`. */
export interface BinnedMatrix {
  readonly rows: number;
  readonly columns: number;
  readonly bins: readonly ColumnBins[];
  readonly codes: Uint8Array;
}

export function binMatrix(x: Matrix, options: BinningOptions): BinnedMatrix {
  const { rows, columns } = x;
  const codes = new Uint8Array(rows * columns);
  const bins = Array.from({ length: columns }, (_, column) => findColumnBins(x, column, options));
  for (let column = 0; column < columns; column++)
    encodeColumn(x, column, bins[column], codes.subarray(column * rows, (column + 1) * rows));
  return { rows, columns, bins, codes };
}

function encodeColumn({ columns, data }: Matrix, column: number, bins: ColumnBins, codes: Uint8Array): void {
  if (bins.count === 1) return;
  for (let row = 0, at = column; row < codes.length; row++, at += columns) codes[row] = binOf(bins, data[at]);
}

/** The codes of one column as a view. */
export function codesOf({ rows, codes }: BinnedMatrix, column: number): Uint8Array {
  return codes.subarray(column * rows, (column + 1) * rows);
}
