import { type Kernel, kernelDiagonal, kernelRow, type NormedPoints } from './kernel-function.js';
import { type KernelRows, kernelRows } from './panel-kernel.js';

/** Which columns a reader needs: columns[0…count−1]. A token stands for one set of columns, of which later requests ask for parts only. */
export interface Wanted {
  readonly token: number;
  readonly columns: Int32Array;
  readonly count: number;
}

interface CachedRow {
  readonly values: Float64Array;
  /** 0 when the whole row is there. */
  token: number;
}

/** How many values of a whole row are computed in the time of one that is picked. */
const gain = 4;

/**
 * k(i, j) of the training rows, computed row by row on demand and kept, least recently used out first. Where the whole matrix fits,
 * whole rows are kept, and all sub-problems (pairs of classes, folds) share them; else only the columns that are asked for are computed, unless they
 * are so many that whole rows cost no more.
 */
export class KernelMatrix {
  readonly diagonal: Float64Array;
  private readonly rows = new Map<number, CachedRow>();
  private readonly fast: KernelRows;
  private readonly capacity: number;
  private tokens = 0;
  /** Kernel values computed so far: the measure of the work done. */
  computed = 0;

  constructor(
    readonly kernel: Kernel,
    readonly points: NormedPoints,
    cacheBytes: number,
  ) {
    this.diagonal = kernelDiagonal(kernel, points);
    this.fast = kernelRows(kernel, points);
    this.capacity = Math.max(2, Math.floor(cacheBytes / (8 * points.rows)));
  }

  newToken(): number {
    return ++this.tokens;
  }

  /** Row i, of which the wanted columns are valid; valid until the next but one call. */
  row(i: number, wanted: Wanted): Float64Array {
    const found = this.rows.get(i);
    if (found) this.rows.delete(i);
    const row = found ?? this.vacancy();
    this.rows.set(i, row);
    if (!found || (row.token !== 0 && row.token !== wanted.token)) this.compute(i, row, wanted);
    return row.values;
  }

  /** Σ over `columns` from…to−1: target[t] += scale · k(i, columns[t]). */
  addTo(target: Float64Array, i: number, scale: number, columns: Int32Array, from: number, to: number): void {
    const found = this.rows.get(i);
    const values = found?.token === 0 ? found.values : this.apart(i);
    for (let t = from; t < to; t++) target[t] += scale * values[columns[t]];
  }

  private compute(i: number, row: CachedRow, { token, columns, count }: Wanted): void {
    const whole = this.capacity >= this.points.rows || gain * count >= this.points.rows;
    row.token = whole ? 0 : token;
    this.computed += whole ? this.points.rows : count;
    if (whole) this.fast.row(this.points, i, row.values);
    else kernelRow(this.kernel, this.points, i, this.points, row.values, columns, count);
  }

  private apart(i: number): Float64Array {
    this.scratch ??= new Float64Array(this.points.rows);
    this.computed += this.points.rows;
    this.fast.row(this.points, i, this.scratch);
    return this.scratch;
  }
  private scratch?: Float64Array;

  private vacancy(): CachedRow {
    if (this.rows.size < this.capacity) return { values: new Float64Array(this.points.rows), token: -1 };
    const [oldest, row] = this.rows.entries().next().value as [number, CachedRow];
    this.rows.delete(oldest);
    row.token = -1;
    return row;
  }
}
