import { KernelTable } from '../../linear-algebra/kernel-table.js';
import type { Matrix } from '../estimator.js';
import { inputBound, missingValue } from './bounds.js';
import { sampleMeans, scalesOf } from './column-sample.js';
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
    const { scale, spread } = scalesOf(sums, squares, x.rows, centred);
    this.scale = scale;
    this.spread = spread;
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
