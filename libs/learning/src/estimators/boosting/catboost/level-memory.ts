import type { Engine } from '../engine.js';
import type { FeatureColumn } from './feature-columns.js';
import type { GrowRules } from './grow-oblivious.js';
import { LeafFinder } from './leaf-finder.js';
import { type OrderedPart, placesOf } from './ordered-parts.js';
import { chunksOf, rowsPerChunk } from './row-chunks.js';
import { levelSeed, normalQuantiles, type ScoreNoise } from './score-noise.js';

/** Fields of the kernels' `Level`, in their order: first numbers of 32 bits, then doubles. */
const field = { outputs: 10, isL2: 11, seed: 12, depth: 13, noise: 6, blocks: 7 } as const;
const structWords = 14;

/** Levels with more leaves are divided by one thread: there is little in each. */
const mostShared = 1024;

/** A chunk's room of scoreOrdered, in doubles: four for each of 256 bins, and their bits. */
const judgedDoubles = 256 * 4 + 4;
/** What scoreMonotone needs beside for each leaf. */
const bentDoubles = 14;

/** What trees are grown by but the rows as they are: bodies and tails, and a direction for each feature. */
export interface LevelShape {
  readonly bodies?: readonly OrderedPart[];
  readonly directions?: Int8Array;
}

/** A body's and a tail's places in an order of the rows, in any order of their own, and the gradients there [places × outputs]. */
export interface GradedPart {
  readonly learning: Uint32Array;
  readonly judging: Uint32Array;
  readonly slopes: Float64Array;
}

/** Some places of an order of rows; factors are by place, weights by row. */
interface PartRows {
  readonly order: Uint32Array;
  readonly places: Uint32Array;
  readonly slopes: Float64Array;
  readonly factors: Float64Array | undefined;
  readonly weights: Float64Array | undefined;
  /** Whether factors count beyond being 0 or not. */
  readonly isMultiplied: boolean;
}

/** Where the columns' bins are, and room for the sums of one column per block. */
export interface ColumnCodes {
  readonly addresses: Uint32Array;
  readonly room: Float64Array;
}

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
  /** Sums of a chunk's pairs, per output. */
  private readonly chunkTotals: Float64Array;
  private sampled = 0;
  /** Bodies and tails that rows come in, each with leaves of its own: 0 where rows come as they are. */
  private readonly bodies: number;
  /** Signed bytes: of the features, and of the levels of the tree at hand. */
  private readonly directions?: { readonly columns: Uint8Array; readonly tree: Uint8Array };
  /** Part p's leaf l is number (p << shift) | l. */
  private readonly shift: number;
  private readonly leaves: number;
  /** Rows at most, in all parts together. */
  private readonly capacity: number;
  /** Which leaf all rows are in, sampled or not. */
  readonly finder: LeafFinder;

  constructor(
    readonly engine: Engine,
    private readonly allRows: number,
    features: number,
    readonly outputs: number,
    { depth, score, l2 }: GrowRules,
    { bodies = [], directions }: LevelShape = {},
  ) {
    const { memory } = engine;
    this.bodies = bodies.length;
    this.capacity = this.bodies === 0 ? allRows : placesOf(bodies);
    this.shift = Math.max(0, depth - 1);
    this.directions = directions && { columns: memory.bytes(features), tree: memory.bytes(32) };
    this.directions?.columns.set(directions as Int8Array);
    this.leaves = this.parts * 2 ** this.shift;
    const { capacity, leaves } = this;
    this.open = memory.bytes(features).fill(1);
    this.rows = memory.counts(capacity);
    this.pairs = memory.doubles(2 * capacity * outputs);
    this.begins = memory.counts(leaves);
    this.ends = memory.counts(leaves);
    this.totals = memory.doubles(2 * leaves * outputs);
    this.moved = memory.counts(capacity);
    this.movedPairs = memory.doubles(2 * capacity);
    this.chunkTotals = memory.doubles(2 * chunksOf(allRows) * outputs);
    this.finder = new LeafFinder(engine, allRows, depth);
    this.noise = memory.doubles(normalQuantiles().length);
    this.noise.set(normalQuantiles());
    this.doubles = memory.doubles(structWords / 2 + 2);
    this.words = new Uint32Array(this.doubles.buffer, this.doubles.byteOffset, structWords);
    const { rows, pairs, begins, ends, totals, open } = this;
    this.words.set([rows, pairs, begins, ends, totals, open].map(({ byteOffset }) => byteOffset));
    this.words.set([capacity, leaves, outputs, Number(score === 'L2')], field.blocks + 1);
    this.doubles[structWords / 2] = l2;
  }

  /** Rows that the tree at hand is grown on. */
  get size(): number {
    return this.sampled;
  }

  /**
   * Takes in a tree's rows, all in the first leaf: those whose factor is above 0. From arrays in the engine's memory: gradients row-major
   * [rows × outputs], where each chunk's first row goes and the last one's end, and factors and weights where they aren't 1.
   */
  take(gradients: Float64Array, starts: Uint32Array, factors?: Float64Array, weights?: Float64Array): void {
    const { engine, allRows, capacity, outputs, chunkTotals } = this;
    const chunks = chunksOf(allRows);
    const inputs = [starts.byteOffset, factors?.byteOffset ?? 0, weights?.byteOffset ?? 0, gradients.byteOffset];
    const room = [this.rows.byteOffset, this.pairs.byteOffset, chunkTotals.byteOffset];
    engine.run('placeDrawn', chunks, allRows * outputs, rowsPerChunk(allRows), allRows, outputs, capacity, ...inputs, ...room);
    for (let output = 0; output < outputs; output++) {
      const sums = [0, 0];
      for (let at = 2 * output; at < chunkTotals.length; at += 2 * outputs) {
        sums[0] += chunkTotals[at];
        sums[1] += chunkTotals[at + 1];
      }
      this.totals.set(sums, (output * this.totals.length) / outputs);
    }
    this.enterRoot(starts[chunks]);
  }

  /**
   * The same of bodies and tails of an order's rows: of both the rows whose factor is above 0, but only those of the tails are multiplied by it (as
   * CatBoost's calc_score_cache.cpp has it).
   */
  takeParts(order: Uint32Array, parts: readonly GradedPart[], factors: Float64Array | undefined, weights: Float64Array | undefined): void {
    let place = 0;
    const fill = (part: number, places: Uint32Array, slopes: Float64Array) => {
      const leaf = part << this.shift;
      this.begins[leaf] = place;
      place = this.fill(leaf, { order, places, slopes, factors, weights, isMultiplied: part % 2 === 1 }, place);
      this.ends[leaf] = place;
    };
    parts.forEach(({ learning, judging, slopes }, i) => {
      fill(2 * i, learning, slopes);
      fill(2 * i + 1, judging, slopes);
    });
    this.sampled = place;
    this.finder.begin();
  }

  /** Fills the places of a leaf from `begin` on; returns the next one. */
  private fill(leaf: number, { order, places, slopes, factors, weights, isMultiplied }: PartRows, begin: number): number {
    const { rows, pairs, outputs, capacity } = this;
    let place = begin;
    for (let k = 0; k < outputs; k++) {
      let [gradients, total] = [0, 0];
      place = begin;
      for (const at of places) {
        if (factors && factors[at] === 0) continue;
        const factor = factors && isMultiplied ? factors[at] : 1;
        const gradient = slopes[at * outputs + k] * factor;
        const weight = weights ? weights[order[at]] * factor : factor;
        rows[place] = order[at];
        pairs[2 * (capacity * k + place)] = gradient;
        pairs[2 * (capacity * k + place) + 1] = weight;
        gradients += gradient;
        total += weight;
        place++;
      }
      this.totals[2 * (this.leaves * k + leaf)] = gradients;
      this.totals[2 * (this.leaves * k + leaf) + 1] = total;
    }
    return place;
  }

  private get parts(): number {
    return Math.max(1, 2 * this.bodies);
  }

  private enterRoot(count: number): void {
    this.sampled = count;
    this.finder.begin();
    this.begins[0] = 0;
    this.ends[0] = count;
  }

  /** What was taken in, for tests and twins: rows, and per output their pairs of gradient and weight and the sums of these. */
  taken(): { drawn: Uint32Array; pairs: Float64Array[]; totals: Float64Array[] } {
    const outputs = Array.from({ length: this.outputs }, (_, output) => output);
    const { capacity, sampled, totals } = this;
    return {
      drawn: this.rows.slice(0, sampled),
      pairs: outputs.map((output) => Float64Array.from(this.pairs.subarray(2 * capacity * output, 2 * (capacity * output + sampled)))),
      totals: outputs.map((output) => Float64Array.from(totals.subarray((output * totals.length) / this.outputs).subarray(0, 2))),
    };
  }

  /** Says which level is at hand. */
  enter(level: number, noise: ScoreNoise | undefined): void {
    this.words[field.depth] = level;
    this.words[field.noise] = noise ? this.noise.byteOffset : 0;
    this.words[field.seed] = noise ? levelSeed(noise, level) : 0;
    this.doubles[structWords / 2 + 1] = noise?.deviation ?? 0;
  }

  /** Scores the splits of `count` blocks, whose addresses lie at `blocks`. */
  score(blocks: number, count: number, cells: number, codes: ColumnCodes | undefined): void {
    this.words[field.blocks] = blocks;
    const { engine, bodies, shift, words, directions } = this;
    if (codes && directions) {
      const inputs = [codes.addresses.byteOffset, bodies, shift, codes.room.byteOffset, directions.tree.byteOffset];
      engine.run('scoreMonotone', count, cells, words.byteOffset, ...inputs, directions.columns.byteOffset);
      return;
    }
    if (codes) engine.run('scoreOrdered', count, cells, words.byteOffset, codes.addresses.byteOffset, bodies, shift, codes.room.byteOffset);
    else engine.run('scoreLevel', count, cells, words.byteOffset);
  }

  /** Notes the direction of the level at hand, which is split by a feature. */
  bind(feature: number): void {
    if (this.directions) this.directions.tree[this.words[field.depth]] = this.directions.columns[feature];
  }

  /** What it takes to score splits by the columns' codes, in `blocks` blocks; undefined where they are scored by positions. */
  codesOf(features: readonly FeatureColumn[], blocks: number): ColumnCodes | undefined {
    if (this.bodies === 0 && !this.directions) return undefined;
    const perBlock = this.directions ? 2 ** this.shift * (judgedDoubles + bentDoubles) + 4 : judgedDoubles;
    const addresses = this.engine.memory.counts(features.length);
    addresses.set(features.map(({ codes }) => codes.byteOffset));
    return { addresses, room: this.engine.memory.doubles(blocks * perBlock) };
  }

  /** Splits the leaves of the level at hand. */
  divide({ codes, split }: FeatureColumn, bin: number): void {
    const level = this.words[field.depth];
    const chunks = this.parts * 2 ** level;
    const cells = chunks > mostShared ? 0 : this.sampled * this.outputs;
    const inputs = [codes.byteOffset, bin, Number(split === 'equals'), this.moved.byteOffset, this.movedPairs.byteOffset];
    if (this.bodies > 0) this.engine.run('divideParts', chunks, cells, this.words.byteOffset, this.shift, ...inputs);
    else this.engine.run('divideLeaf', chunks, cells, this.words.byteOffset, ...inputs);
  }
}
