import { type BinnedMatrix, codesOf } from '../trees/binned-matrix.js';
import { TreeBuilder } from '../trees/tree.js';
import type { GrowInput, GrownTree } from './grow-leaf-wise.js';
import type { Engine } from './engine.js';
import type { Histogram } from './histogram.js';
import type { HistogramLayout } from './histogram-layout.js';
import type { Interactions } from './interactions.js';
import { LeafSearch, type SearchedLeaf, type SearchRules, type SlotSplit } from './leaf-search.js';
import { PartitionBuffers, RowPartition } from './row-partition.js';
import type { LeafSums } from './split.js';

/** A node as the split search sees it. */
export interface NodeSums {
  readonly gradient: number;
  readonly hessian: number;
  /** Between which the values below this node must stay (monotone constraints). */
  readonly lower: number;
  readonly upper: number;
}

/** Bins 0…bin of a slot go left, and the missing bin where `missingLeft`; new rows by `threshold`. Of categories `binsLeft` go left, and `codesLeft`. */
export interface NodeSplit {
  readonly gain: number;
  readonly slot: number;
  readonly bin: number;
  readonly threshold: number;
  readonly missingLeft: boolean;
  readonly left: NodeSums;
  readonly right: NodeSums;
  /** 1 for each bin that goes left, the missing one included. */
  readonly binsLeft?: Uint8Array;
  readonly codesLeft?: readonly number[];
}

/** How nodes are judged and valued. */
export interface NodeRules {
  /** The best split that is allowed, or undefined. `rows` are the node's; `found` is the best of the slots that the kernels searched. */
  search(histogram: Histogram, node: NodeSums, slots: Int32Array, rows: Uint32Array, found?: SlotSplit): NodeSplit | undefined;
  /** The step that the gradients ask for. */
  valueOf(node: NodeSums): number;
}

export interface LevelWiseContext {
  readonly binned: BinnedMatrix;
  readonly layout: HistogramLayout;
  /** Builds histograms on the engine's threads, and searches what it is to search. */
  readonly histograms: LeafSearch;
  readonly buffers: PartitionBuffers;
  readonly rules: NodeRules;
  /** Infinity: no limit. */
  readonly maxDepth: number;
  readonly maxLeaves: number;
  /** `depth` splits nodes level by level, `gain` the one with the largest gain next. */
  readonly order: 'depth' | 'gain';
  /** The slots of a node, out of the tree's; absent for all of them. */
  readonly drawSlots?: (input: GrowInput) => (depth: number) => Int32Array;
  /** Which columns may meet on a way; absent for all. */
  readonly interactions?: Interactions;
}

/** The kernels' part of the search: their rules, and the slots that they leave out. */
export interface KernelSearch {
  readonly rules: SearchRules;
  readonly leavesOut: (slot: number) => boolean;
}

const onlyHistograms: KernelSearch = { rules: { minRows: 0, minHessian: 0, minGain: 0, l1: 0, l2: 0 }, leavesOut: () => true };

/** What of a context works in an engine's memory. */
export function histogramsIn(
  engine: Engine,
  binned: BinnedMatrix,
  layout: HistogramLayout,
  { rules, leavesOut }: KernelSearch = onlyHistograms,
): Pick<LevelWiseContext, 'binned' | 'layout' | 'histograms' | 'buffers'> {
  const histograms = new LeafSearch(engine, layout, binned, rules, leavesOut);
  return { binned, layout, histograms, buffers: new PartitionBuffers(engine, binned.rows) };
}

interface OpenLeaf {
  readonly node: number;
  readonly depth: number;
  readonly sums: NodeSums;
  /** The columns of the splits above. */
  readonly way: readonly number[];
  built?: SearchedLeaf;
  best?: NodeSplit;
}

/** Grows a tree node by node in an order that gives the trees of XGBoost's Driver; the smaller child's histogram is built, the larger's is what it leaves of the parent's. */
export function growLevelWise(context: LevelWiseContext, input: GrowInput): GrownTree {
  return new LevelWiseGrower(context, input).grow();
}

class LevelWiseGrower {
  private readonly builder = new TreeBuilder();
  private readonly partition: RowPartition;
  private readonly leaves: OpenLeaf[] = [];
  /** Leaves with a split, in order of growth. */
  private readonly open: number[] = [];
  private readonly gains: Float64Array;
  private readonly slotsAt?: (depth: number) => Int32Array;

  constructor(
    private readonly context: LevelWiseContext,
    private readonly input: GrowInput,
  ) {
    this.partition = new RowPartition(input.rows, context.buffers);
    this.gains = new Float64Array(context.binned.columns);
    this.slotsAt = context.drawSlots?.(input);
  }

  grow(): GrownTree {
    this.context.histograms.startTree(this.input.pairs, this.partition.rows);
    this.addRoot();
    while (this.open.length > 0 && this.leaves.length < this.context.maxLeaves) this.split(this.takeNext());
    for (const leaf of this.leaves) this.release(leaf);
    return this.finish();
  }

  private addRoot(): void {
    const { histograms, layout } = this.context;
    const [gradient, hessian] = this.partition.sumPairs(this.input.pairs);
    const sums = { gradient, hessian, lower: Number.NEGATIVE_INFINITY, upper: Number.POSITIVE_INFINITY };
    this.leaves.push({ node: 0, depth: 0, sums, way: [] });
    this.builder.cover(0, hessian);
    const slots = new Uint8Array(layout.columns.length);
    for (const slot of this.input.slots) slots[slot] = 1;
    this.context.interactions?.close(slots, []);
    const own = this.leafSums(0);
    const built = histograms.takeLeaf(slots);
    this.leaves[0].built = built;
    built.set(0, own, histograms.isSmall(own.rows) ? histograms.scratchHistogram(0) : histograms.takeHistogram());
    const drawn = this.slotsAt?.(0);
    built.limit({ ...sums, drawn });
    this.choose(0, drawn, histograms.openLeaf(built, own));
  }

  private leafSums(leaf: number): LeafSums {
    const { gradient, hessian } = this.leaves[leaf].sums;
    return { rows: this.partition.size(leaf), gradient, hessian };
  }

  private takeNext(): number {
    const { order, maxLeaves } = this.context;
    // Without a limit of leaves the order makes no other tree, and going down first keeps few histograms at a time.
    if (order === 'depth' && maxLeaves === Number.POSITIVE_INFINITY) return this.open.pop() as number;
    let at = 0;
    if (order === 'gain') this.open.forEach((leaf, i) => (at = this.before(leaf, this.open[at]) ? i : at));
    return this.open.splice(at, 1)[0];
  }

  private before(leaf: number, other: number): boolean {
    const { best, node } = this.leaves[leaf];
    const { best: otherBest, node: otherNode } = this.leaves[other];
    const gain = best?.gain ?? 0;
    const otherGain = otherBest?.gain ?? 0;
    return gain > otherGain || (gain === otherGain && node < otherNode);
  }

  private split(leaf: number): void {
    const parent = this.leaves[leaf];
    const best = parent.best as NodeSplit;
    const { binned, layout } = this.context;
    const column = layout.columns[best.slot];
    const { threshold, missingLeft, binsLeft, codesLeft } = best;
    const node = this.builder.branch(parent.node, { feature: column, threshold, missingLeft, codesLeft });
    this.gains[column] += best.gain;
    const codes = codesOf(binned, column);
    const other = binsLeft
      ? this.partition.splitBy(leaf, codes, binsLeft)
      : this.partition.split(leaf, codes, best.bin, binned.bins[column].missing, missingLeft);
    this.builder.cover(node, best.left.hessian);
    this.builder.cover(node + 1, best.right.hessian);
    const way = this.context.interactions ? [...parent.way, column] : parent.way;
    const built = parent.built as SearchedLeaf;
    this.context.interactions?.close(built.open, way);
    this.leaves[leaf] = { node, depth: parent.depth + 1, sums: best.left, way };
    this.leaves.push({ node: node + 1, depth: parent.depth + 1, sums: best.right, way });
    this.searchChildren(leaf, other, built);
  }

  private searchChildren(left: number, right: number, parent: SearchedLeaf): void {
    const { histograms, maxLeaves, maxDepth } = this.context;
    const { depth } = this.leaves[left];
    if (this.leaves.length >= maxLeaves || depth >= maxDepth) {
      histograms.give(parent);
      return;
    }
    // Drawn for the left one first, whichever is smaller.
    const children = [left, right].map((leaf) => ({ leaf, drawn: this.slotsAt?.(depth) }));
    const ordered = this.partition.size(left) < this.partition.size(right) ? children : children.slice().reverse();
    const each = <T>(of: (child: (typeof children)[0]) => T) => ordered.map(of) as [T, T];
    const built = histograms.openChildren(
      parent,
      each(({ leaf }) => this.partition.begin(leaf)),
      each(({ leaf }) => this.leafSums(leaf)),
      each(({ leaf, drawn }) => ({ ...this.leaves[leaf].sums, drawn })),
    );
    ordered.forEach(({ leaf }, i) => {
      this.leaves[leaf].built = built[i].searched;
    });
    for (const child of children) this.choose(child.leaf, child.drawn, built[ordered.indexOf(child)].best);
  }

  /** Takes the best of what the kernels found in a leaf and what they left out. */
  private choose(leaf: number, drawn: Int32Array | undefined, found: SlotSplit | undefined): void {
    const open = this.leaves[leaf];
    const { histogram, open: isOpen } = open.built as SearchedLeaf;
    const drawnOrAll = drawn ?? this.input.slots;
    const slots = this.context.interactions ? drawnOrAll.filter((slot) => isOpen[slot] === 1) : drawnOrAll;
    open.best = this.context.rules.search(histogram as Histogram, open.sums, slots, this.partition.rowsOf(leaf), found);
    if (open.best) this.open.push(leaf);
    else this.release(open);
  }

  private release(leaf: OpenLeaf): void {
    if (leaf.built) this.context.histograms.give(leaf.built);
    leaf.built = undefined;
  }

  private finish(): GrownTree {
    const leafValues = Float64Array.from(this.leaves, ({ sums, node }, leaf) => {
      const value = Math.fround(this.input.valueOf(this.context.rules.valueOf(sums), this.partition.rowsOf(leaf)));
      this.builder.leaf(node, [value]);
      return value;
    });
    return { tree: this.builder.build(), partition: this.partition, leafValues, gains: this.gains };
  }
}
