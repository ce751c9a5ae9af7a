import type { Random } from '../../random/random.js';
import { type BinnedMatrix, codesOf } from '../trees/binned-matrix.js';
import { type Tree, TreeBuilder } from '../trees/tree.js';
import type { ColumnBins } from '../trees/binning.js';
import type { HistogramLayout } from './histogram-layout.js';
import type { Interactions } from './interactions.js';
import type { LeafSearch, SearchedLeaf, SlotSplit } from './leaf-search.js';
import { type Bounds, unbounded } from './leaf-values.js';
import { type PartitionBuffers, RowPartition } from './row-partition.js';
import { type LeafSums, leafValue, type SplitRules } from './split.js';
import type { ValuedSlots } from './valued-slots.js';

/** All that stays the same from tree to tree of one fit. */
export interface GrowContext {
  readonly binned: BinnedMatrix;
  readonly layout: HistogramLayout;
  readonly search: LeafSearch;
  readonly valued: ValuedSlots;
  readonly buffers: PartitionBuffers;
  readonly rules: SplitRules;
  readonly maxLeaves: number;
  /** −1: no limit. */
  readonly maxDepth: number;
  /** Which columns may meet on a way; absent for all. */
  readonly interactions?: Interactions;
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
  readonly iteration: number;
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
  /** What the leaf says if it stays one, before refitting. */
  readonly value: number;
  readonly bounds: Bounds;
  /** The columns of the splits above. */
  readonly way: readonly number[];
  readonly searched?: SearchedLeaf;
  best?: SlotSplit;
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
    this.partition = new RowPartition(input.rows, context.buffers);
    this.gains = new Float64Array(context.binned.columns);
  }

  grow(): GrownTree {
    const { search, layout, maxLeaves } = this.context;
    search.startTree(this.input.pairs, this.partition.rows);
    const open = new Uint8Array(layout.columns.length);
    for (const slot of this.input.slots) open[slot] = 1;
    this.context.interactions?.close(open, []);
    this.addRoot(open);
    while (this.leaves.length < maxLeaves) {
      const leaf = this.nextLeaf();
      if (leaf < 0) break;
      this.split(leaf);
    }
    for (const { searched } of this.leaves) if (searched) search.give(searched);
    return this.finish();
  }

  private addRoot(open: Uint8Array): void {
    const { search } = this.context;
    const [gradient, hessian] = this.partition.sumPairs(this.input.pairs);
    const sums = { rows: this.partition.rows.length, gradient, hessian };
    const searched = search.takeLeaf(open);
    searched.set(0, sums, search.isSmall(sums.rows) ? search.scratchHistogram(0) : search.takeHistogram());
    const root = { node: 0, depth: 0, sums, value: leafValue(sums, this.context.rules), bounds: unbounded, way: [], searched };
    this.leaves.push({ ...root, best: this.searchRest(root, search.openLeaf(searched, sums)) });
  }

  /** The better of the kernels' split and that of the slots they left out. */
  private searchRest(leaf: Leaf, best: SlotSplit | undefined): SlotSplit | undefined {
    const random = () => this.input.random.fork(leaf.node);
    return this.context.valued.search(leaf.searched as SearchedLeaf, leaf.sums, leaf, random, best);
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
    const best = parent.best as SlotSplit;
    const { binned, layout, rules } = this.context;
    const column = layout.columns[best.slot];
    const bins = binned.bins[column];
    const side = sideOf(bins, best);
    const node = this.builder.branch(parent.node, { feature: column, ...side });
    this.builder.cover(parent.node, parent.sums.rows);
    this.gains[column] += best.gain + rules.minGain;
    const codes = codesOf(binned, column);
    const other = side.codesLeft
      ? this.partition.splitBy(leaf, codes, tableOf(best.binsLeft as readonly number[]))
      : this.partition.split(leaf, codes, best.bin, bins.missing, side.missingLeft);
    const values = [best.leftValue ?? leafValue(best.left, rules), best.rightValue ?? leafValue(best.right, rules)];
    const way = this.context.interactions ? [...parent.way, column] : parent.way;
    const searched = parent.searched as SearchedLeaf;
    this.context.interactions?.close(searched.open, way);
    const bounds = boundsBelow(parent.bounds, this.context.valued.directionOf(best.slot), (values[0] + values[1]) / 2);
    const child = (place: 0 | 1, part: number, sums: LeafSums): Leaf => ({
      node: node + place,
      depth: parent.depth + 1,
      sums: { ...sums, rows: this.partition.size(part) },
      value: values[place],
      bounds: bounds[place],
      way,
    });
    this.leaves[leaf] = child(0, leaf, best.left);
    this.leaves.push(child(1, other, best.right));
    this.openChildren(leaf, other, searched);
  }

  /** Searches both children, if they may be split at all. */
  private openChildren(left: number, right: number, parent: SearchedLeaf): void {
    const { search, maxLeaves, maxDepth, rules } = this.context;
    const [smaller, larger] = this.partition.size(left) < this.partition.size(right) ? [left, right] : [right, left];
    const isFull = this.leaves.length >= maxLeaves || this.leaves[left].depth === maxDepth;
    if (isFull || this.partition.size(larger) < 2 * rules.minRows) {
      search.give(parent);
      return;
    }
    const sums = [this.leaves[smaller].sums, this.leaves[larger].sums] as const;
    const searched = search.openChildren(parent, [this.partition.begin(smaller), this.partition.begin(larger)], sums);
    [smaller, larger].forEach((leaf, i) => {
      const open = { ...this.leaves[leaf], ...searched[i] };
      this.leaves[leaf] = { ...open, best: this.searchRest(open, open.best) };
    });
  }

  private finish(): GrownTree {
    const leafValues = Float64Array.from(this.leaves, ({ sums, node, value: newton }, leaf) => {
      const value = Math.fround(this.input.valueOf(newton, this.partition.rowsOf(leaf)));
      this.builder.leaf(node, [value]);
      this.builder.cover(node, sums.rows);
      return value;
    });
    return { tree: this.builder.build(), partition: this.partition, leafValues, gains: this.gains };
  }
}

/** What goes left, as the tree says it. */
function sideOf({ thresholds, missing, codes }: ColumnBins, { bin, missingLeft, binsLeft }: SlotSplit) {
  if (codes && binsLeft) return { threshold: 0, missingLeft: false, codesLeft: binsLeft.map((left) => codes[left]) };
  const threshold = bin < thresholds.length ? thresholds[bin] : Number.POSITIVE_INFINITY;
  return { threshold, missingLeft: missing >= 0 ? missingLeft : threshold >= 0 };
}

function tableOf(binsLeft: readonly number[]): Uint8Array {
  const goesLeft = new Uint8Array(256);
  for (const bin of binsLeft) goesLeft[bin] = 1;
  return goesLeft;
}

/** Bounds of the two sides of a split along a monotone column: they meet in the middle (LightGBM's basic method). */
function boundsBelow(bounds: Bounds, direction: number, middle: number): readonly [Bounds, Bounds] {
  const below = { ...bounds, high: Math.min(bounds.high, middle) };
  const above = { ...bounds, low: Math.max(bounds.low, middle) };
  if (direction === 0) return [bounds, bounds];
  return direction > 0 ? [below, above] : [above, below];
}
