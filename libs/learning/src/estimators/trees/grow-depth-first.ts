import type { Random } from '../../random/random.js';
import { ColumnSampler } from './column-sampler.js';
import { isPure, leafValues, type RowStatistics, sumRows, weightOf } from './row-statistics.js';
import { BestSplit, type SplitFinder } from './split-finder.js';
import { type Tree, TreeBuilder } from './tree.js';

/** When a node is not split further; named as in scikit-learn. */
export interface GrowthRules {
  readonly maxDepth: number;
  readonly minSamplesSplit: number;
  readonly minSamplesLeaf: number;
  readonly minImpurityDecrease: number;
  /** Columns drawn per node. */
  readonly maxFeatures: number;
}

export interface DepthFirstTree {
  readonly tree: Tree;
  /** Weighted impurity decrease by column. */
  readonly gains: Float64Array;
}

interface Pending {
  readonly node: number;
  readonly begin: number;
  readonly end: number;
  readonly depth: number;
  readonly constants: number;
}

/** Rows × columns looked at between two checkpoints: some ten milliseconds. */
const workPerCheckpoint = 2e6;

/**
 * Grows one tree over the finder's rows 0 … `rows` − 1, left branches first (CART; scikit-learn's DepthFirstTreeBuilder).
 * `checkpoint` is awaited now and then, and may throw to stop the growth.
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
  const { criterion } = statistics;
  const builder = new TreeBuilder();
  const gains = new Float64Array(columns);
  const sampler = new ColumnSampler(columns, rules.maxFeatures, random);
  const best = new BestSplit(criterion, rules.minSamplesLeaf);
  const sums = new Float64Array(criterion.channels);
  sumRows(statistics, finder.rowsOf(0, rows), sums);
  const smallestGain = rules.minImpurityDecrease * weightOf(statistics, sums);

  let work = 0;
  const pending: Pending[] = [{ node: 0, begin: 0, end: rows, depth: 0, constants: 0 }];
  for (let next = pending.pop(); next; next = pending.pop()) {
    const { node, begin, end, depth } = next;
    const own = finder.rowsOf(begin, end);
    sumRows(statistics, own, sums);
    const range = { begin, end, sums };
    builder.cover(node, weightOf(statistics, sums));
    work += own.length * rules.maxFeatures;
    if (work > workPerCheckpoint) {
      await checkpoint();
      work = 0;
    }
    best.reset();
    let constants = next.constants;
    const maySplit =
      depth < rules.maxDepth && own.length >= rules.minSamplesSplit && own.length >= 2 * rules.minSamplesLeaf && !isPure(statistics, own);
    if (maySplit) constants = sampler.draw(constants, (column) => finder.search(column, range, best));
    const gain = best.column < 0 ? 0 : criterion.scale * (best.score - criterion.purity(sums));
    if (best.column < 0 || gain < smallestGain) {
      builder.leaf(node, leafValues(statistics, sums));
      continue;
    }
    gains[best.column] += Math.max(0, gain);
    const child = builder.branch(node, { feature: best.column, threshold: best.threshold, missingLeft: best.missingLeft });
    const middle = finder.partition(range, best);
    pending.push({ node: child + 1, begin: middle, end, depth: depth + 1, constants });
    pending.push({ node: child, begin, end: middle, depth: depth + 1, constants });
  }
  return { tree: builder.build(), gains };
}
