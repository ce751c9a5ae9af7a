import type { Criterion } from './criterion.js';
import { keepsOrder, unbounded, type ValueBounds } from './monotone.js';

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
  /** The direction of the column that is searched, and between what the node's values must stay. */
  direction = 0;
  bounds: ValueBounds = unbounded;
  /** Halfway between the values of both sides; told of splits along columns that have a direction. */
  middle = 0;

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
    if (!this.allows(left, total, leftRows, rightRows)) return false;
    const score = this.criterion.score(left, total);
    if (this.direction === 0) return this.improvesTo(score);
    const [weight, rest] = [this.weightOf(left), this.weightOf(total) - this.weightOf(left)];
    return this.improvesTo(score, left[1] / weight, (total[1] - left[1]) / rest);
  }

  allows(left: Float64Array, total: Float64Array, leftRows: number, rightRows: number): boolean {
    if (leftRows < this.minRows || rightRows < this.minRows) return false;
    if (this.minWeight === 0) return true;
    const weight = this.weightOf(left);
    return weight >= this.minWeight && this.weightOf(total) - weight >= this.minWeight;
  }

  /** `left` and `right` are the sides' values. */
  improvesTo(score: number, left = 0, right = 0): boolean {
    if (!(score > this.score)) return false;
    if (this.direction !== 0) {
      if (!keepsOrder(this.direction, left, right, this.bounds)) return false;
      this.middle = (left + right) / 2;
    }
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
