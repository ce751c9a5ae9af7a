import type { ForestSplit } from './forest-cuts.js';
import type { Tree } from './tree.js';

/** Collects nodes in typed arrays that grow as needed and serve one tree after the other. */
export class ForestTreeBuilder {
  private nodes = 1;
  private leaves = 0;
  private feature = new Int32Array(64);
  private threshold = new Float32Array(64);
  private left = new Int32Array(64);
  private right = new Int32Array(64);
  private missingLeft = new Uint8Array(64);
  private covers = new Float32Array(64);
  /** Four numbers per node: column, last code left, first code right, left child; a leaf has column −1 and its place. */
  private walk = new Int32Array(4 * 64);
  private values: Float32Array<ArrayBuffer>;

  constructor(private readonly valuesPerLeaf: number) {
    this.values = new Float32Array(64 * valuesPerLeaf);
  }

  clear(): void {
    this.nodes = 1;
    this.leaves = 0;
  }

  cover(node: number, weight: number): void {
    this.covers[node] = weight;
  }

  /** Makes `node` a branch; returns its left child, the right child is the next number. Node 0 is the root. */
  branch(node: number, { column, threshold, highest, lowest, missingLeft }: ForestSplit): number {
    const child = this.nodes;
    this.nodes += 2;
    if (this.nodes > this.feature.length) this.widen();
    this.feature[node] = column;
    this.threshold[node] = threshold;
    this.note(node, column, highest, lowest, child);
    this.missingLeft[node] = missingLeft ? 1 : 0;
    this.left[node] = child;
    this.right[node] = child + 1;
    return child;
  }

  /** A leaf of one value. */
  leafOf(node: number, value: number): void {
    this.values[this.leaves] = value;
    this.closeLeaf(node);
  }

  leaf(node: number, values: Float64Array): void {
    this.values.set(values, this.valuesPerLeaf * this.leaves);
    this.closeLeaf(node);
  }

  private closeLeaf(node: number): void {
    this.feature[node] = -1;
    this.threshold[node] = this.missingLeft[node] = 0;
    this.note(node, -1, 0, 0, this.leaves);
    this.left[node] = this.leaves++;
    this.right[node] = -1;
  }

  build(): { readonly tree: Tree; readonly walk: Int32Array } {
    const { nodes } = this;
    return {
      tree: {
        feature: this.feature.slice(0, nodes),
        threshold: this.threshold.slice(0, nodes),
        left: this.left.slice(0, nodes),
        right: this.right.slice(0, nodes),
        missingLeft: this.missingLeft.slice(0, nodes),
        values: this.values.slice(0, this.leaves * this.valuesPerLeaf),
        cover: this.covers.slice(0, nodes),
      },
      walk: this.walk.slice(0, 4 * nodes),
    };
  }

  private note(node: number, column: number, highest: number, lowest: number, next: number): void {
    const { walk } = this;
    walk[4 * node] = column;
    walk[4 * node + 1] = highest;
    walk[4 * node + 2] = lowest;
    walk[4 * node + 3] = next;
  }

  private widen(): void {
    const { feature, threshold, left, right, missingLeft, covers, walk, values } = this;
    const size = 2 * feature.length;
    (this.feature = new Int32Array(size)).set(feature);
    (this.threshold = new Float32Array(size)).set(threshold);
    (this.left = new Int32Array(size)).set(left);
    (this.right = new Int32Array(size)).set(right);
    (this.missingLeft = new Uint8Array(size)).set(missingLeft);
    (this.covers = new Float32Array(size)).set(covers);
    (this.walk = new Int32Array(4 * size)).set(walk);
    (this.values = new Float32Array(size * this.valuesPerLeaf)).set(values);
  }
}
