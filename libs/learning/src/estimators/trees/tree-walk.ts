import { type Cells, rowReader } from '../sparse-cells.js';
import { leafOf, type Tree } from './tree.js';

/** Rows that a tree is walked by at a time: their leaves lie in the processor's caches until they are looked at. */
export const rowsPerBlock = 16_384;

/** Nodes per row below which laying out a tree anew pays. */
const nodesPerRow = 4;

/** Row-major values. */
export type Rows = Pick<Cells, 'data' | 'columns' | 'sparse'>;

/** Writes the leaf (its place in `values`) of each row from `begin` to `end` to `into`, which starts with that of row `begin`. */
export function leavesOf(tree: Tree, rows: Rows, begin: number, end: number, into: Int32Array): void {
  if (!rows.sparse) return findLeaves(tree, end - begin)(rows, begin, end, into);
  const { cells, open } = rowReader(rows);
  for (let row = begin; row < end; row++) into[row - begin] = leafOf(tree, cells, open(row));
}

/** As `leavesOf`, of rows that are not sparse. */
export type FindLeaves = (x: Pick<Rows, 'data' | 'columns'>, begin: number, end: number, into: Int32Array) => void;

/** For so many rows in all, which may be given in parts: a tree is laid out anew where that pays. */
export function findLeaves(tree: Tree, rows: number): FindLeaves {
  if (tree.sets || tree.feature.length > nodesPerRow * rows)
    return ({ data, columns }, begin, end, into) => {
      for (let row = begin; row < end; row++) into[row - begin] = leafOf(tree, data, row * columns);
    };
  const laidOut = new TreeWalk(tree);
  return ({ data, columns }, begin, end, into) => laidOut.walk(data, columns, begin, end, into);
}

/** Cells of the rows that stay in a processor's own cache while all trees are walked: a quarter of a megabyte. */
const cellsPerPart = 2 ** 16;
const fewestRows = 64;
/** Nodes of all trees together that are laid out at once: 32 MB. */
const mostNodes = 2 ** 21;
/** Cells of sparse rows that are written out at a time: 16 MB. */
const mostFilled = 2 ** 22;

/** Rows that all trees together are best walked by at a time: of wide tables few, lest every node of every tree waits for memory. */
export function rowsPerPart(trees: readonly Tree[], { columns, sparse }: Rows): number {
  const nodes = trees.reduce((sum, { feature }) => sum + feature.length, 0);
  const fitting = (cells: number) => Math.min(rowsPerBlock, Math.max(fewestRows, Math.floor(cells / columns)));
  if (nodes <= mostNodes) return fitting(cellsPerPart);
  return sparse ? fitting(mostFilled) : rowsPerBlock;
}

/**
 * A tree of thresholds as records of four words: column, threshold, left child, and how much further the right child is, times two, plus 1 where missing
 * values go right. Leaves lead to themselves and have their place instead of a threshold. Four rows go down side by side without a branch that the
 * processor could guess wrong: twice as fast as row by row.
 */
class TreeWalk {
  private readonly words: Int32Array;
  private readonly thresholds: Float32Array;

  constructor({ feature, threshold, left, right, missingLeft }: Tree) {
    const words = new Int32Array(4 * feature.length);
    this.words = words;
    this.thresholds = new Float32Array(words.buffer);
    for (let node = 0, at = 0; node < feature.length; node++, at += 4) {
      if (feature[node] < 0) {
        words[at + 1] = left[node];
        words[at + 2] = at;
      } else {
        words[at] = feature[node];
        this.thresholds[at + 1] = threshold[node];
        words[at + 2] = 4 * left[node];
        words[at + 3] = 8 * (right[node] - left[node]) + 1 - missingLeft[node];
      }
    }
  }

  walk(data: Float32Array, columns: number, begin: number, end: number, into: Int32Array): void {
    const { words, thresholds } = this;
    let row = begin;
    for (; row + 3 < end; row += 4) {
      const [ofA, ofB, ofC, ofD] = [row * columns, (row + 1) * columns, (row + 2) * columns, (row + 3) * columns];
      let a = 0;
      let b = 0;
      let c = 0;
      let d = 0;
      let moved = 0;
      do {
        const valueA = data[ofA + words[a]];
        const valueB = data[ofB + words[b]];
        const valueC = data[ofC + words[c]];
        const valueD = data[ofD + words[d]];
        const [jumpA, jumpB, jumpC, jumpD] = [words[a + 3], words[b + 3], words[c + 3], words[d + 3]];
        // Only of missing values each is unlike itself.
        const nextA = words[a + 2] + Math.imul(+(valueA > thresholds[a + 1]) | (+(valueA !== valueA) & jumpA), jumpA >> 1);
        const nextB = words[b + 2] + Math.imul(+(valueB > thresholds[b + 1]) | (+(valueB !== valueB) & jumpB), jumpB >> 1);
        const nextC = words[c + 2] + Math.imul(+(valueC > thresholds[c + 1]) | (+(valueC !== valueC) & jumpC), jumpC >> 1);
        const nextD = words[d + 2] + Math.imul(+(valueD > thresholds[d + 1]) | (+(valueD !== valueD) & jumpD), jumpD >> 1);
        moved = (a - nextA) | (b - nextB) | (c - nextC) | (d - nextD);
        a = nextA;
        b = nextB;
        c = nextC;
        d = nextD;
      } while (moved !== 0);
      into[row - begin] = words[a + 1];
      into[row - begin + 1] = words[b + 1];
      into[row - begin + 2] = words[c + 1];
      into[row - begin + 3] = words[d + 1];
    }
    for (; row < end; row++) {
      let node = 0;
      for (let before = -1; node !== before; ) {
        before = node;
        const value = data[row * columns + words[node]];
        const jump = words[node + 3];
        node = words[node + 2] + Math.imul(+(value > thresholds[node + 1]) | (+(value !== value) & jump), jump >> 1);
      }
      into[row - begin] = words[node + 1];
    }
  }
}
