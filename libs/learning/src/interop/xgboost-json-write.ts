import { nextAbove } from '../estimators/boosting/xgboost-bins.js';
import type { Link } from '../estimators/boosting/objectives.js';
import type { FittedEstimator } from '../estimators/estimator.js';
import { codesOfSet, hasSet, type Tree } from '../estimators/trees/tree.js';
import { boostedModelOf, type BoostedModel, withBaseInLeaves } from './boosted-model.js';
import { marginOf } from './xgboost-json.js';

export interface XgboostJsonOptions {
  /** Names of the columns, in order. */
  readonly names?: readonly string[];
}

/** The objective whose predictions are those of the link, with the parameters that XGBoost wants beside its name. */
const objectives: Readonly<Record<Link, (outputs: number) => object>> = {
  identity: () => ({ name: 'reg:squarederror', reg_loss_param: { scale_pos_weight: '1' } }),
  logistic: () => ({ name: 'binary:logistic', reg_loss_param: { scale_pos_weight: '1' } }),
  softmax: (outputs) => ({ name: 'multi:softprob', softmax_multiclass_param: { num_class: String(outputs) } }),
  exponential: () => ({ name: 'count:poisson', poisson_regression_param: { max_delta_step: '0.7' } }),
};

const largest = 3.4028234663852886e38;

/**
 * Writes boosted trees as XGBoost 3 saves them in JSON; XGBoost's predictions from it are ours to float32. The objective is one with the model's link,
 * gains are left at 0. Values at the very end of float32 (3.4e38) may go right where a split is by missing values only.
 * Throws `learning.model_invalid` for models that are not boosted trees.
 */
export function writeXgboostJson(fitted: FittedEstimator, options: XgboostJsonOptions = {}): string {
  const model = boostedModelOf(fitted, 'XGBoost JSON');
  const { columns, outputs } = model.ensemble;
  const { predictions, trees } = baseAndTrees(model);
  const categorical = categoricalColumns(trees, columns);
  const names = options.names ?? Array.from({ length: columns }, (_, column) => `f${column}`);
  const saved = JSON.stringify({
    learner: {
      attributes: {},
      feature_names: options.names || categorical.some(Boolean) ? names : [],
      feature_types: categorical.some(Boolean) ? categorical.map((is) => (is ? 'c' : 'float')) : [],
      gradient_booster: {
        model: {
          cats: { enc: [], feature_segments: [], sorted_idx: [] },
          gbtree_model_param: { num_parallel_tree: '1', num_trees: String(trees.length) },
          iteration_indptr: Array.from({ length: trees.length / outputs + 1 }, (_, round) => round * outputs),
          tree_info: trees.map((_, t) => t % outputs),
          trees: trees.map((tree, id) => savedTree(tree, id, columns)),
        },
        name: 'gbtree',
      },
      learner_model_param: {
        base_score: `[${predictions.join(',')}]`,
        boost_from_average: '1',
        num_class: String(outputs > 1 ? outputs : 0),
        num_feature: String(columns),
        num_target: '1',
      },
      objective: objectives[model.link](outputs),
    },
    version: [3, 2, 0],
  });
  return saved.replace(/"\\u0000real:([^"]*)"/g, '$1');
}

/** XGBoost reads 1 as an integer and refuses it where it wants a real number; JSON.stringify writes no other for 1.0. */
function reals(values: readonly number[]): string[] {
  return values.map((value) => `\0real:${Number.isInteger(value) ? value.toExponential() : value}`);
}

/** base_score is a prediction, not a margin. Where float32 can't hold the way back, the base goes into the first trees' leaves. */
function baseAndTrees({ ensemble, link }: BoostedModel): { predictions: readonly number[]; trees: readonly Tree[] } {
  const base = Array.from(ensemble.base);
  const predictions = base.map((margin) => Math.fround(predictionOf(margin, link)));
  const returns = predictions.map((prediction) => marginOf(prediction, link));
  if (base.every((margin, k) => Math.abs(returns[k] - margin) <= 1e-7 * Math.max(1, Math.abs(margin))))
    return { predictions, trees: ensemble.trees };
  return { predictions: base.map(() => predictionOf(0, link)), trees: withBaseInLeaves(ensemble, base) };
}

function predictionOf(margin: number, link: Link): number {
  if (link === 'exponential') return Math.exp(margin);
  return link === 'logistic' ? 1 / (1 + Math.exp(-margin)) : margin;
}

function categoricalColumns(trees: readonly Tree[], columns: number): boolean[] {
  const found = Array.from({ length: columns }, () => false);
  for (const { feature, sets } of trees) {
    feature.forEach((column, node) => {
      if (sets && column >= 0 && hasSet(sets, node)) found[column] = true;
    });
  }
  return found;
}

function savedTree(tree: Tree, id: number, columns: number): object {
  const { feature, threshold, left, right, missingLeft, values, sets, cover } = tree;
  const nodes = Array.from(feature.keys());
  const isLeaf = (node: number) => feature[node] < 0;
  const isSet = (node: number) => sets !== undefined && hasSet(sets, node);
  const setNodes = nodes.filter((node) => !isLeaf(node) && isSet(node));
  const codes = setNodes.map((node) => (sets ? codesOfSet(sets, node) : []));
  const weights = nodes.map((node) => cover?.[node] ?? 0);
  const parents = nodes.map(() => 2 ** 31 - 1);
  for (const node of nodes) if (!isLeaf(node)) parents[left[node]] = parents[right[node]] = node;
  return {
    base_weights: reals(nodes.map((node) => (isLeaf(node) ? values[left[node]] : 0))),
    categories: codes.flat(),
    categories_nodes: setNodes,
    categories_segments: codes.map((_, i) => codes.slice(0, i).reduce((sum, { length }) => sum + length, 0)),
    categories_sizes: codes.map(({ length }) => length),
    // XGBoost sends a node's categories right and all else left.
    default_left: nodes.map((node) => (isLeaf(node) ? 0 : isSet(node) ? 1 - missingLeft[node] : missingLeft[node])),
    id,
    left_children: nodes.map((node) => (isLeaf(node) ? -1 : isSet(node) ? right[node] : left[node])),
    loss_changes: reals(nodes.map(() => 0)),
    parents,
    right_children: nodes.map((node) => (isLeaf(node) ? -1 : isSet(node) ? left[node] : right[node])),
    split_conditions: reals(nodes.map((node) => (isLeaf(node) ? values[left[node]] : isSet(node) ? 0 : conditionOf(threshold[node])))),
    split_indices: nodes.map((node) => Math.max(0, feature[node])),
    split_type: nodes.map((node) => Number(!isLeaf(node) && isSet(node))),
    sum_hessian: reals(weights),
    tree_param: { num_deleted: '0', num_feature: String(columns), num_nodes: String(nodes.length), size_leaf_vector: '1' },
  };
}

/** `x <= threshold` as `x < condition`, within what JSON can write. */
function conditionOf(threshold: number): number {
  return Math.min(largest, Math.max(-largest, nextAbove(threshold)));
}
