import type { Random } from '../../random/random.js';
import type { FitOptions, FittedEstimator, LearningSet, Matrix, Progress } from '../estimator.js';
import { growOnSortedColumns } from '../trees/grow-depth-first.js';
import { normalised } from '../trees/learning-rows.js';
import { rowStatistics } from '../trees/row-statistics.js';
import type { Tree } from '../trees/tree.js';
import { leavesOf as leavesOfRows } from '../trees/tree-walk.js';

/** One of AdaBoost's trees and what it counts for. */
export interface WeightedTree {
  readonly tree: Tree;
  readonly weight: number;
  /** Share of the impurity decrease by column. */
  readonly importance: Float64Array;
}

/** One algorithm's course: a step grows a tree and weighs the rows anew; false ends the fit. */
export interface AdaptiveBoosting {
  readonly trees: readonly unknown[];
  step(iteration: number, checkpoint: () => Promise<void>): Promise<boolean>;
  /** Metrics of all trees so far. */
  measure(): Readonly<Record<string, number>>;
  /** The model of the first `trees` trees. */
  finish(trees: number, history: readonly Progress[], bestIteration?: number): FittedEstimator;
}

/** A tree with exact splits on weighted rows, as scikit-learn's decision trees. `classes` is 0 for values. */
export async function growWeighted(
  { x, y }: LearningSet,
  weights: Float64Array,
  classes: number,
  { parameters: values }: FitOptions,
  random: Random,
  checkpoint: () => Promise<void>,
): Promise<Omit<WeightedTree, 'weight'>> {
  const statistics = rowStatistics(y, weights, classes, classes > 0 ? 'gini' : 'squared_error');
  const rules = {
    maxDepth: (values.max_depth as number | null) ?? (classes > 0 ? 1 : 3),
    minSamplesSplit: values.min_samples_split as number,
    minSamplesLeaf: values.min_samples_leaf as number,
    minImpurityDecrease: 0,
    maxFeatures: x.columns,
  };
  const { tree, gains } = await growOnSortedColumns(x, statistics, rules, random, checkpoint);
  return { tree, importance: normalised(gains) };
}

/** The leaf of every row. */
export function leavesOf(tree: Tree, x: Matrix): Int32Array {
  const leaves = new Int32Array(x.rows);
  leavesOfRows(tree, x, 0, x.rows, leaves);
  return leaves;
}

/** The trees' importances by their weights. */
export function meanImportance(trees: readonly WeightedTree[], columns: number): Float64Array {
  const sum = new Float64Array(columns);
  for (const { importance, weight } of trees) {
    importance.forEach((share, column) => {
      sum[column] += weight * share;
    });
  }
  return normalised(sum);
}

/** Weights that sum to 1. */
export function startWeights({ x, weights }: LearningSet): Float64Array {
  return normalised(weights?.slice() ?? new Float64Array(x.rows).fill(1));
}
