import { LearningError } from '../../errors.js';
import type { Matrix } from '../estimator.js';
import { packArray, type PackedArray, unpackArray } from './packed-array.js';
import type { CategorySets, Tree } from './tree.js';
import { partReader } from '../sparse-cells.js';
import { findLeaves, rowsPerPart } from './tree-walk.js';

/**
 * Trees whose leaves add up (boosting) or are averaged (forests), plus a base value per output. A tree either has one value per
 * leaf, for output `tree % outputs`, or `outputs` values per leaf. Leaf values are float32, sums here are double.
 */
export interface TreeEnsemble {
  readonly trees: readonly Tree[];
  readonly columns: number;
  readonly outputs: number;
  readonly valuesPerLeaf: number;
  readonly aggregate: 'sum' | 'average';
  readonly base: Float64Array;
}

/** Row-major [rows × outputs]: aggregated leaf values, the base added last. */
export function evaluateEnsemble(ensemble: TreeEnsemble, x: Matrix): Float64Array {
  checkColumns(ensemble, x);
  const { trees, outputs, base } = ensemble;
  const result = new Float64Array(x.rows * outputs);
  const part = Math.min(x.rows, rowsPerPart(trees, x));
  const leaves = new Int32Array(part);
  const read = partReader(x, part);
  // Trees that are needed once only need not be kept.
  const kept = x.rows > part ? trees.map((tree) => findLeaves(tree, x.rows)) : undefined;
  for (let begin = 0; begin < x.rows; begin += part) {
    const end = Math.min(x.rows, begin + part);
    const rows = read(begin, end);
    for (let t = 0; t < trees.length; t++) {
      const find = kept?.[t] ?? findLeaves(trees[t], x.rows);
      find(rows, rows.first, rows.first + end - begin, leaves);
      addLeaves(ensemble, t, leaves, { begin, end, result });
    }
  }
  const scale = ensemble.aggregate === 'average' ? 1 / trees.length : 1;
  for (let i = 0; i < result.length; i++) result[i] = result[i] * scale + base[i % outputs];
  return result;
}

function addLeaves(
  { trees, outputs, valuesPerLeaf }: TreeEnsemble,
  t: number,
  leaves: Int32Array,
  { begin, end, result }: { readonly begin: number; readonly end: number; readonly result: Float64Array },
): void {
  const { values } = trees[t];
  const offset = valuesPerLeaf === 1 ? t % outputs : 0;
  for (let row = begin, to = begin * outputs + offset; row < end; row++, to += outputs) {
    const leaf = leaves[row - begin] * valuesPerLeaf;
    for (let k = 0; k < valuesPerLeaf; k++) result[to + k] += values[leaf + k];
  }
}

function checkColumns({ columns }: TreeEnsemble, x: Matrix): void {
  if (x.columns === columns) return;
  throw new LearningError('learning.value_invalid', `The model was trained on ${columns} columns; the matrix has ${x.columns}.`);
}

interface TreeJSON {
  readonly feature: PackedArray;
  readonly threshold: PackedArray;
  readonly left: PackedArray;
  readonly right: PackedArray;
  readonly missing_left: PackedArray;
  readonly values: PackedArray;
  readonly cover?: PackedArray;
  /** Only where a node splits by categories. */
  readonly set_starts?: PackedArray;
  readonly set_words?: PackedArray;
}

export function ensembleToJSON({ trees, base, ...rest }: TreeEnsemble) {
  return {
    ...rest,
    base: packArray(base),
    trees: trees.map(
      (tree): TreeJSON => ({
        feature: packArray(tree.feature),
        threshold: packArray(tree.threshold),
        left: packArray(tree.left),
        right: packArray(tree.right),
        missing_left: packArray(tree.missingLeft),
        values: packArray(tree.values),
        ...(tree.cover && { cover: packArray(tree.cover) }),
        ...(tree.sets && { set_starts: packArray(tree.sets.starts), set_words: packArray(tree.sets.words) }),
      }),
    ),
  };
}

export type EnsembleJSON = ReturnType<typeof ensembleToJSON>;

/** Throws `learning.model_invalid` when arrays are missing, of other lengths, or point outside the tree. */
export function ensembleFromJSON(json: EnsembleJSON): TreeEnsemble {
  if (!Array.isArray(json?.trees)) throw new LearningError('learning.model_invalid', 'The saved model has no list "trees".', 'trees');
  const trees = json.trees.map((saved, i) => {
    const where = `trees[${i}]`;
    const tree = {
      feature: unpackArray('i32', saved.feature, `${where}.feature`),
      threshold: unpackArray('f32', saved.threshold, `${where}.threshold`),
      left: unpackArray('i32', saved.left, `${where}.left`),
      right: unpackArray('i32', saved.right, `${where}.right`),
      missingLeft: unpackArray('u8', saved.missing_left, `${where}.missing_left`),
      values: unpackArray('f32', saved.values, `${where}.values`),
      ...(saved.cover !== undefined && { cover: unpackArray('f32', saved.cover, `${where}.cover`) }),
      ...(saved.set_starts !== undefined && { sets: setsFromJSON(saved, where) }),
    };
    checkTree(tree, json, where);
    return tree;
  });
  const { columns, outputs, valuesPerLeaf, aggregate } = json;
  const base = unpackArray('f64', json.base, 'base');
  if (base.length !== outputs || (valuesPerLeaf !== 1 && valuesPerLeaf !== outputs)) {
    throw new LearningError('learning.model_invalid', `The saved model's ${base.length} base values do not go with its outputs.`, 'base');
  }
  return { columns, outputs, valuesPerLeaf, aggregate, trees, base };
}

function setsFromJSON({ set_starts, set_words }: TreeJSON, where: string): CategorySets {
  const starts = unpackArray('i32', set_starts, `${where}.set_starts`);
  const words = unpackArray('i32', set_words, `${where}.set_words`);
  const sound = starts[0] === 0 && starts.at(-1) === words.length && starts.every((start, node) => node === 0 || start >= starts[node - 1]);
  if (!sound) throw new LearningError('learning.model_invalid', `The saved model's ${where} has no sound sets of categories.`, where);
  return { starts, words };
}

/** Children come after their parent, so that no saved file can make `leafOf` run in a circle or read outside its arrays. */
function checkTree(tree: Tree, { columns, valuesPerLeaf }: EnsembleJSON, where: string): void {
  const nodes = tree.feature.length;
  const leaves = tree.values.length / valuesPerLeaf;
  const perNode = [tree.threshold, tree.left, tree.right, tree.missingLeft, ...(tree.cover ? [tree.cover] : [])];
  let sound = nodes > 0 && perNode.every((values) => values.length === nodes);
  sound &&= (tree.sets?.starts.length ?? nodes + 1) === nodes + 1;
  for (let node = 0; sound && node < nodes; node++) {
    const within = (child: number) => child > node && child < nodes;
    sound =
      tree.feature[node] < 0
        ? tree.left[node] >= 0 && tree.left[node] < leaves
        : tree.feature[node] < columns && within(tree.left[node]) && within(tree.right[node]);
  }
  if (!sound) throw new LearningError('learning.model_invalid', `The saved model's ${where} is not a tree.`, where);
}
