import { LearningError } from '../errors.js';
import type { Matrix } from '../estimators/estimator.js';
import type { Tree } from '../estimators/trees/tree.js';
import type { TreeEnsemble } from '../estimators/trees/tree-ensemble.js';
import { type Attribution, requireColumns } from './attribution.js';
import { atOnce, type Checkpoint } from './checkpoint.js';
import { depthOf, goesLeft } from './walk.js';

/** A row takes a large tree some ten milliseconds. */
const rowsPerCheckpoint = 8;

/**
 * Exact Shapley values of the ensemble's raw scores, where a column that is left out is followed down both branches by their shares of the
 * training weight (Lundberg, Erion and Lee 2018, algorithm 2). Needs the trees' covers; throws `learning.value_invalid` without.
 */
export async function pathDependentShap(ensemble: TreeEnsemble, x: Matrix, checkpoint: Checkpoint = atOnce): Promise<Attribution> {
  requireColumns(ensemble, x);
  const { trees, outputs, columns, valuesPerLeaf } = ensemble;
  const scale = ensemble.aggregate === 'average' ? 1 / trees.length : 1;
  const base = Float64Array.from(ensemble.base);
  const values = new Float64Array(x.rows * outputs * columns);
  for (const [t, tree] of trees.entries()) {
    const first = valuesPerLeaf === 1 ? t % outputs : 0;
    const walk = new TreeWalk(tree, valuesPerLeaf, scale);
    walk.addExpected(base, first);
    for (let row = 0; row < x.rows; row++) {
      if (row % rowsPerCheckpoint === 0) await checkpoint();
      const start = (row * outputs + first) * columns;
      walk.explain(x.data.subarray(row * columns, (row + 1) * columns), values, start, columns);
    }
  }
  return { rows: x.rows, outputs, columns, base, values };
}

/** One tree, and the path of distinct columns from its root to where the walk is: a copy per level, one behind the other. */
class TreeWalk {
  /** Share of a node's training weight that its left child has. */
  private readonly leftShare: Float64Array;
  private readonly feature: Int32Array;
  private readonly zero: Float64Array;
  private readonly one: Float64Array;
  private readonly weight: Float64Array;
  private row = new Float32Array();
  private into = new Float64Array();
  private start = 0;
  private columns = 0;

  constructor(
    private readonly tree: Tree,
    private readonly valuesPerLeaf: number,
    private readonly scale: number,
  ) {
    this.leftShare = leftShares(tree);
    const levels = depthOf(tree) + 2;
    const size = (levels * (levels + 1)) / 2;
    this.feature = new Int32Array(size);
    this.zero = new Float64Array(size);
    this.one = new Float64Array(size);
    this.weight = new Float64Array(size);
  }

  /** Adds what the tree gives on average over its training weight. */
  addExpected(base: Float64Array, first: number): void {
    const { tree, leftShare, valuesPerLeaf, scale } = this;
    const reach = new Float64Array(tree.feature.length);
    reach[0] = 1;
    for (let node = 0; node < reach.length; node++) {
      if (tree.feature[node] >= 0) {
        reach[tree.left[node]] = reach[node] * leftShare[node];
        reach[tree.right[node]] = reach[node] * (1 - leftShare[node]);
      } else
        for (let k = 0; k < valuesPerLeaf; k++) base[first + k] += scale * reach[node] * tree.values[tree.left[node] * valuesPerLeaf + k];
    }
  }

  /** Adds the tree's part to `into[start + output * columns + column]`. */
  explain(row: Float32Array, into: Float64Array, start: number, columns: number): void {
    this.row = row as Float32Array<ArrayBuffer>;
    this.into = into as Float64Array<ArrayBuffer>;
    this.start = start;
    this.columns = columns;
    this.visit(0, 0, 0, 1, 1, -1);
  }

  /** `at` is where the path's copy for this level lies, with `length` entries of it already there; the last split is added to them. */
  private visit(node: number, at: number, length: number, zero: number, one: number, column: number): void {
    this.extend(at, length, zero, one, column);
    const { tree, leftShare } = this;
    if (tree.feature[node] < 0) {
      this.addLeaf(tree.left[node], at, length);
      return;
    }
    const split = tree.feature[node];
    const isLeft = goesLeft(tree, node, this.row[split]);
    const [hot, cold] = isLeft ? [tree.left[node], tree.right[node]] : [tree.right[node], tree.left[node]];
    const hotShare = isLeft ? leftShare[node] : 1 - leftShare[node];
    let [entering, enteringOne, rest] = [1, 1, length + 1];
    const known = this.find(split, at, length);
    if (known > 0) {
      entering = this.zero[at + known];
      enteringOne = this.one[at + known];
      this.unwind(at, length, known);
      rest--;
    }
    const next = at + length + 1;
    this.copy(at, next, rest);
    this.visit(hot, next, rest, hotShare * entering, enteringOne, split);
    this.copy(at, next, rest);
    this.visit(cold, next, rest, (1 - hotShare) * entering, 0, split);
  }

  private find(column: number, at: number, length: number): number {
    for (let i = 1; i <= length; i++) if (this.feature[at + i] === column) return i;
    return -1;
  }

  private copy(from: number, to: number, count: number): void {
    this.feature.copyWithin(to, from, from + count);
    this.zero.copyWithin(to, from, from + count);
    this.one.copyWithin(to, from, from + count);
    this.weight.copyWithin(to, from, from + count);
  }

  /** Grows the path by an entry at place `length`: the weights become those of subsets of one more column. */
  private extend(at: number, length: number, zero: number, one: number, column: number): void {
    const { weight } = this;
    this.feature[at + length] = column;
    this.zero[at + length] = zero;
    this.one[at + length] = one;
    weight[at + length] = length === 0 ? 1 : 0;
    for (let i = length - 1; i >= 0; i--) {
      weight[at + i + 1] += (one * weight[at + i] * (i + 1)) / (length + 1);
      weight[at + i] = (zero * weight[at + i] * (length - i)) / (length + 1);
    }
  }

  /** Takes entry `place` out of a path whose last entry is at `length`. */
  private unwind(at: number, length: number, place: number): void {
    const { feature, weight, zero, one } = this;
    const [z, o] = [zero[at + place], one[at + place]];
    let next = weight[at + length];
    for (let i = length - 1; i >= 0; i--) {
      if (o !== 0) {
        const kept = weight[at + i];
        weight[at + i] = (next * (length + 1)) / ((i + 1) * o);
        next = kept - (weight[at + i] * z * (length - i)) / (length + 1);
      } else weight[at + i] = (weight[at + i] * (length + 1)) / (z * (length - i));
    }
    for (let i = place; i < length; i++) {
      feature[at + i] = feature[at + i + 1];
      zero[at + i] = zero[at + i + 1];
      one[at + i] = one[at + i + 1];
    }
  }

  /** The sum of the weights that `unwind` would leave. */
  private unwoundSum(at: number, length: number, place: number): number {
    const { weight, zero, one } = this;
    const [z, o] = [zero[at + place], one[at + place]];
    let sum = 0;
    if (o === 0) {
      for (let i = length - 1; i >= 0; i--) sum += weight[at + i] / (z * (length - i));
      return sum * (length + 1);
    }
    let next = weight[at + length];
    for (let i = length - 1; i >= 0; i--) {
      const own = next / ((i + 1) * o);
      sum += own;
      next = weight[at + i] - own * z * (length - i);
    }
    return sum * (length + 1);
  }

  private addLeaf(leaf: number, at: number, length: number): void {
    const { tree, valuesPerLeaf, into, start, columns, scale } = this;
    for (let i = 1; i <= length; i++) {
      // A branch that no training weight took has no part in any subset.
      if (this.zero[at + i] === 0 && this.one[at + i] === 0) return;
    }
    for (let i = 1; i <= length; i++) {
      const share = this.unwoundSum(at, length, i) * (this.one[at + i] - this.zero[at + i]) * scale;
      const to = start + this.feature[at + i];
      for (let k = 0; k < valuesPerLeaf; k++) into[to + k * columns] += share * tree.values[leaf * valuesPerLeaf + k];
    }
  }
}

function leftShares(tree: Tree): Float64Array {
  const { cover, left, right, feature } = tree;
  if (!cover) {
    throw new LearningError(
      'learning.value_invalid',
      'The trees of this model do not say how much training weight reached each node; give background rows to explain it with.',
      'background',
    );
  }
  return Float64Array.from(feature, (column, node) => {
    if (column < 0) return 0;
    const both = cover[left[node]] + cover[right[node]];
    return both > 0 ? cover[left[node]] / both : 0.5;
  });
}
