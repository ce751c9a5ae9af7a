import type { DenseBlock, HistogramLayout, ListedSlot, RowLists } from './histogram-layout.js';

/** Sums of gradients and hessians per bin of a layout: `[2 * bin]` and `[2 * bin + 1]`. */
export type Histogram = Float64Array;

/** Some rows of a fit with their gradients and hessians: row r's at 2r and 2r + 1 of `pairs`. */
export interface GradientRows {
  readonly pairs: Float32Array;
  /** The rows are `rows[begin] … rows[end − 1]`. */
  readonly rows: Uint32Array;
  readonly begin: number;
  readonly end: number;
  /** Totals over these rows. */
  readonly gradient: number;
  readonly hessian: number;
}

/** Fills `histogram` from the rows; what the row lists leave out follows from the totals. */
export function buildHistogram({ blocks, lists }: HistogramLayout, rows: GradientRows, histogram: Histogram): void {
  histogram.fill(0);
  for (const block of blocks) addBlock(block, rows, histogram.subarray(block.start, block.end));
  if (lists.slots.length === 0) return;
  addLists(lists, rows, histogram);
  for (const slot of lists.slots) completeSlot(slot, rows, histogram);
}

/** The kernel. Measured here: 1.0 ns per cell with 16-bit places, 1.5 with 8-bit codes and a table of offsets. */
function addBlock({ width, entries }: DenseBlock, { pairs, rows, begin, end }: GradientRows, histogram: Float64Array): void {
  for (let i = begin; i < end; i++) {
    const row = rows[i];
    const gradient = pairs[2 * row];
    const hessian = pairs[2 * row + 1];
    const last = (row + 1) * width;
    for (let at = row * width; at < last; at++) {
      const place = entries[at];
      histogram[place] += gradient;
      histogram[place + 1] += hessian;
    }
  }
}

function addLists({ starts, entries }: RowLists, { pairs, rows, begin, end }: GradientRows, histogram: Histogram): void {
  for (let i = begin; i < end; i++) {
    const row = rows[i];
    const gradient = pairs[2 * row];
    const hessian = pairs[2 * row + 1];
    const last = starts[row + 1];
    for (let at = starts[row]; at < last; at++) {
      const place = entries[at];
      histogram[place] += gradient;
      histogram[place + 1] += hessian;
    }
  }
}

function completeSlot({ first, end, fallback }: ListedSlot, { gradient, hessian }: GradientRows, histogram: Histogram): void {
  let restGradient = gradient;
  let restHessian = hessian;
  for (let bin = first; bin < end; bin++) {
    restGradient -= histogram[2 * bin];
    restHessian -= histogram[2 * bin + 1];
  }
  histogram[2 * fallback] = restGradient;
  histogram[2 * fallback + 1] = restHessian;
}

/** Turns the parent's histogram into that of the child that was not built. */
export function subtractHistogram(parent: Histogram, child: Histogram): void {
  for (let i = 0; i < parent.length; i++) parent[i] -= child[i];
}

/** Lends buffers of one length and takes them back, so that a fit allocates each only once. */
export class HistogramPool {
  private readonly free: Histogram[] = [];
  constructor(private readonly length: number) {}

  take(): Histogram {
    return this.free.pop() ?? new Float64Array(this.length);
  }

  give(histogram: Histogram): void {
    this.free.push(histogram);
  }
}
