/**
 * A binary tree over float32 columns as parallel arrays, root at 0. A row goes left when `value <= threshold`, or, at a node with a set of
 * categories, when the value is one of its codes; a missing value (NaN) goes left when `missingLeft` is 1. All else goes right: unknown
 * codes too. Leaves have feature −1.
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
  /** Training weight that reached each node, leaves included; explanations need it. Absent where the grower kept none. */
  readonly cover?: Float32Array;
  /** Absent where every split is by threshold. */
  readonly sets?: CategorySets;
}

/** The sets of the nodes that split a column of category codes. */
export interface CategorySets {
  /** Node n's words are `words[starts[n]] … words[starts[n + 1] − 1]`; none where n splits by threshold. */
  readonly starts: Int32Array;
  /** Bit b of a node's word w stands for the code 32w + b. */
  readonly words: Int32Array;
}

export interface Branch {
  readonly feature: number;
  /** Unread where `codesLeft` is given. */
  readonly threshold: number;
  readonly missingLeft: boolean;
  /** The category codes that go left, at least one. */
  readonly codesLeft?: ArrayLike<number>;
}

/** The leaf (its place in `values`) that the row starting at `data[start]` falls into. */
export function leafOf(tree: Tree, data: Float32Array, start: number): number {
  const { feature, threshold, left, right, missingLeft, sets } = tree;
  if (sets) return leafBySets(tree, sets, data, start);
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

function leafBySets(tree: Tree, sets: CategorySets, data: Float32Array, start: number): number {
  const { feature, threshold, left, right, missingLeft } = tree;
  let node = 0;
  while (feature[node] >= 0) {
    const value = data[start + feature[node]];
    const fits = hasSet(sets, node) ? setHolds(sets, node, value) : value <= threshold[node];
    node = fits || (Number.isNaN(value) && missingLeft[node] === 1) ? left[node] : right[node];
  }
  return left[node];
}

export function hasSet({ starts }: CategorySets, node: number): boolean {
  return starts[node + 1] > starts[node];
}

/** Whether a value is one of the codes of a node's set; anything but a whole number in it is not. */
export function setHolds({ starts, words }: CategorySets, node: number, value: number): boolean {
  const word = starts[node] + (value >> 5);
  return value >= 0 && word < starts[node + 1] && value === (value | 0) && ((words[word] >>> (value & 31)) & 1) === 1;
}

/** The codes of a node's set, ascending. */
export function codesOfSet({ starts, words }: CategorySets, node: number): number[] {
  const codes: number[] = [];
  for (let word = starts[node]; word < starts[node + 1]; word++) {
    for (let bit = 0; bit < 32; bit++) if ((words[word] >>> bit) & 1) codes.push(32 * (word - starts[node]) + bit);
  }
  return codes;
}

/** Collects the nodes of one tree in any order of growth; every node must end as a branch or a leaf. */
export class TreeBuilder {
  private readonly feature: number[] = [-1];
  private readonly threshold: number[] = [0];
  private readonly left: number[] = [-1];
  private readonly right: number[] = [-1];
  private readonly missingLeft: number[] = [0];
  private readonly codesLeft = new Map<number, ArrayLike<number>>();
  private readonly values: number[] = [];
  private readonly covers: number[] = [];
  private leaves = 0;

  /** Makes `node` a branch; returns its left child, the right child is the next number. Node 0 is the root. */
  branch(node: number, { feature, threshold, missingLeft, codesLeft }: Branch): number {
    const child = this.feature.length;
    this.feature[node] = feature;
    this.threshold[node] = codesLeft ? 0 : threshold;
    if (codesLeft) this.codesLeft.set(node, codesLeft);
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

  /** Notes the training weight of `node`: of all nodes or of none. */
  cover(node: number, weight: number): void {
    this.covers[node] = weight;
  }

  build(): Tree {
    return {
      feature: Int32Array.from(this.feature),
      threshold: Float32Array.from(this.threshold),
      left: Int32Array.from(this.left),
      right: Int32Array.from(this.right),
      missingLeft: Uint8Array.from(this.missingLeft),
      values: Float32Array.from(this.values),
      ...(this.covers.length > 0 && { cover: Float32Array.from(this.covers) }),
      ...(this.codesLeft.size > 0 && { sets: this.packSets() }),
    };
  }

  private packSets(): CategorySets {
    const starts = new Int32Array(this.feature.length + 1);
    const words: number[] = [];
    for (let node = 0; node < this.feature.length; node++) {
      for (const code of Array.from(this.codesLeft.get(node) ?? [])) {
        const word = starts[node] + (code >> 5);
        while (words.length <= word) words.push(0);
        words[word] |= 1 << (code & 31);
      }
      starts[node + 1] = words.length;
    }
    return { starts, words: Int32Array.from(words) };
  }
}
