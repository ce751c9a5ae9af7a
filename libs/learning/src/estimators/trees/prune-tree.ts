import { type Tree, TreeBuilder } from './tree.js';

/** A tree and what each of its nodes gains. */
export interface PrunedTree {
  readonly tree: Tree;
  readonly gains: readonly number[];
}

/**
 * Minimal cost-complexity pruning (Breiman et al. 1984, chapter 3): as long as some branch gains, in all its nodes together, no more than
 * `leastGain` per leaf that it adds, the one that gains least becomes a leaf. `values` says what each node would say as a leaf.
 */
export function prunedTree(tree: Tree, gains: readonly number[], values: readonly Float64Array[], leastGain: number): PrunedTree {
  const branches = new Branches(tree, gains);
  for (let weakest = branches.weakest(); weakest >= 0 && branches.gainPerLeaf(weakest) <= leastGain; weakest = branches.weakest())
    branches.cut(weakest);
  return rebuilt(tree, gains, values, branches);
}

class Branches {
  private readonly parent: Int32Array;
  private readonly total: Float64Array;
  private readonly leaves: Int32Array;
  private readonly isLeaf: Uint8Array;

  constructor(
    private readonly tree: Tree,
    gains: readonly number[],
  ) {
    const { feature, left, right } = tree;
    const nodes = feature.length;
    this.parent = new Int32Array(nodes).fill(-1);
    this.total = new Float64Array(nodes);
    this.leaves = new Int32Array(nodes).fill(1);
    this.isLeaf = Uint8Array.from(feature, (column) => (column < 0 ? 1 : 0));
    // Children come after their parent.
    for (let node = nodes - 1; node >= 0; node--) {
      if (this.isLeaf[node]) continue;
      const [a, b] = [left[node], right[node]];
      this.parent[a] = this.parent[b] = node;
      this.total[node] = gains[node] + this.total[a] + this.total[b];
      this.leaves[node] = this.leaves[a] + this.leaves[b];
    }
  }

  gainPerLeaf(node: number): number {
    return this.total[node] / (this.leaves[node] - 1);
  }

  isCut(node: number): boolean {
    return this.isLeaf[node] === 1;
  }

  /** The branch that gains least per leaf, the first of equals; −1 where only the root is left. */
  weakest(): number {
    let weakest = -1;
    for (let node = 0; node < this.isLeaf.length; node++) {
      if (this.isLeaf[node] || this.isLost(node)) continue;
      if (weakest < 0 || this.gainPerLeaf(node) < this.gainPerLeaf(weakest)) weakest = node;
    }
    return weakest;
  }

  /** Below a node that was cut, nothing counts any more. */
  private isLost(node: number): boolean {
    return this.leaves[node] === 0;
  }

  cut(node: number): void {
    const [gain, leaves] = [this.total[node], this.leaves[node] - 1];
    this.forget(node);
    this.isLeaf[node] = 1;
    this.total[node] = 0;
    this.leaves[node] = 1;
    for (let above = this.parent[node]; above >= 0; above = this.parent[above]) {
      this.total[above] -= gain;
      this.leaves[above] -= leaves;
    }
  }

  private forget(top: number): void {
    const pending = [top];
    for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
      this.leaves[node] = 0;
      if (this.tree.feature[node] >= 0) pending.push(this.tree.left[node], this.tree.right[node]);
    }
  }
}

function rebuilt(tree: Tree, gains: readonly number[], values: readonly Float64Array[], branches: Branches): PrunedTree {
  const builder = new TreeBuilder();
  const kept: number[] = [];
  const pending = [{ from: 0, to: 0 }];
  for (let next = pending.pop(); next; next = pending.pop()) {
    const { from, to } = next;
    if (tree.cover) builder.cover(to, tree.cover[from]);
    if (branches.isCut(from)) {
      kept[to] = 0;
      builder.leaf(to, values[from]);
      continue;
    }
    kept[to] = gains[from];
    const [feature, threshold, missingLeft] = [tree.feature[from], tree.threshold[from], tree.missingLeft[from] === 1];
    const child = builder.branch(to, { feature, threshold, missingLeft });
    pending.push({ from: tree.right[from], to: child + 1 }, { from: tree.left[from], to: child });
  }
  return { tree: builder.build(), gains: kept };
}
