import type { Matrix } from '../estimators/estimator.js';
import type { Tree } from '../estimators/trees/tree.js';
import { evaluateEnsemble, type TreeEnsemble } from '../estimators/trees/tree-ensemble.js';
import { type Attribution, requireColumns } from './attribution.js';
import { requireBackground } from './background.js';
import { atOnce, type Checkpoint } from './checkpoint.js';
import { depthOf, goesLeft } from './walk.js';

/** A pair of rows takes a large tree some ten microseconds. */
const pairsPerCheckpoint = 1024;

/**
 * Exact Shapley values of the ensemble's raw scores against background rows: a column that is left out takes a background row's value,
 * averaged over the rows (Lundberg et al. 2020, interventional TreeSHAP). Base is the background's mean score. Costs
 * rows × background × the nodes that mixtures of the two rows reach.
 */
export async function interventionalShap(
  ensemble: TreeEnsemble,
  x: Matrix,
  background: Matrix,
  checkpoint: Checkpoint = atOnce,
): Promise<Attribution> {
  requireColumns(ensemble, x);
  requireColumns(ensemble, background);
  requireBackground(background);
  const { trees, outputs, columns, valuesPerLeaf } = ensemble;
  const scale = (ensemble.aggregate === 'average' ? 1 / trees.length : 1) / background.rows;
  const values = new Float64Array(x.rows * outputs * columns);
  let pairs = 0;
  for (const [t, tree] of trees.entries()) {
    const walk = new PairWalk(tree, valuesPerLeaf, scale, columns);
    const first = valuesPerLeaf === 1 ? t % outputs : 0;
    for (let row = 0; row < x.rows; row++) {
      const own = x.data.subarray(row * columns, (row + 1) * columns);
      for (let other = 0; other < background.rows; other++) {
        if (pairs++ % pairsPerCheckpoint === 0) await checkpoint();
        walk.explain(own, background.data.subarray(other * columns, (other + 1) * columns), values, (row * outputs + first) * columns);
      }
    }
  }
  return { rows: x.rows, outputs, columns, base: meanScores(ensemble, background), values };
}

function meanScores(ensemble: TreeEnsemble, background: Matrix): Float64Array {
  const base = new Float64Array(ensemble.outputs);
  evaluateEnsemble(ensemble, background).forEach((score, i) => {
    base[i % base.length] += score / background.rows;
  });
  return base;
}

/** A column's part so far on the way down: undecided, or settled as the explained row's or the background row's. */
const undecided = 0;
const isOwn = 1;
const isOther = 2;

/** Walks one tree with two rows at once. Where they part, each side settles whose value the column has. */
class PairWalk {
  private readonly decided: Uint8Array;
  private readonly path: Int32Array;
  private readonly ownWeights: Float64Array;
  private readonly otherWeights: Float64Array;
  private readonly size: number;
  private length = 0;
  private owns = 0;
  private own = new Float32Array();
  private other = new Float32Array();
  private into = new Float64Array();
  private start = 0;

  constructor(
    private readonly tree: Tree,
    private readonly valuesPerLeaf: number,
    scale: number,
    private readonly columns: number,
  ) {
    this.decided = new Uint8Array(columns);
    const depth = depthOf(tree);
    this.path = new Int32Array(depth);
    this.size = depth + 1;
    this.ownWeights = new Float64Array(this.size * this.size);
    this.otherWeights = new Float64Array(this.size * this.size);
    this.fillWeights(scale);
  }

  /** With n columns settled, m of them as the explained row's: (m − 1)! (n − m)! / n! for each of those, −m! (n − m − 1)! / n! for the others. */
  private fillWeights(scale: number): void {
    const { size, ownWeights, otherWeights } = this;
    for (let n = 1; n < size; n++) {
      // 1 / (n · C(n − 1, m − 1)) by recursion over m.
      let inverse = 1 / n;
      for (let m = 1; m <= n; m++) {
        ownWeights[n * size + m] = scale * inverse;
        inverse *= m / (n - m);
      }
      for (let m = 0; m < n; m++) otherWeights[n * size + m] = -ownWeights[n * size + m + 1];
    }
  }

  explain(own: Float32Array, other: Float32Array, into: Float64Array, start: number): void {
    this.own = own as Float32Array<ArrayBuffer>;
    this.other = other as Float32Array<ArrayBuffer>;
    this.into = into as Float64Array<ArrayBuffer>;
    this.start = start;
    this.visit(0);
  }

  private visit(node: number): void {
    const { tree, decided } = this;
    const column = tree.feature[node];
    if (column < 0) {
      this.addLeaf(tree.left[node]);
      return;
    }
    const ownLeft = goesLeft(tree, node, this.own[column]);
    const otherLeft = goesLeft(tree, node, this.other[column]);
    const child = (isLeft: boolean) => (isLeft ? tree.left[node] : tree.right[node]);
    if (ownLeft === otherLeft || decided[column] === isOwn) {
      this.visit(child(ownLeft));
    } else if (decided[column] === isOther) {
      this.visit(child(otherLeft));
    } else {
      this.path[this.length++] = column;
      this.owns++;
      decided[column] = isOwn;
      this.visit(child(ownLeft));
      this.owns--;
      decided[column] = isOther;
      this.visit(child(otherLeft));
      decided[column] = undecided;
      this.length--;
    }
  }

  private addLeaf(leaf: number): void {
    const { tree, valuesPerLeaf, into, start, path, decided, columns, length, owns, size } = this;
    const ownWeight = this.ownWeights[length * size + owns];
    const otherWeight = this.otherWeights[length * size + owns];
    for (let i = 0; i < length; i++) {
      const weight = decided[path[i]] === isOwn ? ownWeight : otherWeight;
      for (let k = 0; k < valuesPerLeaf; k++) into[start + path[i] + k * columns] += weight * tree.values[leaf * valuesPerLeaf + k];
    }
  }
}
