import type { Random } from '../../random/random.js';
import { type BinnedMatrix, codesOf } from '../trees/binned-matrix.js';
import { type Tree, TreeBuilder } from '../trees/tree.js';
import { buildHistogram, type Histogram, type HistogramPool, subtractHistogram } from './histogram.js';
import type { HistogramLayout } from './histogram-layout.js';
import { RowPartition } from './row-partition.js';
import { findSplit, type LeafSums, leafValue, type Split, type SplitRules } from './split.js';

/** All that stays the same from tree to tree of one fit. */
export interface GrowContext {
  readonly binned: BinnedMatrix;
  readonly layout: HistogramLayout;
  readonly pool: HistogramPool;
  readonly rules: SplitRules;
  readonly maxLeaves: number;
  /** −1: no limit. */
  readonly maxDepth: number;
}

export interface GrowInput {
  /** Gradient and hessian of row r at 2r and 2r + 1. */
  readonly pairs: Float32Array;
  /** The rows to learn from, ascending. */
  readonly rows: Uint32Array;
  /** Slots of the layout that this tree may use. */
  readonly slots: Int32Array;
  /** For what is drawn within the tree. */
  readonly random: Random;
  /** The value of a leaf of these rows; `newton` is the step that the gradients ask for. */
  valueOf(newton: number, rows: Uint32Array): number;
}

export interface GrownTree {
  readonly tree: Tree;
  readonly partition: RowPartition;
  /** Value of each leaf of the partition, as stored in the tree. */
  readonly leafValues: Float64Array;
  /** Gain by column of the matrix. */
  readonly gains: Float64Array;
}

interface Leaf {
  readonly node: number;
  readonly depth: number;
  readonly sums: LeafSums;
  histogram?: Histogram;
  /** Slots in which an ancestor already found no split are not searched again. */
  slots: Int32Array;
  best?: Split & { readonly slot: number };
}

/** Splits the leaf with the largest gain until `maxLeaves` (LightGBM paper, section 2; histogram subtraction as there). */
export function growLeafWise(context: GrowContext, input: GrowInput): GrownTree {
  return new LeafWiseGrower(context, input).grow();
}

class LeafWiseGrower {
  private readonly builder = new TreeBuilder();
  private readonly partition: RowPartition;
  private readonly leaves: Leaf[] = [];
  private readonly gains: Float64Array;

  constructor(
    private readonly context: GrowContext,
    private readonly input: GrowInput,
  ) {
    this.partition = new RowPartition(input.rows);
    this.gains = new Float64Array(context.binned.columns);
  }

  grow(): GrownTree {
    const root: Leaf = { node: 0, depth: 0, sums: this.sumRows(), slots: this.input.slots };
    this.leaves.push(root);
    root.histogram = this.build(0);
    this.search(root);
    while (this.leaves.length < this.context.maxLeaves) {
      const leaf = this.nextLeaf();
      if (leaf < 0) break;
      this.split(leaf);
    }
    for (const leaf of this.leaves) this.release(leaf);
    return this.finish();
  }

  private sumRows(): LeafSums {
    const { pairs, rows } = this.input;
    let gradient = 0;
    let hessian = 0;
    for (const row of rows) {
      gradient += pairs[2 * row];
      hessian += pairs[2 * row + 1];
    }
    return { rows: rows.length, gradient, hessian };
  }

  private build(leaf: number): Histogram {
    const { layout, pool } = this.context;
    const histogram = pool.take();
    const { rows } = this.partition;
    const { gradient, hessian } = this.leaves[leaf].sums;
    const range = { begin: this.partition.begin(leaf), end: this.partition.end(leaf) };
    buildHistogram(layout, { pairs: this.input.pairs, rows, ...range, gradient, hessian }, histogram);
    return histogram;
  }

  /** The leaf of the largest gain (the lower number on a tie), or −1. */
  private nextLeaf(): number {
    let chosen = -1;
    let gain = 0;
    this.leaves.forEach(({ best }, leaf) => {
      if (best && best.gain > gain) {
        chosen = leaf;
        gain = best.gain;
      }
    });
    return chosen;
  }

  private split(leaf: number): void {
    const parent = this.leaves[leaf];
    const best = parent.best as Split & { slot: number };
    const { binned, layout, rules } = this.context;
    const column = layout.columns[best.slot];
    const bins = binned.bins[column];
    const threshold = best.bin < bins.thresholds.length ? bins.thresholds[best.bin] : Number.POSITIVE_INFINITY;
    const missingLeft = bins.missing >= 0 ? best.missingLeft : threshold >= 0;
    const node = this.builder.branch(parent.node, { feature: column, threshold, missingLeft });
    this.gains[column] += best.gain + rules.minGain;
    const other = this.partition.split(leaf, codesOf(binned, column), best.bin, bins.missing, missingLeft);
    const child = (place: number, part: number, sums: LeafSums): Leaf => ({
      node: node + place,
      depth: parent.depth + 1,
      sums: { ...sums, rows: this.partition.size(part) },
      slots: parent.slots,
    });
    this.leaves[leaf] = child(0, leaf, best.left);
    this.leaves.push(child(1, other, best.right));
    this.prepareChildren(leaf, other, parent.histogram as Histogram);
  }

  /** Builds the smaller child's histogram, subtracts it from the parent's for the larger, and searches both. */
  private prepareChildren(left: number, right: number, parent: Histogram): void {
    const { pool, maxLeaves, maxDepth, rules } = this.context;
    const [smaller, larger] = this.partition.size(left) < this.partition.size(right) ? [left, right] : [right, left];
    const isFull = this.leaves.length >= maxLeaves || this.leaves[left].depth === maxDepth;
    if (isFull || this.partition.size(larger) < 2 * rules.minRows) {
      pool.give(parent);
      return;
    }
    const built = this.build(smaller);
    subtractHistogram(parent, built);
    this.leaves[smaller].histogram = built;
    this.leaves[larger].histogram = parent;
    this.search(this.leaves[left]);
    this.search(this.leaves[right]);
  }

  private search(leaf: Leaf): void {
    const { layout, binned, rules } = this.context;
    const { offsets, columns } = layout;
    const open = new Int32Array(leaf.slots.length);
    let count = 0;
    for (const slot of leaf.slots) {
      const bins = { first: offsets[slot], count: offsets[slot + 1] - offsets[slot], hasMissing: binned.bins[columns[slot]].missing >= 0 };
      const split = findSplit(leaf.histogram as Histogram, bins, leaf.sums, rules);
      if (!split) continue;
      open[count++] = slot;
      if (!leaf.best || split.gain > leaf.best.gain) leaf.best = { ...split, slot };
    }
    leaf.slots = open.subarray(0, count);
    if (!leaf.best) this.release(leaf);
  }

  private release(leaf: Leaf): void {
    if (leaf.histogram) this.context.pool.give(leaf.histogram);
    leaf.histogram = undefined;
  }

  private finish(): GrownTree {
    const leafValues = Float64Array.from(this.leaves, ({ sums, node }, leaf) => {
      const value = Math.fround(this.input.valueOf(leafValue(sums, this.context.rules), this.partition.rowsOf(leaf)));
      this.builder.leaf(node, [value]);
      return value;
    });
    return { tree: this.builder.build(), partition: this.partition, leafValues, gains: this.gains };
  }
}
