import type { Link } from '../estimators/boosting/objectives.js';
import { nextBelow } from '../estimators/boosting/xgboost-bins.js';
import type { FittedEstimator } from '../estimators/estimator.js';
import { type Tree, TreeBuilder } from '../estimators/trees/tree.js';
import { fittedFrom, interleaved } from './boosted-model.js';
import { invalidModel, Located } from './located.js';

/** XGBoost's objectives by what turns their scores into predictions. */
const linkByObjective: Readonly<Record<string, Link>> = {
  'binary:logistic': 'logistic',
  'reg:logistic': 'logistic',
  'binary:logitraw': 'identity',
  'multi:softprob': 'softmax',
  'multi:softmax': 'softmax',
  'reg:squarederror': 'identity',
  'reg:linear': 'identity',
  'reg:squaredlogerror': 'identity',
  'reg:absoluteerror': 'identity',
  'reg:quantileerror': 'identity',
  'reg:pseudohubererror': 'identity',
  'rank:pairwise': 'identity',
  'rank:ndcg': 'identity',
  'rank:map': 'identity',
  'count:poisson': 'exponential',
  'reg:gamma': 'exponential',
  'reg:tweedie': 'exponential',
};

/**
 * Reads a model that XGBoost saved as JSON (`save_model("model.json")`, 1.0 to 3.x): tree boosters gbtree and dart, numerical and categorical splits.
 * Throws `learning.model_invalid`, naming the place, for what is malformed, and for models that trees with one value per leaf can't say.
 */
export function readXgboostJson(text: string): FittedEstimator {
  const learner = new Located(parseJson(text), '').field('learner');
  const parameters = learner.field('learner_model_param');
  const columns = parameters.field('num_feature').count(1);
  const link = linkOf(learner.field('objective').field('name'));
  const outputs = Math.max(1, parameters.field('num_class').count());
  const targets = parameters.optional('num_target');
  if (targets && targets.count() > 1) throw invalidModel(targets.where, 'models of several targets are not supported.');
  const booster = treeBooster(learner.field('gradient_booster'));
  const gains = new Float64Array(columns);
  const saved = booster.model.field('trees').items();
  const trees = saved.map((tree, t) => readTree(tree, columns, booster.shares?.[t] ?? 1, gains));
  const outputOf = booster.model.field('tree_info').numbers(trees.length);
  const ordered = interleaved(trees, outputOf, outputs);
  if (!ordered || trees.length === 0)
    throw invalidModel(`${booster.model.where}.tree_info`, `there must be as many trees for each of ${outputs} outputs.`);
  const base = readBase(parameters.field('base_score'), link, outputs);
  return fittedFrom({ ensemble: { trees: ordered, columns, outputs, valuesPerLeaf: 1, aggregate: 'sum', base }, link }, gains);
}

/** XGBoost writes NaN and Infinity as such, which JSON does not know. */
function parseJson(text: string): unknown {
  for (const tried of [text, text.replace(/(?<=[[,:]\s*)(-?)(?:Infinity|NaN)(?=\s*[\],}])/g, (_, sign: string) => `${sign}3.4028235e38`)]) {
    try {
      return JSON.parse(tried);
    } catch (error) {
      if (tried !== text || !(error instanceof SyntaxError))
        throw invalidModel('the file', `it is not JSON (${(error as Error).message}).`);
    }
  }
  throw invalidModel('the file', 'it is not JSON.');
}

function linkOf(name: Located): Link {
  const link = linkByObjective[name.text()];
  if (link) return link;
  throw invalidModel(
    name.where,
    `models of the objective "${name.text()}" are not supported; those of ${Object.keys(linkByObjective).join(', ')} are.`,
  );
}

/** The model inside gbtree, or dart with its trees' weights. */
function treeBooster(booster: Located): { model: Located; shares?: number[] } {
  const name = booster.field('name');
  if (name.text() === 'gbtree') return { model: booster.field('model') };
  if (name.text() !== 'dart') throw invalidModel(name.where, `boosters of trees are supported (gbtree, dart), not "${name.text()}".`);
  const model = booster.field('gbtree').field('model');
  return { model, shares: booster.field('weight_drop').numbers(model.field('trees').items().length) };
}

/** Margins per output. base_score is a number (before 3.0) or a list, as a text; a prediction, but for several classes a margin. */
function readBase(saved: Located, link: Link, outputs: number): Float64Array {
  const given = saved
    .text()
    .replace(/^\s*\[|\]\s*$/g, '')
    .split(',')
    .map(Number);
  if (given.length === 0 || (given.length !== 1 && given.length !== outputs) || !given.every(Number.isFinite))
    throw invalidModel(saved.where, `it must be a number, or a list of ${outputs}, not "${saved.text()}".`);
  return Float64Array.from({ length: outputs }, (_, k) => Math.fround(marginOf(Math.fround(given[k] ?? given[0]), link)));
}

export function marginOf(prediction: number, link: Link): number {
  if (link === 'exponential') return Math.log(prediction);
  return link === 'logistic' ? -Math.log(Math.fround(Math.fround(1 / prediction) - 1)) : prediction;
}

interface SavedNodes {
  readonly left: readonly number[];
  readonly right: readonly number[];
  readonly column: readonly number[];
  readonly value: readonly number[];
  readonly missingLeft: readonly number[];
  readonly hessian: readonly number[];
  readonly gain: readonly number[];
  /** Codes that go right, by node. */
  readonly codesRight: ReadonlyMap<number, readonly number[]>;
}

function readTree(saved: Located, columns: number, share: number, gains: Float64Array): Tree {
  const vector = saved.field('tree_param').optional('size_leaf_vector');
  if (vector && vector.count() > 1) throw invalidModel(vector.where, 'leaves of several values (multi_output_tree) are not supported.');
  const nodes = readNodes(saved);
  const builder = new TreeBuilder();
  const seen = new Uint8Array(nodes.left.length);
  const pending: [from: number, to: number][] = [[0, 0]];
  for (let next = pending.pop(); next; next = pending.pop()) {
    const [from, to] = next;
    if (!(from >= 0 && from < seen.length) || seen[from]++) throw invalidModel(saved.where, `node ${from} is not below exactly one other.`);
    builder.cover(to, nodes.hessian[from]);
    if (nodes.left[from] < 0) {
      builder.leaf(to, [Math.fround(nodes.value[from]) * share]);
      continue;
    }
    const column = nodes.column[from];
    if (!(Number.isInteger(column) && column >= 0 && column < columns))
      throw invalidModel(`${saved.where}.split_indices[${from}]`, `there are ${columns} columns, none of them ${column}.`);
    gains[column] += Math.max(0, nodes.gain[from]);
    const codes = nodes.codesRight.get(from);
    const child = builder.branch(to, branchOf(nodes, from, codes));
    // XGBoost sends a node's categories right and all else left, we send them left and all else right.
    pending.push([nodes.left[from], codes ? child + 1 : child], [nodes.right[from], codes ? child : child + 1]);
  }
  return builder.build();
}

function branchOf({ column, value, missingLeft }: SavedNodes, node: number, codes: readonly number[] | undefined) {
  const missing = missingLeft[node] !== 0;
  return codes
    ? { feature: column[node], threshold: 0, missingLeft: !missing, codesLeft: codes }
    : { feature: column[node], threshold: nextBelow(Math.fround(value[node])), missingLeft: missing };
}

function readNodes(saved: Located): SavedNodes {
  const left = saved.field('left_children').numbers();
  if (left.length === 0) throw invalidModel(`${saved.where}.left_children`, 'a tree has at least one node.');
  const list = (name: string) => saved.field(name).numbers(left.length);
  return {
    left,
    right: list('right_children'),
    column: list('split_indices'),
    value: list('split_conditions'),
    missingLeft: list('default_left'),
    hessian: list('sum_hessian'),
    gain: list('loss_changes'),
    codesRight: readCategories(saved),
  };
}

function readCategories(saved: Located): ReadonlyMap<number, readonly number[]> {
  const found = new Map<number, readonly number[]>();
  const nodes = saved.optional('categories_nodes')?.numbers() ?? [];
  if (nodes.length === 0) return found;
  const codes = saved.field('categories').numbers();
  const starts = saved.field('categories_segments').numbers(nodes.length);
  const sizes = saved.field('categories_sizes').numbers(nodes.length);
  nodes.forEach((node, i) => {
    const own = codes.slice(starts[i], starts[i] + sizes[i]);
    if (own.length === 0 || own.length !== sizes[i] || !own.every((code) => Number.isInteger(code) && code >= 0 && code < 2 ** 24))
      throw invalidModel(`${saved.where}.categories_sizes[${i}]`, 'its categories are not whole numbers within the list "categories".');
    found.set(node, own);
  });
  return found;
}
