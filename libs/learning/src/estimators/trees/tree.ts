/**
 * A binary tree over float32 columns as parallel arrays, root at 0. A row goes left when `value <= threshold`, or when the value
 * is missing (NaN) and `missingLeft` is 1; otherwise right. Leaves have feature −1.
 */
export interface Tree {
  readonly feature: Int32Array;
  readonly threshold: Float32Array;
  /** Left child; for a leaf its place in `values`. */
  readonly left: Int32Array;
  readonly right: Int32Array;
  readonly missingLeft: Uint8Array;
  /** Leaves × outputs. */
  readonly values: Float32Array;
}

export interface Branch {
  readonly feature: number;
  readonly threshold: number;
  readonly missingLeft: boolean;
}

/** The leaf (its place in `values`) that the row starting at `data[start]` falls into. */
export function leafOf(tree: Tree, data: Float32Array, start: number): number {
  const { feature, threshold, left, right, missingLeft } = tree;
  let node = 0;
  let column = feature[0];
  while (column >= 0) {
    const value = data[start + column];
    const goesLeft = value <= threshold[node] || (Number.isNaN(value) && missingLeft[node] === 1);
    node = goesLeft ? left[node] : right[node];
    column = feature[node];
  }
  return left[node];
}

/** Collects the nodes of one tree in any order of growth; every node must end as a branch or a leaf. */
export class TreeBuilder {
  private readonly feature: number[] = [-1];
  private readonly threshold: number[] = [0];
  private readonly left: number[] = [-1];
  private readonly right: number[] = [-1];
  private readonly missingLeft: number[] = [0];
  private readonly values: number[] = [];
  private leaves = 0;

  /** Makes `node` a branch; returns its left child, the right child is the next number. Node 0 is the root. */
  branch(node: number, { feature, threshold, missingLeft }: Branch): number {
    const child = this.feature.length;
    this.feature[node] = feature;
    this.threshold[node] = threshold;
    this.missingLeft[node] = missingLeft ? 1 : 0;
    this.left[node] = child;
    this.right[node] = child + 1;
    for (let i = 0; i < 2; i++) {
      this.feature.push(-1);
      this.threshold.push(0);
      this.left.push(-1);
      this.right.push(-1);
      this.missingLeft.push(0);
    }
    return child;
  }

  leaf(node: number, values: ArrayLike<number>): void {
    this.left[node] = this.leaves++;
    for (let i = 0; i < values.length; i++) this.values.push(values[i]);
  }

  build(): Tree {
    return {
      feature: Int32Array.from(this.feature),
      threshold: Float32Array.from(this.threshold),
      left: Int32Array.from(this.left),
      right: Int32Array.from(this.right),
      missingLeft: Uint8Array.from(this.missingLeft),
      values: Float32Array.from(this.values),
    };
  }
}
