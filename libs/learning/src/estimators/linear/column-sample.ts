import type { Matrix } from '../estimator.js';
import { bounded } from './bounds.js';

/** Rows that are looked at to place a column: near enough to the mean for sums of squares to keep their digits. */
const sampled = 1024;

/** About the first row, so that a constant column's is exact. */
export function sampleMeans({ data, columns, rows }: Matrix): Float64Array {
  const step = Math.max(1, Math.floor(rows / sampled));
  const count = Math.ceil(rows / step);
  const first = Float64Array.from(data.subarray(0, columns), bounded);
  const sums = new Float64Array(columns);
  for (let row = 0; row < rows; row += step)
    for (let column = 0; column < columns; column++) sums[column] += bounded(data[row * columns + column]) - first[column];
  return sums.map((sum, column) => first[column] + sum / count);
}

/** Share of entries of a sample of rows that aren't 0. */
export function sampleShare({ data, columns, rows }: Matrix): number {
  const step = Math.max(1, Math.floor(rows / sampled));
  let filled = 0;
  let seen = 0;
  for (let row = 0; row < rows; row += step, seen += columns)
    for (let column = 0; column < columns; column++) if (data[row * columns + column] !== 0) filled++;
  return filled / Math.max(1, seen);
}

/** Scale and spread of columns from their sums and sums of squares: as `columnScale`, for columns that are shifted by about their means. */
export function scalesOf(
  sums: Float64Array,
  squares: Float64Array,
  rows: number,
  centred: boolean,
): { scale: Float64Array; spread: Float64Array } {
  const spreads = squares.map((square, column) => Math.sqrt(Math.max(0, square / rows - (sums[column] / rows) ** 2)));
  const lengths = centred ? spreads : squares.map((square) => Math.sqrt(square / rows));
  const scale = lengths.map((length) => (length > 0 ? length : 1));
  return { scale, spread: spreads.map((spread, column) => spread / scale[column]) };
}
