import { createKernels, type Kernels, KernelLayout, lowerTriangle, mostKernelBytes, panelOf, strideOf } from './kernels.js';

interface Layout {
  readonly stride: number;
  /** Rows per panel. */
  readonly panel: number;
  readonly slopes: number;
  readonly sums: number;
  readonly squares: number;
  readonly shift: number;
  readonly vector: number;
  readonly staging: number;
  readonly weighted: number;
  readonly gram: number;
  readonly table: number;
  readonly bytes: number;
}

function layoutOf(rows: number, columns: number): Layout {
  const stride = strideOf(columns);
  const panel = panelOf(rows, stride);
  const layout = new KernelLayout();
  const place = (length: number) => layout.place(length);
  const [slopes, sums, squares, shift] = [0, 0, 0, 0].map(() => place(stride * 8));
  const vector = place(rows * 8);
  const staging = place(panel * columns * 4 + 8);
  const weighted = place(panel * stride * 8);
  const gram = place(stride * stride * 8);
  const table = place(rows * stride * 8);
  return { stride, panel, slopes, sums, squares, shift, vector, staging, weighted, gram, table, bytes: layout.bytes };
}

/** Whether a table of this size fits into the memory of WebAssembly (4 GB). */
export function fitsKernelTable(rows: number, columns: number): boolean {
  return layoutOf(rows, columns).bytes <= mostKernelBytes;
}

/**
 * Rows of float32 as float64 less a shift per column, in the memory of WebAssembly kernels (two numbers per instruction). Plain twins of what
 * it does: `addGram`, and DenseDesign in estimators/linear.
 */
export class KernelTable {
  /** Of every column as it is in the table. */
  readonly sums: Float64Array;
  readonly squares: Float64Array;
  private readonly layout: Layout;
  private readonly buffer: SharedArrayBuffer;
  private readonly kernels: Kernels;

  /** `data` is row-major [rows × columns]; values are clipped to ±bound. A missing value makes its column's sum NaN. */
  constructor(
    data: Float32Array,
    readonly rows: number,
    readonly columns: number,
    shift: Float64Array,
    bound: number,
  ) {
    this.layout = layoutOf(rows, columns);
    const { kernels, buffer } = createKernels(this.layout.bytes);
    this.buffer = buffer;
    this.kernels = kernels;
    this.numbers(this.layout.shift, columns).set(shift);
    this.pack(data, bound);
    this.sums = this.numbers(this.layout.sums, columns).slice();
    this.squares = this.numbers(this.layout.squares, columns).slice();
  }

  /** scores[row] += row · slopes. */
  addScores(slopes: Float64Array, scores: Float64Array): void {
    const { layout, rows } = this;
    const vector = this.numbers(layout.vector, rows);
    this.numbers(layout.slopes, this.columns).set(slopes);
    vector.set(scores);
    this.kernels.addScores(layout.table, rows, layout.stride, layout.slopes, layout.vector);
    scores.set(vector);
  }

  /** Σ factors[row] · row. */
  project(factors: Float64Array): Float64Array {
    const { layout, columns, rows } = this;
    const sums = this.numbers(layout.sums, columns).fill(0);
    this.numbers(layout.vector, rows).set(factors);
    this.kernels.project(layout.table, rows, layout.stride, layout.vector, layout.sums);
    return sums.slice();
  }

  /** Row-major [columns × columns], lower triangle: Σ weight · row'row over the rows from…to−1; weights are 1 when absent. */
  gram(weights: Float64Array | undefined, from: number, to: number): Float64Array {
    const { layout, columns, rows } = this;
    const { stride } = layout;
    const gram = this.numbers(layout.gram, stride * stride).fill(0);
    if (weights) this.numbers(layout.vector, rows).set(weights);
    for (let start = from; start < to; start += layout.panel)
      this.addPanel(start, Math.min(layout.panel, to - start), weights !== undefined);
    return lowerTriangle(gram, stride, columns);
  }

  private addPanel(start: number, rows: number, weighted: boolean): void {
    const { layout } = this;
    const panel = layout.table + start * layout.stride * 8;
    if (weighted) this.kernels.weigh(panel, rows, layout.stride, layout.vector + start * 8, layout.weighted);
    this.kernels.addProducts(weighted ? layout.weighted : panel, panel, rows, layout.stride, layout.gram);
  }

  private pack(data: Float32Array, bound: number): void {
    const { layout, rows, columns } = this;
    const { stride, panel } = layout;
    const staging = new Float32Array(this.buffer, layout.staging, panel * columns);
    for (let start = 0; start < rows; start += panel) {
      const count = Math.min(panel, rows - start);
      staging.set(data.subarray(start * columns, (start + count) * columns));
      const target = layout.table + start * stride * 8;
      this.kernels.pack(layout.staging, count, columns, stride, bound, layout.shift, target, layout.sums, layout.squares);
    }
  }

  private numbers(at: number, length: number): Float64Array {
    return new Float64Array(this.buffer, at, length);
  }
}
