import { KernelTable } from '../../linear-algebra/kernel-table.js';
import type { Matrix } from '../estimator.js';
import { bounded, inputBound, missingValue } from './bounds.js';
import type { Design } from './design.js';

/** A design in the memory of WebAssembly kernels, row by row; the scales are applied to sums, not to every entry. DenseDesign is its plain twin. */
export class KernelDesign implements Design {
  readonly rows: number;
  readonly columns: number;
  readonly shift: Float64Array;
  readonly scale: Float64Array;
  readonly spread: Float64Array;
  readonly gramCost: number;
  private readonly table: KernelTable;

  /** `centred` shifts columns by about their means. Throws `learning.value_invalid` for a missing value. */
  constructor(x: Matrix, centred: boolean) {
    this.rows = x.rows;
    this.columns = x.columns;
    // Half of what the plain loops cost.
    this.gramCost = (x.rows * x.columns * (x.columns + 1)) / 4;
    this.shift = centred ? sampleMeans(x) : new Float64Array(x.columns);
    this.table = new KernelTable(x.data, x.rows, x.columns, this.shift, inputBound);
    const { sums, squares } = this.table;
    if (sums.some(Number.isNaN)) throw missingValue(x);
    const spreads = squares.map((square, column) => Math.sqrt(Math.max(0, square / x.rows - (sums[column] / x.rows) ** 2)));
    const lengths = centred ? spreads : squares.map((square) => Math.sqrt(square / x.rows));
    this.scale = lengths.map((length) => (length > 0 ? length : 1));
    this.spread = spreads.map((spread, column) => spread / this.scale[column]);
  }

  addScores(slopes: Float64Array, scores: Float64Array): void {
    this.table.addScores(
      slopes.map((slope, column) => slope / this.scale[column]),
      scores,
    );
  }

  project(factors: Float64Array): Float64Array {
    return this.table.project(factors).map((sum, column) => sum / this.scale[column]);
  }

  addGram(weights: Float64Array | undefined, from: number, to: number, gram: Float64Array): void {
    const { columns, scale } = this;
    const part = this.table.gram(weights, from, to);
    for (let i = 0; i < columns; i++) for (let j = 0; j <= i; j++) gram[i * columns + j] += part[i * columns + j] / scale[i] / scale[j];
  }
}

/** Rows that are looked at to place a column: near enough to the mean for sums of squares to keep their digits. */
const sampled = 1024;

/** About the first row, so that a constant column's is exact. */
function sampleMeans({ data, columns, rows }: Matrix): Float64Array {
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
