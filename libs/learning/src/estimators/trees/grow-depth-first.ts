import type { Random } from '../../random/random.js';
import type { Matrix } from '../estimator.js';
import { ColumnSampler } from './column-sampler.js';
import { boundsBelow, clipped, unbounded, type ValueBounds } from './monotone.js';
import { isPure, purityOf, type RowStatistics, sumRows, valuesOfRows, weightOf } from './row-statistics.js';
import { SortedFinder } from './sorted-finder.js';
import { BestSplit, type Node, type Split, type SplitFinder } from './split-finder.js';
import { type Tree, TreeBuilder } from './tree.js';
import { prunedTree } from './prune-tree.js';
import { Turns } from './turns.js';

/** When a node is not split further; named as in scikit-learn. */
export interface GrowthRules {
  readonly maxDepth: number;
  readonly minSamplesSplit: number;
  readonly minSamplesLeaf: number;
  readonly minImpurityDecrease: number;
  /** Columns drawn per node. */
  readonly maxFeatures: number;
  /** Least share of all weight that a leaf must have; default 0. */
  readonly minWeightFraction?: number;
  /** Where given, the node that gains most is split next, until there are so many leaves. */
  readonly maxLeafNodes?: number;
  /** Branches that gain less impurity per leaf than this share of all weight are cut off again; default 0. */
  readonly pruning?: number;
  /** Per column the direction that values must take along it; absent where all are free. */
  readonly directions?: Int8Array;
  /** Whether thresholds are the best of a column or drawn at random; default best. */
  readonly splitter?: 'best' | 'random';
}

export interface DepthFirstTree {
  readonly tree: Tree;
  /** Weighted impurity decrease by column. */
  readonly gains: Float64Array;
}

/**
 * Grows one tree over the finder's rows 0 … `rows` − 1: left branches first, or by largest gain where leaves are limited (CART; scikit-learn's
 * DepthFirstTreeBuilder and BestFirstTreeBuilder), and prunes it. `checkpoint` is awaited now and then, and may throw to stop the growth.
 */
export async function growDepthFirst(
  finder: SplitFinder,
  statistics: RowStatistics,
  columns: number,
  rows: number,
  rules: GrowthRules,
  random: Random,
  checkpoint: () => Promise<void>,
): Promise<DepthFirstTree> {
  const growth = new TreeGrowth(finder, statistics, columns, rows, rules, random, checkpoint);
  if (rules.maxLeafNodes === undefined) await growth.byDepth();
  else await growth.byGain(rules.maxLeafNodes);
  return growth.finish();
}

/** Grows one tree over all rows of a table, every column of it sorted once (`growDepthFirst`). */
export async function growOnSortedColumns(
  x: Matrix,
  statistics: RowStatistics,
  rules: GrowthRules,
  random: Random,
  checkpoint: () => Promise<void>,
): Promise<DepthFirstTree> {
  const finder = await SortedFinder.sort(x, statistics, checkpoint);
  return await growDepthFirst(finder, statistics, x.columns, x.rows, rules, random, checkpoint);
}

/** A node that waits to be looked at. */
interface Place {
  readonly node: number;
  readonly begin: number;
  readonly end: number;
  readonly depth: number;
  readonly constants: number;
  readonly bounds: ValueBounds;
}

/** A node with its best split, if the rules allow one. */
interface Opened extends Place {
  readonly split?: Split & Pick<BestSplit, 'middle'>;
  readonly gain: number;
  readonly values: Float64Array;
}

class TreeGrowth {
  private readonly builder = new TreeBuilder();
  private readonly sampler: ColumnSampler;
  private readonly best: BestSplit;
  private readonly sums: Float64Array;
  private readonly smallestGain: number;
  private readonly weight: number;
  /** By node, for pruning: what it gains, and what it would say as a leaf. */
  private readonly gains: number[] = [];
  private readonly values: Float64Array[] = [];
  private readonly turns: Turns;

  constructor(
    private readonly finder: SplitFinder,
    private readonly statistics: RowStatistics,
    private readonly columns: number,
    private readonly rows: number,
    private readonly rules: GrowthRules,
    private readonly random: Random,
    checkpoint: () => Promise<void>,
  ) {
    this.turns = new Turns(checkpoint);
    this.sampler = new ColumnSampler(columns, rules.maxFeatures, random);
    this.sums = new Float64Array(statistics.criterion.channels);
    sumRows(statistics, finder.rowsOf(0, rows), this.sums);
    this.weight = weightOf(statistics, this.sums);
    this.smallestGain = rules.minImpurityDecrease * this.weight;
    const minWeight = (rules.minWeightFraction ?? 0) * this.weight;
    this.best = new BestSplit(statistics.criterion, rules.minSamplesLeaf, minWeight, (sums) => weightOf(statistics, sums));
  }

  async byDepth(): Promise<void> {
    const pending = [this.root];
    for (let next = pending.pop(); next; next = pending.pop()) {
      const children = this.close(await this.open(next));
      if (children) pending.push(children[1], children[0]);
    }
  }

  async byGain(maxLeaves: number): Promise<void> {
    const frontier = [await this.open(this.root)];
    for (let leaves = 1; frontier.length > 0; ) {
      const at = leaves < maxLeaves ? placeOfLargest(frontier) : frontier.length - 1;
      const [next] = frontier.splice(at, 1);
      const children = this.close(leaves < maxLeaves ? next : { ...next, split: undefined });
      if (!children) continue;
      leaves++;
      // Which columns are constant is known along one path only.
      for (const child of children) frontier.push(await this.open({ ...child, constants: 0 }));
    }
  }

  finish(): DepthFirstTree {
    const { builder, columns, gains, rules, values, weight } = this;
    const tree = builder.build();
    const grown = rules.pruning ? prunedTree(tree, gains, values, rules.pruning * weight) : { tree, gains };
    const byColumn = new Float64Array(columns);
    grown.tree.feature.forEach((column, node) => {
      if (column >= 0) byColumn[column] += Math.max(0, grown.gains[node]);
    });
    return { tree: grown.tree, gains: byColumn };
  }

  private get root(): Place {
    return { node: 0, begin: 0, end: this.rows, depth: 0, constants: 0, bounds: unbounded };
  }

  private async open(place: Place): Promise<Opened> {
    const { best, finder, statistics, sums } = this;
    const { begin, end } = place;
    await this.turns.after(end - begin);
    const own = finder.rowsOf(begin, end);
    sumRows(statistics, own, sums);
    this.builder.cover(place.node, weightOf(statistics, sums));
    const { directions } = this.rules;
    const free = valuesOfRows(statistics, own, sums);
    const values = directions ? free.map((value) => clipped(value, place.bounds)) : free;
    best.reset();
    best.bounds = place.bounds;
    let { constants } = place;
    if (this.maySplit(own, place.depth)) constants = await this.draw(constants, { begin, end, sums });
    const gain = best.column < 0 ? 0 : statistics.criterion.scale * (best.score - purityOf(statistics, own, sums));
    // No split adds impurity; rounding may say so.
    if (best.column < 0 || (this.smallestGain > 0 && gain < this.smallestGain)) return { ...place, gain: 0, values };
    const { column, bound, threshold, missingLeft, middle } = best;
    return { ...place, constants, gain, values, split: { column, bound, threshold, missingLeft, middle } };
  }

  private maySplit(rows: Uint32Array, depth: number): boolean {
    const { maxDepth, minSamplesSplit, minSamplesLeaf } = this.rules;
    return depth < maxDepth && rows.length >= minSamplesSplit && rows.length >= 2 * minSamplesLeaf && !isPure(this.statistics, rows);
  }

  private draw(constants: number, node: Node): number | Promise<number> {
    const { best, finder, random, rules, sampler, turns } = this;
    const next = () => random.next();
    const visit = (column: number) => {
      best.direction = rules.directions?.[column] ?? 0;
      return rules.splitter === 'random' ? finder.searchRandom(column, node, best, next) : finder.search(column, node, best);
    };
    const size = node.end - node.begin;
    const work = size * rules.maxFeatures;
    if (turns.isLarge(work)) return sampler.drawSlowly(constants, visit, never, () => turns.after(size));
    return turns.isDue(work) ? turns.take().then(() => sampler.draw(constants, visit)) : sampler.draw(constants, visit);
  }

  /** Makes the node a branch, whose children are given back, or a leaf. */
  private close({ node, begin, end, depth, constants, bounds, split, gain, values }: Opened): [Place, Place] | undefined {
    this.gains[node] = split ? gain : 0;
    this.values[node] = values;
    if (!split) {
      this.builder.leaf(node, values);
      return undefined;
    }
    const child = this.builder.branch(node, { feature: split.column, threshold: split.threshold, missingLeft: split.missingLeft });
    const middle = this.finder.partition({ begin, end, sums: this.sums }, split);
    this.turns.isDue((end - begin) * this.columns);
    const shared = { depth: depth + 1, constants };
    const below = boundsBelow(this.rules.directions?.[split.column] ?? 0, split.middle, bounds);
    return [
      { ...shared, node: child, begin, end: middle, bounds: below[0] },
      { ...shared, node: child + 1, begin: middle, end, bounds: below[1] },
    ];
  }
}

const never = () => false;

/** Nodes without a split gain nothing and come last. */
function placeOfLargest(frontier: readonly Opened[]): number {
  let best = 0;
  const order = ({ split, gain }: Opened) => (split ? gain : -1);
  for (let i = 1; i < frontier.length; i++) if (order(frontier[i]) > order(frontier[best])) best = i;
  return best;
}
