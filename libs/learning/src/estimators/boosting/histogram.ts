import { type BinnedMatrix, codesOf } from '../trees/binned-matrix.js';

/**
 * The binned columns that can split at all, laid out for building histograms: columns with many filled bins row by row,
 * columns that mostly sit in one bin (one-hot, counts) as row lists of the other bins. Slot i is column `columns[i]`.
 */
export interface HistogramLayout {
  readonly rows: number;
  readonly columns: Int32Array;
  /** First bin of each slot in a histogram; one more entry for the end. */
  readonly offsets: Int32Array;
  /** Dense slots' codes, row-major; `denseOffsets[i]` is the i-th dense slot's first bin. */
  readonly dense: Uint8Array;
  readonly denseOffsets: Int32Array;
  /** Row r's bins off the default are `entries[starts[r]] … entries[starts[r + 1] − 1]`. */
  readonly starts: Uint32Array;
  readonly entries: Uint32Array;
  readonly sparse: readonly SparseSlot[];
}

interface SparseSlot {
  readonly first: number;
  readonly end: number;
  /** The bin that the row lists leave out, as a place in the histogram. */
  readonly fallback: number;
}

/** Columns whose fullest bin leaves out fewer rows than this share are kept as lists. */
const sparseBelow = 0.3;

/** Lays out the columns whose rows can be split into two parts of at least `minRows` rows each. */
export function layOutColumns(binned: BinnedMatrix, minRows: number): HistogramLayout {
  const counted = Array.from({ length: binned.columns }, (_, column) => ({ column, counts: countCodes(binned, column) }));
  const used = counted.filter(({ counts }) => canSplit(counts, binned.rows, minRows));
  const offsets = new Int32Array(used.length + 1);
  used.forEach(({ counts }, slot) => {
    offsets[slot + 1] = offsets[slot] + counts.length;
  });
  const slots = used.map(({ column, counts }, slot) => {
    const fallback = counts.indexOf(counts.reduce((a, b) => Math.max(a, b)));
    return {
      column,
      first: offsets[slot],
      end: offsets[slot + 1],
      fallback,
      isSparse: binned.rows - counts[fallback] < sparseBelow * binned.rows,
    };
  });
  const dense = slots.filter(({ isSparse }) => !isSparse);
  const sparse = slots.filter(({ isSparse }) => isSparse);
  return {
    rows: binned.rows,
    columns: Int32Array.from(used, ({ column }) => column),
    offsets,
    dense: interleave(binned, dense),
    denseOffsets: Int32Array.from(dense, ({ first }) => first),
    ...listRows(binned, sparse),
    sparse: sparse.map(({ first, end, fallback }) => ({ first, end, fallback: first + fallback })),
  };
}

function countCodes(binned: BinnedMatrix, column: number): Uint32Array {
  const counts = new Uint32Array(binned.bins[column].count);
  for (const code of codesOf(binned, column)) counts[code]++;
  return counts;
}

function canSplit(counts: Uint32Array, rows: number, minRows: number): boolean {
  let below = 0;
  for (let bin = 0; bin < counts.length - 1; bin++) {
    below += counts[bin];
    if (below >= minRows && rows - below >= minRows) return true;
  }
  return false;
}

function interleave(binned: BinnedMatrix, slots: readonly { column: number }[]): Uint8Array {
  const codes = new Uint8Array(binned.rows * slots.length);
  slots.forEach(({ column }, i) => {
    const from = codesOf(binned, column);
    for (let row = 0, at = i; row < from.length; row++, at += slots.length) codes[at] = from[row];
  });
  return codes;
}

function listRows(binned: BinnedMatrix, slots: readonly { column: number; first: number; fallback: number }[]) {
  const starts = new Uint32Array(binned.rows + 1);
  for (const { column, fallback } of slots) {
    const codes = codesOf(binned, column);
    for (let row = 0; row < codes.length; row++) if (codes[row] !== fallback) starts[row + 1]++;
  }
  for (let row = 0; row < binned.rows; row++) starts[row + 1] += starts[row];
  const entries = new Uint32Array(starts[binned.rows]);
  const next = starts.slice();
  for (const { column, first, fallback } of slots) {
    const codes = codesOf(binned, column);
    for (let row = 0; row < codes.length; row++) if (codes[row] !== fallback) entries[next[row]++] = first + codes[row];
  }
  return { starts, entries };
}

/** Sums of gradients and hessians per bin: `[2 * bin]` and `[2 * bin + 1]`. */
export type Histogram = Float64Array;

export interface Sums {
  readonly gradient: number;
  readonly hessian: number;
}

/**
 * Fills `histogram` from the rows `rows[begin … end − 1]`. `pairs` holds gradient and hessian of row r at 2r and 2r + 1; `sums` are
 * their totals over these rows, from which the bins left out of the row lists follow.
 */
export function buildHistogram(
  layout: HistogramLayout,
  pairs: Float32Array,
  rows: Uint32Array,
  begin: number,
  end: number,
  sums: Sums,
  histogram: Histogram,
): void {
  histogram.fill(0);
  if (layout.denseOffsets.length > 0) addDense(layout, pairs, rows, begin, end, histogram);
  if (layout.sparse.length === 0) return;
  addSparse(layout, pairs, rows, begin, end, histogram);
  for (const slot of layout.sparse) completeSlot(slot, sums, histogram);
}

function addDense(
  { dense, denseOffsets }: HistogramLayout,
  pairs: Float32Array,
  rows: Uint32Array,
  begin: number,
  end: number,
  histogram: Histogram,
): void {
  const width = denseOffsets.length;
  for (let i = begin; i < end; i++) {
    const row = rows[i];
    const gradient = pairs[2 * row];
    const hessian = pairs[2 * row + 1];
    const start = row * width;
    for (let slot = 0; slot < width; slot++) {
      const bin = (denseOffsets[slot] + dense[start + slot]) << 1;
      histogram[bin] += gradient;
      histogram[bin + 1] += hessian;
    }
  }
}

function addSparse(
  { starts, entries }: HistogramLayout,
  pairs: Float32Array,
  rows: Uint32Array,
  begin: number,
  end: number,
  histogram: Histogram,
): void {
  for (let i = begin; i < end; i++) {
    const row = rows[i];
    const gradient = pairs[2 * row];
    const hessian = pairs[2 * row + 1];
    const last = starts[row + 1];
    for (let at = starts[row]; at < last; at++) {
      const bin = entries[at] << 1;
      histogram[bin] += gradient;
      histogram[bin + 1] += hessian;
    }
  }
}

function completeSlot({ first, end, fallback }: SparseSlot, { gradient, hessian }: Sums, histogram: Histogram): void {
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
