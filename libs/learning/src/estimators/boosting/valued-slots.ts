import { type Random, shuffle } from '../../random/random.js';
import type { BinnedMatrix } from '../trees/binned-matrix.js';
import { type CategoryRules, findCategorySplit } from './category-split.js';
import type { HistogramLayout } from './histogram-layout.js';
import type { SearchedLeaf, SlotSplit } from './leaf-search.js';
import type { ParentValue, ValueRules } from './leaf-values.js';
import { findSplit, type LeafSums } from './split.js';
import { findValuedSplit } from './valued-split.js';

/** What makes a fit search slots one by one, with the values of the leaves in view. */
export interface ValuedRules extends ValueRules, CategoryRules {
  /** Per column 1 (rising), −1 (falling) or 0; absent: none is constrained. */
  readonly monotone?: Int8Array;
  /** Cuts are drawn: one per column and leaf. */
  readonly extraTrees: boolean;
  /** Share of a tree's columns that each leaf may use. */
  readonly columnShare: number;
}

/** The slots that the kernels only build histograms of: categories, or all where values are bounded or smoothed, or cuts and columns drawn. */
export class ValuedSlots {
  private readonly all: boolean;
  /** Whether more than a leaf's sums decides its value, or which cuts there are. */
  private readonly isValued: boolean;
  private readonly slots: Int32Array;

  constructor(
    private readonly binned: BinnedMatrix,
    private readonly layout: HistogramLayout,
    private readonly rules: ValuedRules,
  ) {
    this.isValued = rules.monotone !== undefined || rules.extraTrees || rules.pathSmooth > 0;
    this.all = this.isValued || rules.columnShare < 1;
    this.slots = Int32Array.from(layout.columns.keys()).filter((slot) => this.has(slot));
  }

  has(slot: number): boolean {
    return this.all || this.binned.bins[this.layout.columns[slot]].codes !== undefined;
  }

  directionOf(slot: number): number {
    return this.rules.monotone?.[this.layout.columns[slot]] ?? 0;
  }

  /** The better of `best` and the best split of these slots; slots without a split are closed. */
  search(leaf: SearchedLeaf, sums: LeafSums, parent: ParentValue, random: () => Random, best?: SlotSplit): SlotSplit | undefined {
    if (this.slots.length === 0) return best;
    let found = best;
    const own = random();
    for (const slot of this.drawSlots(leaf, own)) {
      const split = this.searchSlot(slot, leaf, sums, parent, own);
      // Nothing is known of a column whose one drawn cut was poor.
      if (!split && !this.rules.extraTrees) leaf.open[slot] = 0;
      if (!split) continue;
      const difference = found ? split.gain - found.gain : 1;
      if (difference > 0 || (difference === 0 && slot < (found as SlotSplit).slot)) found = { ...split, slot };
    }
    return found;
  }

  private drawSlots(leaf: SearchedLeaf, random: Random): Iterable<number> {
    const open = this.slots.filter((slot) => leaf.open[slot] === 1);
    const { columnShare } = this.rules;
    if (columnShare >= 1) return open;
    return shuffle(open, random.fork('columns'))
      .slice(0, Math.max(1, Math.round(columnShare * open.length)))
      .sort();
  }

  private searchSlot(slot: number, leaf: SearchedLeaf, sums: LeafSums, parent: ParentValue, random: Random) {
    const { offsets, columns } = this.layout;
    const { missing, codes } = this.binned.bins[columns[slot]];
    const bins = { first: offsets[slot], count: offsets[slot + 1] - offsets[slot], hasMissing: missing >= 0 };
    const histogram = leaf.histogram as Float64Array;
    if (codes) return findCategorySplit(histogram, bins, sums, this.rules, parent);
    if (!this.isValued) return findSplit(histogram, bins, sums, this.rules);
    const onlyBin = this.rules.extraTrees ? random.fork(slot).integer(Math.max(1, bins.count - 1)) : undefined;
    return findValuedSplit(histogram, bins, sums, this.rules, parent, { direction: this.directionOf(slot), onlyBin });
  }
}
