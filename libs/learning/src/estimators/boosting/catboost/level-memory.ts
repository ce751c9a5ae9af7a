import type { Engine } from '../engine.js';
import type { FeatureColumn } from './feature-columns.js';
import type { GrowRules, GrowSample } from './grow-oblivious.js';
import { levelSeed, normalQuantiles, type ScoreNoise } from './score-noise.js';

/** Fields of the kernels' `Level`, in their order: first numbers of 32 bits, then doubles. */
const field = { outputs: 10, isL2: 11, seed: 12, depth: 13, noise: 6, blocks: 7 } as const;
const structWords = 14;

/** Levels with more leaves are divided by one thread: there is little in each. */
const deepestShared = 10;

/** Rows that a chunk of moveRows goes over; each chunk counts the rows of all leaves, so there are few. */
const rowsPerChunk = (rows: number) => Math.max(8192, Math.ceil(rows / 16));

/** The rows that a tree is grown on, grouped by leaf at every level, as the kernels see them. One tree is grown at a time. */
export class LevelMemory {
  /** 1 for each feature that may be split by. */
  readonly open: Uint8Array;
  private readonly rows: Uint32Array;
  private readonly pairs: Float64Array;
  private readonly begins: Uint32Array;
  private readonly ends: Uint32Array;
  private readonly totals: Float64Array;
  private readonly noise: Float64Array;
  private readonly moved: Uint32Array;
  private readonly movedPairs: Float64Array;
  private readonly words: Uint32Array;
  private readonly doubles: Float64Array;
  private readonly leafOf: Uint16Array;
  private readonly counts: Uint32Array;
  private sampled = 0;

  constructor(
    readonly engine: Engine,
    private readonly capacity: number,
    features: number,
    private readonly outputs: number,
    { depth, score, l2 }: GrowRules,
  ) {
    const { memory } = engine;
    const leaves = 2 ** Math.max(0, depth - 1);
    this.open = memory.bytes(features).fill(1);
    this.rows = memory.counts(capacity);
    this.pairs = memory.doubles(2 * capacity * outputs);
    this.begins = memory.counts(leaves);
    this.ends = memory.counts(leaves);
    this.totals = memory.doubles(2 * leaves * outputs);
    this.moved = memory.counts(capacity);
    this.movedPairs = memory.doubles(2 * capacity);
    this.leafOf = memory.places(capacity);
    this.counts = memory.counts(this.chunks * 2 * leaves);
    this.noise = memory.doubles(normalQuantiles().length);
    this.noise.set(normalQuantiles());
    this.doubles = memory.doubles(structWords / 2 + 2);
    this.words = new Uint32Array(this.doubles.buffer, this.doubles.byteOffset, structWords);
    const { rows, pairs, begins, ends, totals, open } = this;
    this.words.set([rows, pairs, begins, ends, totals, open].map(({ byteOffset }) => byteOffset));
    this.words.set([capacity, leaves, outputs, Number(score === 'L2')], field.blocks + 1);
    this.doubles[structWords / 2] = l2;
  }

  /** Takes in the rows of a tree, all in the first leaf. */
  begin({ rows, gradients, weights }: GrowSample): void {
    this.sampled = rows.length;
    this.leafOf.fill(0);
    this.rows.set(rows);
    gradients.forEach((gradient, output) => {
      const first = 2 * this.capacity * output;
      const sums = [0, 0];
      for (let place = 0, at = first; place < rows.length; place++, at += 2) {
        sums[0] += this.pairs[at] = gradient[place];
        sums[1] += this.pairs[at + 1] = weights[place];
      }
      this.totals.set(sums, (output * this.totals.length) / this.outputs);
    });
    this.begins[0] = 0;
    this.ends[0] = rows.length;
  }

  /** Says which level is at hand. */
  enter(level: number, noise: ScoreNoise | undefined): void {
    this.words[field.depth] = level;
    this.words[field.noise] = noise ? this.noise.byteOffset : 0;
    this.words[field.seed] = noise ? levelSeed(noise, level) : 0;
    this.doubles[structWords / 2 + 1] = noise?.deviation ?? 0;
  }

  /** Scores the splits of `count` blocks, whose addresses lie at `blocks`. */
  score(blocks: number, count: number, cells: number): void {
    this.words[field.blocks] = blocks;
    this.engine.run('scoreLevel', count, cells, this.words.byteOffset);
  }

  /** Gives all rows, sampled or not, the leaves that the split of the level at hand leads to; returns the number of rows of each. */
  move({ codes, split }: FeatureColumn, bin: number): Uint32Array {
    const level = this.words[field.depth];
    const inputs = [rowsPerChunk(this.capacity), this.capacity, this.leafOf.byteOffset, codes.byteOffset, bin, Number(split === 'equals')];
    this.engine.run('moveRows', this.chunks, this.capacity, ...inputs, level, this.counts.byteOffset);
    const leaves = 2 ** (level + 1);
    const counts = this.counts.slice(0, leaves);
    for (let at = leaves; at < this.chunks * leaves; at++) counts[at % leaves] += this.counts[at];
    return counts;
  }

  /** The leaf of every row. */
  leaves(): Uint16Array {
    return this.leafOf.slice();
  }

  private get chunks(): number {
    return Math.ceil(this.capacity / rowsPerChunk(this.capacity));
  }

  /** Splits the leaves of the level at hand. */
  divide({ codes, split }: FeatureColumn, bin: number): void {
    const level = this.words[field.depth];
    const cells = level > deepestShared ? 0 : this.sampled * this.outputs;
    const room = [this.moved.byteOffset, this.movedPairs.byteOffset];
    this.engine.run('divideLeaf', 2 ** level, cells, this.words.byteOffset, codes.byteOffset, bin, Number(split === 'equals'), ...room);
  }
}
