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
  /** Offers one split at a threshold drawn evenly between the column's extremes in the node. */
  searchRandom(column: number, node: Node, best: BestSplit, draw: () => number): boolean;
  /** Orders the node's rows by side and returns where the right side begins. */
  partition(node: Node, split: Split): number;
}

export interface Split {
  readonly column: number;
  /** Rows go left whose value is at most this. */
  readonly bound: number;
  readonly threshold: number;
  readonly missingLeft: boolean;
}

/** The best split of a node so far. */
export class BestSplit implements Split {
  column = -1;
  bound = 0;
  threshold = 0;
  missingLeft = false;
  score = Number.NEGATIVE_INFINITY;

  /** Either side needs so many rows and so much weight. */
  constructor(
    private readonly criterion: Criterion,
    private readonly minRows: number,
    private readonly minWeight = 0,
    private readonly weightOf: (sums: Float64Array) => number = () => 1,
  ) {}

  reset(): void {
    this.column = -1;
    this.score = Number.NEGATIVE_INFINITY;
  }

  /** Whether a split with these sums on its left and these rows on each side beats the best so far, which it then becomes in `score`. */
  improves(left: Float64Array, total: Float64Array, leftRows: number, rightRows: number): boolean {
    return this.allows(left, total, leftRows, rightRows) && this.improvesTo(this.criterion.score(left, total));
  }

  allows(left: Float64Array, total: Float64Array, leftRows: number, rightRows: number): boolean {
    if (leftRows < this.minRows || rightRows < this.minRows) return false;
    if (this.minWeight === 0) return true;
    const weight = this.weightOf(left);
    return weight >= this.minWeight && this.weightOf(total) - weight >= this.minWeight;
  }

  improvesTo(score: number): boolean {
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
