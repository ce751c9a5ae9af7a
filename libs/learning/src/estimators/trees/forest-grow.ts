import type { Random } from '../../random/random.js';
import { ColumnSampler } from './column-sampler.js';
import { missingCode, type RankedColumns } from './forest-columns.js';
import { ForestSplitter } from './forest-splits.js';
import { tallyFor } from './choose-tally.js';
import type { Tally } from './forest-tallies.js';
import { ForestTreeBuilder } from './forest-tree-builder.js';
import type { GrowthRules } from './grow-depth-first.js';
import { boundsBelow, clipped, unbounded, type ValueBounds } from './monotone.js';
import { leafValues, type RowStatistics, weightOf } from './row-statistics.js';
import type { Tree } from './tree.js';
import { Turns } from './turns.js';

/** A tree over ranked columns. */
export interface ForestTree {
  readonly tree: Tree;
  /** By branch: column, last code on the left, first code on the right. Few rows lie between, and need floats to find their side. */
  readonly walk: Int32Array;
  /** Weighted impurity decrease by column. */
  readonly gains: Float64Array;
}

export interface ForestGrowth extends GrowthRules {
  /** Thresholds are the best of the column, or drawn at random. */
  readonly splitter: 'best' | 'random';
  /** Rows drawn per tree; 0 takes every row once. */
  readonly draws: number;
}

/** Grows trees one after the other on one table, in buffers that all of them use. */
export class ForestGrower {
  private readonly tally: Tally;
  private readonly splitter: ForestSplitter;
  private readonly builder: ForestTreeBuilder;
  private readonly limits: { minRows: number; minWeight: number };
  private gains = new Float64Array();
  /** Of the tree that grows, where columns have directions: by node, between what its values must stay. */
  private readonly bounds = new Map<number, ValueBounds>();

  constructor(
    private readonly table: RankedColumns,
    private readonly statistics: RowStatistics,
    private readonly growth: ForestGrowth,
  ) {
    this.tally = tallyFor(statistics, growth.minSamplesLeaf > 1, growth.draws || table.rows);
    this.limits = { minRows: growth.minSamplesLeaf, minWeight: 0 };
    this.splitter = new ForestSplitter(table, this.tally, this.limits, statistics.isMoment, growth.maxFeatures);
    this.builder = new ForestTreeBuilder(statistics.outputs);
  }

  /**
   * One tree on the rows of positive weight, left branches first (scikit-learn's DepthFirstTreeBuilder). `checkpoint` is awaited now and
   * then, and may throw to stop the growth.
   */
  async grow(weights: Float64Array, random: Random, checkpoint: () => Promise<void>): Promise<ForestTree> {
    const { builder, growth, splitter, table } = this;
    builder.clear();
    this.gains = new Float64Array(table.columns);
    const rows = splitter.take(weights);
    const mostWeight = weights.reduce((sum, weight) => sum + weight, 0);
    this.limits.minWeight = Math.max((growth.minWeightFraction ?? 0) * mostWeight, Number.MIN_VALUE);
    const sampler = new ColumnSampler(table.columns, growth.maxFeatures, random);
    const draw = () => random.next();
    // A split into pure sides can't be beaten. Thresholds that are drawn are compared with no others.
    const isDone = () => splitter.isPerfect;
    let [begin, end] = [0, 0];
    const search =
      growth.splitter === 'best'
        ? (column: number) => splitter.search(column, begin, end)
        : (column: number) => splitter.searchRandom(column, begin, end, draw);
    const { directions } = growth;
    const visit = directions
      ? (column: number) => {
          splitter.cuts.direction = directions[column];
          return search(column);
        }
      : search;
    this.bounds.clear();

    // Five numbers each: node, begin, end, depth, known constant columns.
    const pending = [0, 0, rows, 0, 0];
    const turns = new Turns(checkpoint);
    while (pending.length > 0) {
      let constants = pending.pop() as number;
      const depth = pending.pop() as number;
      end = pending.pop() as number;
      begin = pending.pop() as number;
      const node = pending.pop() as number;
      const size = end - begin;
      const isLarge = turns.isLarge(size * growth.maxFeatures);
      if (turns.isDue(isLarge ? 2 * size : size * (growth.maxFeatures + 2))) await turns.take();
      if (this.mayHaveSplit(node, begin, end, depth)) {
        constants = isLarge
          ? await sampler.drawSlowly(constants, visit, isDone, () => turns.after(size))
          : sampler.draw(constants, visit, isDone);
      }
      if (!this.takesSplit(growth.minImpurityDecrease * mostWeight)) {
        this.close(node);
        continue;
      }
      const middle = splitter.partition(begin, end);
      const child = builder.branch(node, splitter.best);
      if (directions) this.boundChildren(node, child, directions);
      pending.push(child + 1, middle, end, depth + 1, constants, child, begin, middle, depth + 1, constants);
    }
    return { ...builder.build(), gains: this.gains };
  }

  private close(node: number): void {
    const { total } = this.tally;
    const bounds = this.growth.directions && this.boundsOf(node);
    if (bounds) this.builder.leafOf(node, clipped(leafValues(this.statistics, total)[0], bounds));
    else if (this.statistics.outputs === 1 && this.statistics.isMoment) this.builder.leafOf(node, total[1] / total[0]);
    else this.builder.leaf(node, leafValues(this.statistics, total));
  }

  private boundsOf(node: number): ValueBounds {
    return this.bounds.get(node) ?? unbounded;
  }

  private boundChildren(node: number, child: number, directions: Int8Array): void {
    const { column, middle } = this.splitter.best;
    const [left, right] = boundsBelow(directions[column], middle, this.boundsOf(node));
    this.bounds.set(child, left);
    this.bounds.set(child + 1, right);
  }

  /** Takes up a node, and says whether the rules let it be split. */
  private mayHaveSplit(node: number, begin: number, end: number, depth: number): boolean {
    const { growth, limits, splitter, tally } = this;
    const isPure = splitter.begin(begin, end);
    if (growth.directions) splitter.cuts.bounds = this.boundsOf(node);
    const weight = weightOf(this.statistics, tally.total);
    this.builder.cover(node, weight);
    const size = end - begin;
    const isLarge = size >= growth.minSamplesSplit && size >= 2 * growth.minSamplesLeaf && weight >= 2 * limits.minWeight;
    return isLarge && !isPure && depth < growth.maxDepth;
  }

  private takesSplit(smallestGain: number): boolean {
    const { best } = this.splitter;
    if (best.column < 0) return false;
    const { criterion, total } = this.tally;
    const gain = criterion.scale * (this.statistics.isMoment ? best.score / total[0] : best.score);
    if (smallestGain > 0 && gain < smallestGain) return false;
    this.gains[best.column] += Math.max(0, gain);
    return true;
  }
}

/** For every `step`th row of the table without weight in this tree its leaf's place in the values; −1 for the rows it grew on. */
export function leavesOutOfBag(table: RankedColumns, weights: Float64Array, { tree, walk }: ForestTree, step = 1): Int32Array {
  const { byColumn, byRow, rows, columns, high, starts } = table;
  const codes = byRow ?? byColumn;
  const [rowStride, columnStride] = byRow ? [columns, 1] : [1, rows];
  const { missingLeft, threshold } = tree;
  const leaves = new Int32Array(Math.ceil(rows / step)).fill(-1);
  for (let row = 0; row < rows; row += step) {
    if (weights[row] > 0) continue;
    const start = row * rowStride;
    let node = 0;
    let column = walk[0];
    while (column >= 0) {
      const code = codes[start + column * columnStride];
      let isRight = code > walk[node + 1] ? 1 : 0;
      if (isRight === 1 && code < walk[node + 2]) isRight = high[starts[column] + code] > threshold[node >> 2] ? 1 : 0;
      if (code === missingCode) isRight = 1 - missingLeft[node >> 2];
      node = (walk[node + 3] + isRight) << 2;
      column = walk[node];
    }
    leaves[row / step] = walk[node + 3];
  }
  return leaves;
}
