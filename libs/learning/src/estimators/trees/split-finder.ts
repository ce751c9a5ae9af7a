import type { Criterion } from './criterion.js';

/** The rows of one node: a range of the finder's row lists, and their sums. */
export interface Node {
  readonly begin: number;
  readonly end: number;
  readonly sums: Float64Array;
}

/** Finds and applies splits for the nodes of one tree; the two ways (sorted columns, histograms) share all else. */
export interface SplitFinder {
  /** The rows of a range. */
  rowsOf(begin: number, end: number): Uint32Array;
  /** Offers the splits of one column to `best`; false when the column does not vary in the node. */
  search(column: number, node: Node, best: BestSplit): boolean;
  /** Orders the node's rows by side and returns where the right side begins. */
  partition(node: Node, best: BestSplit): number;
}

/** The best split of a node so far. */
export class BestSplit {
  column = -1;
  /** Rows go left whose value (or bin code) is at most this. */
  bound = 0;
  threshold = 0;
  missingLeft = false;
  score = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly criterion: Criterion,
    private readonly minRows: number,
  ) {}

  reset(): void {
    this.column = -1;
    this.score = Number.NEGATIVE_INFINITY;
  }

  /** Whether a split with these sums on its left and these rows on each side beats the best so far, which it then becomes in `score`. */
  improves(left: Float64Array, total: Float64Array, leftRows: number, rightRows: number): boolean {
    if (leftRows < this.minRows || rightRows < this.minRows) return false;
    const score = this.criterion.score(left, total);
    if (!(score > this.score)) return false;
    this.score = score;
    return true;
  }

  keep(column: number, bound: number, threshold: number, missingLeft: boolean): void {
    this.column = column;
    this.bound = bound;
    this.threshold = threshold;
    this.missingLeft = missingLeft;
  }
}
