import type { Random } from '../../../random/random.js';
import type { Engine } from '../engine.js';
import { type BootstrapRules, drawFactors, isByGradient } from './bootstrap.js';
import { chunksOf, rowsPerChunk } from './row-chunks.js';

/** Sizes are counted by the leading bits of their float32: 32 bins for each power of two (`measureRows`). */
const droppedBits = 18;
const sizeBins = 8192;

/** The values of the last tree's leaves, `count` of them. */
export interface LastLeaves {
  readonly values: Float64Array;
  readonly count: number;
}

/** Which rows a tree is grown on, in the engine's memory. */
export interface DrawnRows {
  /** The root of the mean squared gradient of all rows. */
  readonly deviation: number;
  /** How many rows were drawn before each chunk, and in all. */
  readonly starts: Uint32Array;
  /** What a row's gradient and weight are multiplied by, 0 for one that isn't drawn; absent where all are 1. */
  readonly factors?: Float64Array;
}

/** Draws the rows of trees, chunk by chunk on the engine's threads. */
export class RowSampler {
  private readonly size: number;
  private readonly chunks: number;
  /** Sizes of the rows' gradients, then factors. */
  private readonly factors: Float64Array;
  private readonly counts: Uint32Array;
  private readonly sums: Float64Array;
  private readonly totals: Float64Array;
  private readonly starts: Uint32Array;

  constructor(
    private readonly engine: Engine,
    private readonly rows: number,
    private readonly outputs: number,
    private readonly rules: BootstrapRules,
  ) {
    this.size = rowsPerChunk(rows);
    this.chunks = chunksOf(rows);
    const { memory } = engine;
    this.factors = memory.doubles(rows);
    this.counts = memory.counts(this.chunks * sizeBins);
    this.sums = memory.doubles(this.chunks * sizeBins);
    this.totals = memory.doubles(3 * this.chunks);
    this.starts = memory.counts(this.chunks + 1);
  }

  /** Draws by the rows' gradients, row-major [rows × outputs] in the engine's memory. The next draw overwrites the last. */
  draw(slopes: Float64Array, last: LastLeaves | undefined, random: Random): DrawnRows {
    const isDrawn = isByGradient(this.rules) ? this.drawByGradient(slopes, last, random) : this.drawByChance(slopes, random);
    const deviation = Math.sqrt(this.totalOf(0) / this.rows);
    return { deviation, starts: this.starts, ...(isDrawn && { factors: this.factors }) };
  }

  private drawByChance(slopes: Float64Array, random: Random): boolean {
    this.measure(slopes, 0);
    this.clear();
    if (!drawFactors(this.rules, random, this.factors)) {
      for (let chunk = 0; chunk <= this.chunks; chunk++) this.starts[chunk] = Math.min(this.rows, chunk * this.size);
      return false;
    }
    let start = 0;
    for (let row = 0; row < this.rows; row++) {
      if (row % this.size === 0) this.starts[row / this.size] = start;
      start += Number(this.factors[row] > 0);
    }
    this.starts[this.chunks] = start;
    return true;
  }

  /**
   * Minimal variance sampling (Ibragimov & Gusev 2019): a row is drawn with a probability in proportion to √(g² + λ), at most 1, and weighs its
   * inverse. λ is the square of the last tree's mean leaf, or of the mean gradient before the first.
   */
  private drawByGradient(slopes: Float64Array, last: LastLeaves | undefined, random: Random): boolean {
    const root = last ? meanLength(last) : this.meanSize(slopes);
    this.measure(slopes, root * root);
    const threshold = this.thresholdFor(this.rules.subsample * this.rows);
    this.clear();
    const { engine, chunks, rows, size, factors, starts } = this;
    engine.run('drawRows', chunks, rows, size, rows, factors.byteOffset, threshold, random.integer(2 ** 31), starts.byteOffset);
    let start = 0;
    starts[chunks] = 0;
    starts.forEach((count, chunk) => {
      starts[chunk] = start;
      start += count;
    });
    return true;
  }

  private meanSize(slopes: Float64Array): number {
    this.measure(slopes, 0);
    const total = this.sums.reduce((a, b) => a + b, 0);
    this.clear();
    return total / this.rows;
  }

  private measure(slopes: Float64Array, lambda: number): void {
    const { engine, chunks, rows, size, outputs } = this;
    const room = [this.factors, this.counts, this.sums, this.totals].map(({ byteOffset }) => byteOffset);
    engine.run('measureRows', chunks, rows * outputs, size, rows, outputs, slopes.byteOffset, lambda, ...room);
  }

  private totalOf(field: number): number {
    let total = 0;
    for (let chunk = 0; chunk < this.chunks; chunk++) total += this.totals[3 * chunk + field];
    return total;
  }

  /** Empties the counted bins for the next time. */
  private clear(): void {
    for (let chunk = 0; chunk < this.chunks; chunk++) {
      const first = chunk * sizeBins + this.totals[3 * chunk + 1];
      const end = chunk * sizeBins + this.totals[3 * chunk + 2] + 1;
      this.counts.fill(0, first, end);
      this.sums.fill(0, first, end);
    }
  }

  /** The counted bins of all chunks together, from the lowest to the highest. */
  private bins(): { lowest: number; counts: Uint32Array; sums: Float64Array } {
    const chunks = Array.from({ length: this.chunks }, (_, chunk) => chunk);
    const lowest = Math.min(...chunks.map((chunk) => this.totals[3 * chunk + 1]));
    const length = Math.max(...chunks.map((chunk) => this.totals[3 * chunk + 2])) + 1 - lowest;
    const counts = new Uint32Array(length);
    const sums = new Float64Array(length);
    for (const chunk of chunks) {
      const first = chunk * sizeBins + lowest;
      for (let bin = 0; bin < length; bin++) {
        counts[bin] += this.counts[first + bin];
        sums[bin] += this.sums[first + bin];
      }
    }
    return { lowest, counts, sums };
  }

  /**
   * The size above which rows are drawn for certain, such that about `expected` rows are drawn: T with (rows above T) + (sum of the others) / T =
   * expected, to within a bin's rows.
   */
  private thresholdFor(expected: number): number {
    const { lowest, counts, sums } = this.bins();
    let rest = sums.reduce((a, b) => a + b, 0);
    let left = expected;
    for (let bin = counts.length - 1; ; bin--) {
      const threshold = rest / left;
      const edge = new Float32Array(Uint32Array.of((bin + lowest) << droppedBits).buffer)[0];
      // The bin's rows are not all above the threshold, or no more rows can be certain.
      if (threshold >= edge || bin === 0 || counts[bin] >= left) return threshold;
      left -= counts[bin];
      rest -= sums[bin];
    }
  }
}

/** The mean length of the leaves' values. */
function meanLength({ values, count }: LastLeaves): number {
  const outputs = values.length / count;
  let sum = 0;
  for (let leaf = 0; leaf < count; leaf++) {
    let square = 0;
    for (let k = leaf * outputs; k < (leaf + 1) * outputs; k++) square += values[k] * values[k];
    sum += Math.sqrt(square);
  }
  return sum / count;
}
