import type { Link } from '../estimators/boosting/objectives.js';
import type { FittedEstimator } from '../estimators/estimator.js';
import { codesOfSet, hasSet, type Tree } from '../estimators/trees/tree.js';
import { boostedModelOf, withBaseInLeaves } from './boosted-model.js';
import { invalidModel } from './located.js';

export interface LightgbmTextOptions {
  /** Names of the columns, in order; blanks become underscores. */
  readonly names?: readonly string[];
}

const objectives: Readonly<Record<Link, (outputs: number) => string>> = {
  identity: () => 'regression',
  logistic: () => 'binary sigmoid:1',
  softmax: (outputs) => `multiclass num_class:${outputs}`,
  exponential: () => 'poisson',
};

/** Missing values as NaN, and which way they go. */
const missingIsNan = 8;
const missingGoesLeft = 2;

/**
 * Writes boosted trees as LightGBM 4 saves them as text; LightGBM's predictions from it are ours to float32. The base goes into the leaves of the first
 * iteration, gains are left at 0. Throws `learning.model_invalid` for models that are not boosted trees, and where missing categories go left.
 */
export function writeLightgbmText(fitted: FittedEstimator, options: LightgbmTextOptions = {}): string {
  const { ensemble, link } = boostedModelOf(fitted, 'LightGBM text');
  const { columns, outputs } = ensemble;
  const trees = withBaseInLeaves(ensemble, ensemble.base).map(savedTree);
  const names =
    options.names?.map((name) => name.replace(/\s/g, '_')) ?? Array.from({ length: columns }, (_, column) => `Column_${column}`);
  const header = [
    'tree',
    'version=v4',
    `num_class=${outputs}`,
    `num_tree_per_iteration=${outputs}`,
    'label_index=0',
    `max_feature_idx=${columns - 1}`,
    `objective=${objectives[link](outputs)}`,
    `feature_names=${names.join(' ')}`,
    `feature_infos=${infosOf(ensemble.trees, columns).join(' ')}`,
    `tree_sizes=${trees.map((tree) => Buffer.byteLength(tree)).join(' ')}`,
    '',
    '',
  ].join('\n');
  return `${header}${trees.join('')}end of trees\n\nfeature_importances:\n\nparameters:\n\nend of parameters\n\npandas_categorical:null\n`;
}

/** Categorical columns by their codes, others by a range that holds every float32. */
function infosOf(trees: readonly Tree[], columns: number): string[] {
  const codes = Array.from({ length: columns }, () => new Set<number>());
  for (const { feature, sets } of trees) {
    feature.forEach((column, node) => {
      if (sets && column >= 0 && hasSet(sets, node)) for (const code of codesOfSet(sets, node)) codes[column].add(code);
    });
  }
  return codes.map((own) => (own.size > 0 ? [...own].sort((a, b) => a - b).join(':') : '[-3.5e+38:3.5e+38]'));
}

/** LightGBM numbers splits and leaves apart: a child below 0 is leaf −1 − child. */
function savedTree(tree: Tree, id: number): string {
  const { feature, left, right, values, cover } = tree;
  const nodes = Array.from(feature.keys());
  const splits = nodes.filter((node) => feature[node] >= 0);
  const numberOf = new Map(splits.map((node, i) => [node, i]));
  const child = (node: number) => numberOf.get(node) ?? -1 - left[node];
  const leaves = nodes.filter((node) => feature[node] < 0).sort((a, b) => left[a] - left[b]);
  const sets = splits.filter((node) => tree.sets && hasSet(tree.sets, node));
  const words = sets.map((node) => wordsOf(tree, node));
  const weights = leaves.map((node) => cover?.[node] ?? 0);
  const lines: [string, ArrayLike<number>][] = [
    ['split_feature', splits.map((node) => feature[node])],
    ['split_gain', splits.map(() => 0)],
    ['threshold', splits.map((node) => (sets.includes(node) ? sets.indexOf(node) : finite(tree.threshold[node])))],
    ['decision_type', splits.map((node) => decisionOf(tree, node, id))],
    ['left_child', splits.map((node) => child(left[node]))],
    ['right_child', splits.map((node) => child(right[node]))],
    ['leaf_value', leaves.map((node) => values[left[node]])],
    ['leaf_weight', weights],
    ['leaf_count', weights.map(Math.round)],
    ['internal_value', splits.map(() => 0)],
    ['internal_weight', splits.map((node) => cover?.[node] ?? 0)],
    ['internal_count', splits.map((node) => Math.round(cover?.[node] ?? 0))],
  ];
  const boundaries = words.reduce<number[]>((sums, own) => [...sums, sums[sums.length - 1] + own.length], [0]);
  if (sets.length > 0) lines.push(['cat_boundaries', boundaries], ['cat_threshold', words.flat()]);
  const body = lines.map(([key, numbers]) => `${key}=${Array.from(numbers).join(' ')}\n`).join('');
  return `Tree=${id}\nnum_leaves=${leaves.length}\nnum_cat=${sets.length}\n${body}is_linear=0\nshrinkage=1\n\n\n`;
}

function decisionOf(tree: Tree, node: number, id: number): number {
  const missing = tree.missingLeft[node] ? missingGoesLeft : 0;
  if (!tree.sets || !hasSet(tree.sets, node)) return missingIsNan | missing;
  if (missing) throw invalidModel(`trees[${id}]`, 'LightGBM always sends missing categories right; this model sends some left.');
  return missingIsNan | 1;
}

function wordsOf({ sets }: Tree, node: number): number[] {
  const words: number[] = [];
  if (!sets) return words;
  for (let word = sets.starts[node]; word < sets.starts[node + 1]; word++) words.push(sets.words[word] >>> 0);
  return words;
}

function finite(threshold: number): number {
  return Math.min(Number.MAX_VALUE, Math.max(-Number.MAX_VALUE, threshold));
}
