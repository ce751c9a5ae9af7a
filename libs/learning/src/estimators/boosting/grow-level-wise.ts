import { type BinnedMatrix, codesOf } from '../trees/binned-matrix.js';
import { TreeBuilder } from '../trees/tree.js';
import type { GrowInput, GrownTree } from './grow-leaf-wise.js';
import { buildHistogram, type Histogram, type HistogramPool, subtractHistogram } from './histogram.js';
import type { HistogramLayout } from './histogram-layout.js';
import { RowPartition } from './row-partition.js';

/** A node as the split search sees it. */
export interface NodeSums {
  readonly gradient: number;
  readonly hessian: number;
  /** Between which the values below this node must stay (monotone constraints). */
  readonly lower: number;
  readonly upper: number;
}

/** Bins 0…bin of a slot go left, and the missing bin where `missingLeft`; new rows by `threshold`. */
export interface NodeSplit {
  readonly gain: number;
  readonly slot: number;
  readonly bin: number;
  readonly threshold: number;
  readonly missingLeft: boolean;
  readonly left: NodeSums;
  readonly right: NodeSums;
}

/** How nodes are judged and valued. */
export interface NodeRules {
  /** The best split that is allowed, or undefined. `rows` are the node's. */
  search(histogram: Histogram, node: NodeSums, slots: Int32Array, rows: Uint32Array): NodeSplit | undefined;
  /** The step that the gradients ask for. */
  valueOf(node: NodeSums): number;
}

export interface LevelWiseContext {
  readonly binned: BinnedMatrix;
  readonly layout: HistogramLayout;
  readonly pool: HistogramPool;
  readonly rules: NodeRules;
  /** Infinity: no limit. */
  readonly maxDepth: number;
  readonly maxLeaves: number;
  /** `depth` splits nodes level by level, `gain` the one with the largest gain next. */
  readonly order: 'depth' | 'gain';
  /** The slots of a node, out of the tree's; absent for all of them. */
  readonly drawSlots?: (input: GrowInput) => (depth: number) => Int32Array;
}

interface OpenLeaf {
  readonly node: number;
  readonly depth: number;
  readonly sums: NodeSums;
  histogram?: Histogram;
  best?: NodeSplit;
}

/** Grows a tree node by node as XGBoost's Driver orders them; the smaller child's histogram is built, the larger's is what it leaves of the parent's. */
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
  private readonly slotsAt: (depth: number) => Int32Array;

  constructor(
    private readonly context: LevelWiseContext,
    private readonly input: GrowInput,
  ) {
    this.partition = new RowPartition(input.rows);
    this.gains = new Float64Array(context.binned.columns);
    this.slotsAt = context.drawSlots?.(input) ?? (() => input.slots);
  }

  grow(): GrownTree {
    const root: OpenLeaf = { node: 0, depth: 0, sums: this.sumRows() };
    this.leaves.push(root);
    this.builder.cover(0, root.sums.hessian);
    root.histogram = this.build(0);
    this.search(0);
    while (this.open.length > 0 && this.leaves.length < this.context.maxLeaves) this.split(this.takeNext());
    for (const leaf of this.leaves) this.release(leaf);
    return this.finish();
  }

  private sumRows(): NodeSums {
    const { pairs, rows } = this.input;
    let gradient = 0;
    let hessian = 0;
    for (const row of rows) {
      gradient += pairs[2 * row];
      hessian += pairs[2 * row + 1];
    }
    return { gradient, hessian, lower: Number.NEGATIVE_INFINITY, upper: Number.POSITIVE_INFINITY };
  }

  private build(leaf: number): Histogram {
    const { layout, pool } = this.context;
    const histogram = pool.take();
    const { gradient, hessian } = this.leaves[leaf].sums;
    const range = { begin: this.partition.begin(leaf), end: this.partition.end(leaf) };
    buildHistogram(layout, { pairs: this.input.pairs, rows: this.partition.rows, ...range, gradient, hessian }, histogram);
    return histogram;
  }

  private takeNext(): number {
    let at = 0;
    if (this.context.order === 'gain') this.open.forEach((leaf, i) => (at = this.before(leaf, this.open[at]) ? i : at));
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
    const { threshold, missingLeft } = best;
    const node = this.builder.branch(parent.node, { feature: column, threshold, missingLeft });
    this.gains[column] += best.gain;
    const other = this.partition.split(leaf, codesOf(binned, column), best.bin, binned.bins[column].missing, missingLeft);
    this.builder.cover(node, best.left.hessian);
    this.builder.cover(node + 1, best.right.hessian);
    this.leaves[leaf] = { node, depth: parent.depth + 1, sums: best.left };
    this.leaves.push({ node: node + 1, depth: parent.depth + 1, sums: best.right });
    this.prepareChildren(leaf, other, parent.histogram as Histogram);
  }

  private prepareChildren(left: number, right: number, parent: Histogram): void {
    const { pool, maxLeaves, maxDepth } = this.context;
    if (this.leaves.length >= maxLeaves || this.leaves[left].depth >= maxDepth) {
      pool.give(parent);
      return;
    }
    const [smaller, larger] = this.partition.size(left) < this.partition.size(right) ? [left, right] : [right, left];
    const built = this.build(smaller);
    subtractHistogram(parent, built);
    this.leaves[smaller].histogram = built;
    this.leaves[larger].histogram = parent;
    this.search(left);
    this.search(right);
  }

  private search(leaf: number): void {
    const open = this.leaves[leaf];
    const { rules } = this.context;
    open.best = rules.search(open.histogram as Histogram, open.sums, this.slotsAt(open.depth), this.partition.rowsOf(leaf));
    if (open.best) this.open.push(leaf);
    else this.release(open);
  }

  private release(leaf: OpenLeaf): void {
    if (leaf.histogram) this.context.pool.give(leaf.histogram);
    leaf.histogram = undefined;
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
