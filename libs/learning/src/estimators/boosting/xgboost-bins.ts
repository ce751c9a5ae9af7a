import type { Matrix } from '../estimator.js';
import { columnReader } from '../sparse-cells.js';
import type { BinnedMatrix } from '../trees/binned-matrix.js';
import type { ColumnBins } from '../trees/binning.js';
import { columnsPerTurn, type ColumnWork, takeColumnTurns, type TurnEngine } from './column-turns.js';
import { quantileCuts, SketchRoom } from './xgboost-sketch.js';

/** A matrix binned by XGBoost's cuts, with what its split search needs beyond the bins. */
export interface CutMatrix {
  readonly binned: BinnedMatrix;
  /** By column: the greatest float32 below the last cut, which is above all values; parts values from missing ones. */
  readonly aboveAll: Float32Array;
  /** By column: a float32 below all values. */
  readonly belowAll: Float32Array;
  /** By column: the number of its categories, each a bin; 0 for numbers. */
  readonly categories: ArrayLike<number>;
}

/** The category codes of a bin: one each, but the last of 255 takes all that are left. */
export function codesOfBin(bin: number, categories: number): number[] {
  const count = bin === mostWithMissing - 1 ? Math.max(1, categories - bin) : 1;
  return Array.from({ length: count }, (_, i) => bin + i);
}

/** Bytes are 0…255: with a bin for missing values a column has at most so many others. */
const mostWithMissing = 255;

/** Columns of up to so many values need no sketch. */
const fewValues = 8;

/**
 * Bins each column as XGBoost's `hist` does: values `x < cut` go left there, `x <= threshold` here, with the next lower float32 as threshold.
 * Where a column has missing values there are at most 255 other bins (XGBoost: 256).
 */
export function cutMatrix(x: Matrix, weights: Float64Array | undefined, maxBins: number): CutMatrix {
  const cutter = new MatrixCutter(x, weights, maxBins, new Uint8Array(x.rows * x.columns));
  for (let column = 0; column < x.columns; column++) cutter.cut(column);
  return cutter.result();
}

/** As cutMatrix, on an engine's threads and with the codes in its memory; `checkpoint` is awaited now and then, and may throw to stop. */
export async function cutOnEngine(
  x: Matrix,
  weights: Float64Array | undefined,
  maxBins: number,
  engine: TurnEngine<'cutColumns'>,
  checkpoint: () => Promise<void>,
): Promise<CutMatrix> {
  const codes = engine.memory.bytes(x.rows * x.columns);
  const cutter = new MatrixCutter(x, weights, maxBins, codes);
  // Categories need no cuts.
  if (engine.isShared && !x.categories?.some((count) => count > 0)) {
    const shared = weights && engine.memory.floats(x.rows);
    if (weights) shared?.set(weights);
    const step = { name: 'cutColumns', args: [maxBins, shared?.byteOffset ?? 0], words } as const;
    for (const said of await takeColumnTurns(x, codes, step, engine, checkpoint)) cutter.add(readCuts(said));
    return cutter.result();
  }
  for (let column = 0; column < x.columns; column++) {
    if (column % columnsPerTurn(x.rows) === 0) await checkpoint();
    cutter.cut(column);
  }
  return cutter.result();
}

/** What describes a column's cuts in shared memory: the bins, the missing one, the values beyond all others, and up to 255 thresholds. */
const words = 4 + 255;

/** Cuts single columns for a thread, in the buffers of one. */
export function columnCutter(memory: { readonly buffer: ArrayBufferLike }): ColumnWork {
  let column: CutColumn | undefined;
  return (data, codes, said, [maxBins, weights]) => {
    const rows = data.length;
    if (column?.rows !== rows) column = new CutColumn(rows, weights > 0 ? new Float32Array(memory.buffer, weights, rows) : undefined);
    column.read({ rows, columns: 1, data }, 0);
    const { bins, aboveAll, belowAll } = column.cut(maxBins, codes);
    said.set([bins.count, bins.missing, aboveAll, belowAll, ...bins.thresholds]);
  };
}

function readCuts([count, missing, aboveAll, belowAll, ...thresholds]: Float32Array): ColumnCuts {
  const values = missing >= 0 ? count - 1 : count;
  return { bins: { count, missing, thresholds: Float32Array.from(thresholds.slice(0, values - 1)) }, aboveAll, belowAll };
}

interface ColumnCuts {
  readonly bins: ColumnBins;
  readonly aboveAll: number;
  readonly belowAll: number;
}

class MatrixCutter {
  private readonly bins: ColumnBins[] = [];
  private readonly aboveAll: Float32Array;
  private readonly belowAll: Float32Array;
  private readonly categories: ArrayLike<number>;
  private readonly column: CutColumn;
  /** Reads a sparse matrix' columns, one at a time. */
  private readonly sparse?: { readonly read: (column: number, cells: Float32Array) => void; readonly data: Float32Array };

  constructor(
    private readonly x: Matrix,
    weights: Float64Array | undefined,
    private readonly maxBins: number,
    private readonly codes: Uint8Array,
  ) {
    this.aboveAll = new Float32Array(x.columns);
    this.belowAll = new Float32Array(x.columns);
    this.categories = x.categories ?? new Int32Array(x.columns);
    if (x.sparse) this.sparse = { read: columnReader(x), data: new Float32Array(x.rows) };
    this.column = new CutColumn(x.rows, weights && Float32Array.from(weights));
  }

  cut(c: number): void {
    const { x, column } = this;
    const codes = this.codes.subarray(c * x.rows, (c + 1) * x.rows);
    this.read(c);
    if (this.categories[c] > 0) this.bins.push(column.codeCategories(codes));
    else this.add(column.cut(this.maxBins, codes));
  }

  private read(c: number): void {
    const { x, column, sparse } = this;
    if (!sparse) return column.read(x, c);
    sparse.read(c, sparse.data);
    column.read({ rows: x.rows, columns: 1, data: sparse.data }, 0);
  }

  /** The next column's cuts. */
  add({ bins, aboveAll, belowAll }: ColumnCuts): void {
    this.aboveAll[this.bins.length] = aboveAll;
    this.belowAll[this.bins.length] = belowAll;
    this.bins.push(bins);
  }

  result(): CutMatrix {
    const { x, bins, codes, aboveAll, belowAll, categories } = this;
    return { binned: { rows: x.rows, columns: x.columns, bins, codes }, aboveAll, belowAll, categories };
  }
}

/** One column at a time, in buffers that are used again. */
class CutColumn {
  private missing = 0;
  private readonly room = new SketchRoom();
  private readonly values: Float32Array;
  private readonly present: Float32Array;
  private readonly presentWeights?: Float32Array;
  /** Thresholds, infinity beyond. */
  private readonly bounds = new Float32Array(512);

  constructor(
    readonly rows: number,
    private readonly weights: Float32Array | undefined,
  ) {
    this.values = new Float32Array(rows);
    this.present = new Float32Array(rows);
    this.presentWeights = weights && new Float32Array(rows);
  }

  /** Codes the column that was read by cuts of its own. */
  cut(maxBins: number, codes: Uint8Array): ColumnCuts {
    const cuts = this.cuts(maxBins);
    const thresholds = cuts.subarray(0, cuts.length - 1).map(nextBelow);
    const missing = this.missing > 0 ? cuts.length : -1;
    this.encode(thresholds, missing, codes);
    const bins = { thresholds, count: cuts.length + (missing >= 0 ? 1 : 0), missing };
    return { bins, aboveAll: nextBelow(cuts[cuts.length - 1]), belowAll: nextBelow(this.lowerBound()) };
  }

  read({ rows, columns, data }: Pick<Matrix, 'rows' | 'columns' | 'data'>, column: number): void {
    let present = 0;
    for (let row = 0, at = column; row < rows; row++, at += columns) {
      const value = data[at];
      this.values[row] = value;
      if (Number.isNaN(value)) continue;
      if (this.weights && this.presentWeights) this.presentWeights[present] = this.weights[row];
      this.present[present++] = value;
    }
    this.missing = rows - present;
  }

  private cuts(maxBins: number): Float32Array {
    const most = this.missing > 0 ? Math.min(maxBins, mostWithMissing) : maxBins;
    const present = this.present.subarray(0, this.values.length - this.missing);
    const few = most > fewValues ? distinctValues(present) : undefined;
    return few && few.length > 0
      ? quantileCuts(few, undefined, most, this.room)
      : quantileCuts(present, this.presentWeights?.subarray(0, present.length), most, this.room);
  }

  /** A bin per category up to the largest seen, and one for missing values. */
  codeCategories(codes: Uint8Array): ColumnBins {
    let largest = 0;
    for (let row = 0; row < codes.length; row++) {
      const code = Math.min(this.values[row], mostWithMissing - 1);
      if (code > largest) largest = code;
      codes[row] = code;
    }
    const missing = this.missing > 0 ? largest + 1 : -1;
    if (missing >= 0) for (let row = 0; row < codes.length; row++) if (Number.isNaN(this.values[row])) codes[row] = missing;
    return { thresholds: Float32Array.from({ length: largest }, (_, code) => code), count: largest + 1 + Number(missing >= 0), missing };
  }

  /** The smallest value less its size and a little (HistogramCuts::min_vals_). */
  private lowerBound(): number {
    let smallest = Number.POSITIVE_INFINITY;
    for (let i = 0; i < this.values.length - this.missing; i++) smallest = Math.min(smallest, this.present[i]);
    return smallest === Number.POSITIVE_INFINITY ? 0 : Math.fround(Math.fround(smallest - Math.abs(smallest)) - Math.fround(1e-5));
  }

  private encode(thresholds: Float32Array, missing: number, codes: Uint8Array): void {
    const { values, bounds } = this;
    bounds.fill(Number.POSITIVE_INFINITY);
    bounds.set(thresholds);
    const step = 1 << (31 - Math.clz32(Math.max(1, thresholds.length)));
    for (let row = 0; row < codes.length; row++) {
      const value = values[row];
      let bin = 0;
      // Halving without branches: nobody can guess where a value lies.
      for (let half = step; half > 0; half >>= 1) bin += half * +(value > bounds[bin + half - 1]);
      codes[row] = bin;
    }
    if (missing >= 0) for (let row = 0; row < codes.length; row++) if (Number.isNaN(values[row])) codes[row] = missing;
  }
}

/** The distinct values, undefined when there are more than a few. Each makes its own bin, whatever its weight. */
function distinctValues(values: Float32Array): Float32Array | undefined {
  const found: number[] = [];
  for (const value of values) {
    // Zero's sign makes no other value.
    if (found.includes(value)) continue;
    if (found.push(value) > fewValues) return undefined;
  }
  return Float32Array.from(found);
}

const single = new Float32Array(1);
const bits = new Int32Array(single.buffer);

/** The greatest float32 below a float32; −∞ has none and stays. */
export function nextBelow(value: number): number {
  single[0] = value;
  if (value === Number.NEGATIVE_INFINITY) return value;
  if (value === 0) return -1.401298464324817e-45;
  bits[0] += value > 0 ? -1 : 1;
  return single[0];
}

/** The smallest float32 above a float32; +∞ stays. */
export function nextAbove(value: number): number {
  return -nextBelow(-value);
}
