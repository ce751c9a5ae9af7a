import type { BinnedMatrix } from '../trees/binned-matrix.js';
import type { Engine } from './engine.js';
import type { Histogram } from './histogram.js';
import type { HistogramLayout } from './histogram-layout.js';
import { epsilon, type LeafSums, type Split, type SplitRules } from './split.js';

/** A slot's split, with what the search says of the two sides beyond a cut and sums. */
export interface SlotSplit extends Split {
  readonly slot: number;
  /** Of a column of categories: the bins that go left. */
  readonly binsLeft?: readonly number[];
  /** The sides' values, where more than their sums decides them. */
  readonly leftValue?: number;
  readonly rightValue?: number;
}

/** Sizes in bytes, and places (in 4-byte words), of the records that kernels/boosting.as reads and writes. */
const leafBytes = 56;
const planBytes = 112;
const chunkWords = 7;
const resultBytes = 40;
/** A column's histogram, the bitmap of its filled bins, and a mark for each of them. */
const columnScratchBytes = 4096 + 64 + 256;
const flag = { hasMissing: 1, searchedElsewhere: 2 } as const;

/** Regularisation of the kernels' search: LightGBM's rules, or XGBoost's. */
export type SearchRules = SplitRules & Partial<NewtonRules>;

/** What XGBoost's search asks for beyond; l1 and l2 are its alpha and lambda there, minHessian its min_child_weight. */
export interface NewtonRules {
  /** 0: none. */
  readonly maxDeltaStep: number;
  /** Per column −1, 0 or 1. */
  readonly directions?: Int8Array;
}

/** Values that are allowed below a leaf, and the slots that it may be split by, where these are not all open ones. */
export interface LeafLimits {
  readonly lower: number;
  readonly upper: number;
  readonly drawn?: Int32Array;
}

/** A leaf as the kernels see it: its rows, sums and histogram, and the slots that may still be split. */
export class SearchedLeaf {
  /** 1 where a slot may still be split: a slot without a split is not searched again further below. */
  readonly open: Uint8Array;
  private readonly words: Uint32Array;
  /** Gradient, hessian, and the bounds of values. */
  private readonly numbers: Float64Array;
  private drawn?: Uint8Array;
  histogram?: Histogram;

  constructor(
    private readonly engine: Engine,
    slots: number,
  ) {
    const record = engine.memory.bytes(leafBytes);
    this.open = engine.memory.bytes(slots);
    this.words = new Uint32Array(record.buffer, record.byteOffset, leafBytes / 4);
    this.numbers = new Float64Array(record.buffer, record.byteOffset + 16, 4);
    this.words[3] = this.open.byteOffset;
  }

  set(begin: number, { rows, gradient, hessian }: LeafSums, histogram: Histogram): void {
    this.histogram = histogram;
    this.words.set([begin, begin + rows, histogram.byteOffset]);
    this.numbers.set([gradient, hessian]);
  }

  limit({ lower, upper, drawn }: LeafLimits): void {
    this.numbers.set([lower, upper], 2);
    this.words[12] = 0;
    if (!drawn) return;
    this.drawn ??= this.engine.memory.bytes(this.open.length);
    this.drawn.fill(0);
    for (const slot of drawn) this.drawn[slot] = 1;
    this.words[12] = this.drawn.byteOffset;
  }

  get address(): number {
    return this.words.byteOffset;
  }
}

/**
 * Builds leaves' histograms and finds their best splits with the kernels, block of columns by block of columns on the engine's threads.
 * Leaves of so few rows that building is cheaper than subtracting keep no histogram: memory for histograms stays small.
 */
export class LeafSearch {
  private readonly plan: Uint32Array;
  private readonly chunks: number;
  private readonly results: { readonly words: Int32Array; readonly numbers: Float64Array };
  private readonly freeHistograms: Histogram[] = [];
  private readonly freeLeaves: SearchedLeaf[] = [];
  /** Histograms of small leaves, overwritten by the next two. */
  private readonly scratch: readonly [Histogram, Histogram];
  /** Numbers added per row when a histogram is built. */
  private readonly cellsPerRow: number;
  private readonly bins: number;

  /** `elsewhere`: slots of which only histograms are made. */
  constructor(
    private readonly engine: Engine,
    private readonly layout: HistogramLayout,
    binned: BinnedMatrix,
    private readonly rules: SearchRules,
    elsewhere: (slot: number) => boolean,
  ) {
    const { memory } = engine;
    const slots = layout.columns.length;
    this.bins = layout.offsets[slots];
    const dense = layout.blocks.reduce((sum, { width }) => sum + width, 0);
    this.cellsPerRow = dense + layout.lists.entries.length / layout.rows;
    const flags = memory.bytes(slots);
    layout.columns.forEach((column, slot) => {
      flags[slot] = (binned.bins[column].missing >= 0 ? flag.hasMissing : 0) | (elsewhere(slot) ? flag.searchedElsewhere : 0);
    });
    const chunks = this.layOutChunks(flags);
    this.chunks = chunks.length / chunkWords;
    const results = memory.bytes(2 * this.chunks * resultBytes);
    this.results = {
      words: new Int32Array(results.buffer, results.byteOffset, results.length / 4),
      numbers: new Float64Array(results.buffer, results.byteOffset, results.length / 8),
    };
    this.plan = this.layOutPlan([flags.byteOffset, chunks.byteOffset, results.byteOffset], binned);
    this.scratch = [memory.doubles(2 * this.bins), memory.doubles(2 * this.bins)];
  }

  private layOutChunks(flags: Uint8Array): Uint32Array {
    const { blocks, lists } = this.layout;
    const place = (ids: ArrayLike<number>) => {
      const slots = this.engine.memory.counts(ids.length);
      slots.set(ids);
      return [slots.byteOffset, slots.length, Number(slots.some((slot) => (flags[slot] & flag.searchedElsewhere) !== 0))];
    };
    const words = blocks.map(({ entries, width, start, end, slots }) => [entries.byteOffset, width, start / 2, end / 2, ...place(slots)]);
    // The longest chunk first, so that nobody waits for it at the end.
    if (lists.slots.length > 0) words.unshift([0, 0, 0, 0, ...place(lists.slots.map(({ slot }) => slot))]);
    const chunks = this.engine.memory.counts(words.length * chunkWords);
    chunks.set(words.flat());
    return chunks;
  }

  private layOutPlan([flags, chunks, results]: readonly number[], binned: BinnedMatrix): Uint32Array {
    const { memory } = this.engine;
    const { lists, columns } = this.layout;
    const offsets = memory.integers(columns.length + 1);
    offsets.set(this.layout.offsets);
    const fallbacks = memory.integers(columns.length);
    for (const { slot, fallback } of lists.slots) fallbacks[slot] = fallback;
    const record = memory.bytes(planBytes);
    const words = new Uint32Array(record.buffer, record.byteOffset, planBytes / 4);
    const addresses = [offsets.byteOffset, flags, chunks, results, lists.starts.byteOffset, lists.entries.byteOffset, fallbacks.byteOffset];
    words.set(addresses, 2);
    words[9] = this.rules.minRows;
    const { minHessian, minGain, l1, l2 } = this.rules;
    new Float64Array(record.buffer, record.byteOffset + 40, 4).set([minHessian, minGain, l1, l2]);
    const columns32 = memory.counts(columns.length);
    columns32.set(columns);
    const smallRows = this.smallRows();
    const scratchBytes = columnScratchBytes + 16 * smallRows;
    const scratch = memory.bytes(this.chunks * scratchBytes);
    words.set([binned.codes.byteOffset, columns32.byteOffset, binned.rows, scratch.byteOffset, scratchBytes, smallRows], 18);
    this.layOutNewton(words);
    return words;
  }

  private layOutNewton(plan: Uint32Array): void {
    const { maxDeltaStep, directions } = this.rules;
    if (maxDeltaStep === undefined) return;
    plan[24] = 1;
    if (directions) {
      const bySlot = this.engine.memory.bytes(this.layout.columns.length);
      this.layout.columns.forEach((column, slot) => {
        bySlot[slot] = directions[column];
      });
      plan[25] = bySlot.byteOffset;
    }
    new Float64Array(plan.buffer, plan.byteOffset + 104, 1)[0] = maxDeltaStep;
  }

  private smallRows(): number {
    return this.cellsPerRow > 0 ? Math.floor(this.bins / this.cellsPerRow) : 0;
  }

  /** Whether a leaf of so many rows keeps no histogram for its children. */
  isSmall(rows: number): boolean {
    return rows <= this.smallRows();
  }

  /** The gradients and the rows of the tree that leaves belong to from now on. */
  startTree(pairs: Float32Array, rows: Uint32Array): void {
    this.plan[0] = pairs.byteOffset;
    this.plan[1] = rows.byteOffset;
  }

  /** A leaf with the open slots of `parent`, or with `slots`. */
  takeLeaf(open: Uint8Array): SearchedLeaf {
    const leaf = this.freeLeaves.pop() ?? new SearchedLeaf(this.engine, open.length);
    leaf.open.set(open);
    return leaf;
  }

  takeHistogram(): Histogram {
    return this.freeHistograms.pop() ?? this.engine.memory.doubles(2 * this.bins);
  }

  /** A histogram for a small leaf, good until the next search. */
  scratchHistogram(which: 0 | 1): Histogram {
    return this.scratch[which];
  }

  giveHistogram({ histogram }: SearchedLeaf): void {
    if (histogram && !this.scratch.includes(histogram)) this.freeHistograms.push(histogram);
  }

  give(leaf: SearchedLeaf): void {
    this.giveHistogram(leaf);
    leaf.histogram = undefined;
    this.freeLeaves.push(leaf);
  }

  /** Builds and searches one leaf. */
  openLeaf(leaf: SearchedLeaf, sums: LeafSums): SlotSplit | undefined {
    this.engine.run('openLeaf', this.chunks, sums.rows * this.cellsPerRow + this.bins, this.plan.byteOffset, leaf.address);
    return this.best(0, sums);
  }

  /**
   * Searches the two children of `parent`, the smaller first. Small ones are built; of others the smaller is built and taken from the parent's
   * histogram, which becomes the larger's. The parent's record is used up.
   */
  openChildren(
    parent: SearchedLeaf,
    begins: readonly [number, number],
    sums: readonly [LeafSums, LeafSums],
    limits?: readonly [LeafLimits, LeafLimits],
  ): readonly { readonly searched: SearchedLeaf; readonly best?: SlotSplit }[] {
    const leaves = [this.takeLeaf(parent.open), parent] as const;
    const bothSmall = this.isSmall(sums[1].rows);
    const smaller = this.isSmall(sums[0].rows) ? this.scratch[0] : this.takeHistogram();
    if (bothSmall) this.giveHistogram(parent);
    const larger = bothSmall ? this.scratch[1] : (parent.histogram as Histogram);
    leaves[0].set(begins[0], sums[0], smaller);
    leaves[1].set(begins[1], sums[1], larger);
    if (limits) leaves.forEach((leaf, i) => leaf.limit(limits[i]));
    const cells = (sums[0].rows + (bothSmall ? sums[1].rows : 0)) * this.cellsPerRow + 3 * this.bins;
    const kernel = bothSmall ? 'openBoth' : 'openChildren';
    this.engine.run(kernel, this.chunks, cells, this.plan.byteOffset, leaves[0].address, leaves[1].address);
    return leaves.map((searched, i) => ({ searched, best: this.best(i as 0 | 1, sums[i]) }));
  }

  /** The best of the chunks' splits; the lower slot on a tie. */
  private best(which: 0 | 1, leaf: LeafSums): SlotSplit | undefined {
    const { words, numbers } = this.results;
    let best = -1;
    for (let chunk = 0; chunk < this.chunks; chunk++) {
      const at = (2 * chunk + which) * (resultBytes / 4);
      if (words[at + 6] < 0) continue;
      const difference = best < 0 ? 1 : numbers[at / 2] - numbers[best / 2];
      if (difference > 0 || (difference === 0 && words[at + 6] < words[best + 6])) best = at;
    }
    if (best < 0) return undefined;
    const [gain, gradient, hessian] = numbers.subarray(best / 2, best / 2 + 3);
    const [slot, bin, missingLeft, rows] = words.subarray(best + 6, best + 10);
    const margin = this.rules.maxDeltaStep === undefined ? epsilon : 0;
    return {
      slot,
      gain,
      bin,
      missingLeft: missingLeft === 1,
      left: { rows, gradient, hessian: hessian - margin },
      right: {
        rows: leaf.rows - rows,
        gradient: leaf.gradient - gradient,
        hessian: leaf.hessian + 2 * margin - hessian - margin,
      },
    };
  }
}
