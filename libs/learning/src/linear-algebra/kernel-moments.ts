import { createKernels, type Kernels, KernelLayout, lowerTriangle, panelOf, strideOf } from './kernels.js';

/** Rows of float32, row-major. */
export interface FloatRows {
  readonly rows: number;
  readonly columns: number;
  readonly data: Float32Array;
}

/**
 * Σ w·z'z, Σ w·z and Σ f·z of rows z = x − shift, and their plain sums and sums of squares, in one way through float32 rows that are never kept
 * as float64. The sums of products are WebAssembly's; `addGram` is their plain twin.
 */
export class KernelMoments {
  private readonly kernels: Kernels;
  private readonly buffer: SharedArrayBuffer;
  private readonly stride: number;
  private readonly panel: number;
  private readonly at: Readonly<
    Record<
      'shift' | 'sums' | 'squares' | 'products' | 'weightedSums' | 'factors' | 'weights' | 'staging' | 'values' | 'weighted' | 'gram',
      number
    >
  >;

  /** Values are clipped to ±bound. A missing value makes its column's sum NaN. */
  constructor(
    private readonly x: FloatRows,
    shift: Float64Array,
    private readonly bound: number,
  ) {
    const { rows, columns } = x;
    this.stride = strideOf(columns);
    this.panel = panelOf(rows, this.stride);
    const layout = new KernelLayout();
    const vector = () => layout.place(this.stride * 8);
    this.at = {
      shift: vector(),
      sums: vector(),
      squares: vector(),
      products: vector(),
      weightedSums: vector(),
      factors: layout.place(this.panel * 8),
      weights: layout.place(this.panel * 8),
      staging: layout.place(this.panel * columns * 4 + 8),
      values: layout.place(this.panel * this.stride * 8),
      weighted: layout.place(this.panel * this.stride * 8),
      gram: layout.place(this.stride ** 2 * 8),
    };
    const { kernels, buffer } = createKernels(layout.bytes);
    this.kernels = kernels;
    this.buffer = buffer;
    this.numbers(this.at.shift, columns).set(shift);
  }

  /** Adds the rows from…to−1; `factors` and `weights` (1 when absent) are per row. */
  add(factors: Float64Array, weights: Float64Array | undefined, from: number, to: number): void {
    for (let start = from; start < to; start += this.panel) this.addPanel(factors, weights, start, Math.min(this.panel, to - start));
  }

  /** Row-major [columns × columns], lower triangle. */
  get gram(): Float64Array {
    return lowerTriangle(this.numbers(this.at.gram, this.stride ** 2), this.stride, this.x.columns);
  }

  get products(): Float64Array {
    return this.ofColumns(this.at.products);
  }

  /** Σ w·z; without weights the plain sums. */
  get weightedSums(): Float64Array {
    return this.ofColumns(this.at.weightedSums);
  }

  get sums(): Float64Array {
    return this.ofColumns(this.at.sums);
  }

  get squares(): Float64Array {
    return this.ofColumns(this.at.squares);
  }

  private addPanel(factors: Float64Array, weights: Float64Array | undefined, start: number, count: number): void {
    const { at, kernels, stride } = this;
    const { columns, data } = this.x;
    new Float32Array(this.buffer, at.staging, count * columns).set(data.subarray(start * columns, (start + count) * columns));
    kernels.pack(at.staging, count, columns, stride, this.bound, at.shift, at.values, at.sums, at.squares);
    this.numbers(at.factors, count).set(factors.subarray(start, start + count));
    kernels.project(at.values, count, stride, at.factors, at.products);
    if (weights) {
      this.numbers(at.weights, count).set(weights.subarray(start, start + count));
      kernels.project(at.values, count, stride, at.weights, at.weightedSums);
      kernels.weigh(at.values, count, stride, at.weights, at.weighted);
    }
    kernels.addProducts(weights ? at.weighted : at.values, at.values, count, stride, at.gram);
  }

  private ofColumns(at: number): Float64Array {
    return this.numbers(at, this.x.columns).slice();
  }

  private numbers(at: number, length: number): Float64Array {
    return new Float64Array(this.buffer, at, length);
  }
}
