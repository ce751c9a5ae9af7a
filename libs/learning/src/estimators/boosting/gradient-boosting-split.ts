import type { Matrix } from '../estimator.js';
import { codesOf } from '../trees/binned-matrix.js';
import { floorToFloat32 } from '../trees/float32.js';
import type { NodeRules, NodeSplit, NodeSums } from './grow-level-wise.js';
import { buildHistogram, type Histogram } from './histogram.js';
import type { HistogramLayout } from './histogram-layout.js';
import type { CutMatrix } from './xgboost-bins.js';

/** When a node is not split further, named as in scikit-learn; weights are absolute here. */
export interface LeastSquaresRules {
  readonly minSamplesSplit: number;
  readonly minSamplesLeaf: number;
  readonly minWeightLeaf: number;
  /** Smallest decrease of the weighted sum of squares. */
  readonly minGain: number;
}

/**
 * Splits that lower the squared error of the residuals most (Friedman's criterion; scikit-learn's BestSplitter on one bin per value): hessians are
 * weights, gradients weight × residual, negated. Cuts lie midway between neighbouring values of the node. Missing values are tried on both sides.
 */
export class LeastSquaresSplits implements NodeRules {
  /** Gradients and weights of the tree that grows. */
  pairs: Float32Array = new Float32Array();
  private readonly lowest: Float32Array;
  private readonly highest: Float32Array;
  private readonly smallestWeight: number;
  private readonly counts?: Histogram;
  private readonly ones: Float32Array;
  private score = 0;
  private slot = -1;
  private bin = 0;
  private next = 0;
  private missingLeft = false;
  private leftGradient = 0;
  private leftHessian = 0;

  constructor(
    x: Matrix,
    weights: Float64Array | undefined,
    private readonly cuts: CutMatrix,
    private readonly layout: HistogramLayout,
    private readonly rules: LeastSquaresRules,
  ) {
    const bins = layout.offsets[layout.columns.length];
    this.lowest = new Float32Array(bins).fill(Number.POSITIVE_INFINITY);
    this.highest = new Float32Array(bins).fill(Number.NEGATIVE_INFINITY);
    this.measureBins(x);
    this.smallestWeight = weights ? weights.reduce((least, weight) => Math.min(least, weight), Number.POSITIVE_INFINITY) : 1;
    // Without weights hessians are numbers of rows; with them rows are counted apart where their number matters.
    const counted = weights !== undefined && rules.minSamplesLeaf > 1;
    if (counted) this.counts = new Float64Array(2 * bins);
    this.ones = counted ? new Float32Array(2 * x.rows).fill(1) : new Float32Array();
  }

  private measureBins(x: Matrix): void {
    this.layout.columns.forEach((column, slot) => {
      const codes = codesOf(this.cuts.binned, column);
      for (let row = 0; row < x.rows; row++) {
        const value = x.data[row * x.columns + column];
        const bin = this.layout.offsets[slot] + codes[row];
        if (value < this.lowest[bin]) this.lowest[bin] = value;
        if (value > this.highest[bin]) this.highest[bin] = value;
      }
    });
  }

  valueOf({ gradient, hessian }: NodeSums): number {
    return -gradient / hessian;
  }

  search(histogram: Histogram, node: NodeSums, slots: Int32Array, rows: Uint32Array): NodeSplit | undefined {
    const { minSamplesSplit, minSamplesLeaf, minGain } = this.rules;
    if (rows.length < minSamplesSplit || rows.length < 2 * minSamplesLeaf || this.isPure(node, rows)) return undefined;
    this.countRows(rows);
    this.score = Number.NEGATIVE_INFINITY;
    this.slot = -1;
    for (const slot of slots) this.searchSlot(histogram, node, slot, rows.length);
    const gain = this.score - (node.gradient * node.gradient) / node.hessian;
    return this.slot < 0 || gain + Number.EPSILON < minGain ? undefined : this.found(node, Math.max(0, gain));
  }

  /** No variance in the residuals. */
  private isPure({ gradient, hessian }: NodeSums, rows: Uint32Array): boolean {
    const mean = gradient / hessian;
    let squares = 0;
    for (const row of rows) squares += this.pairs[2 * row + 1] * (this.pairs[2 * row] / this.pairs[2 * row + 1] - mean) ** 2;
    return squares / hessian <= Number.EPSILON;
  }

  private countRows(rows: Uint32Array): void {
    if (!this.counts) return;
    const all = { pairs: this.ones, rows, begin: 0, end: rows.length, gradient: rows.length, hessian: rows.length };
    buildHistogram(this.layout, all, this.counts);
  }

  private searchSlot(histogram: Histogram, node: NodeSums, slot: number, rows: number): void {
    const { offsets, columns } = this.layout;
    const first = offsets[slot];
    const last = offsets[slot + 1] - 1;
    if (this.cuts.binned.bins[columns[slot]].missing < 0) {
      this.scan(histogram, node, slot, first, last, rows, false, -1);
      return;
    }
    const hasMissing = this.isFilled(histogram, last);
    this.scan(histogram, node, slot, first, last - 1, rows, hasMissing, -1);
    if (hasMissing) this.scan(histogram, node, slot, first, last - 1, rows, false, last);
  }

  private isFilled(histogram: Histogram, bin: number): boolean {
    return histogram[2 * bin + 1] > 0.5 * this.smallestWeight;
  }

  /** Cuts after each filled bin of `first` … `last` but the last one, or after that too where missing values stay beyond; `with` starts on the left. */
  private scan(
    histogram: Histogram,
    node: NodeSums,
    slot: number,
    first: number,
    last: number,
    rows: number,
    beyond: boolean,
    start: number,
  ) {
    const { minSamplesLeaf, minWeightLeaf } = this.rules;
    const { counts } = this;
    const filled = 0.5 * this.smallestWeight;
    let gradient = start < 0 ? 0 : histogram[2 * start];
    let hessian = start < 0 ? 0 : histogram[2 * start + 1];
    let count = counts && start >= 0 ? counts[2 * start + 1] : 0;
    let before = -1;
    for (let bin = first; bin <= last + 1; bin++) {
      if (bin > last ? !beyond : histogram[2 * bin + 1] <= filled) continue;
      if (before >= 0) {
        const otherHessian = node.hessian - hessian;
        const leftRows = counts ? count : minSamplesLeaf > 1 ? Math.round(hessian) : minSamplesLeaf;
        const rightRows = minSamplesLeaf > 1 ? rows - leftRows : minSamplesLeaf;
        if (leftRows >= minSamplesLeaf && rightRows >= minSamplesLeaf && hessian >= minWeightLeaf && otherHessian >= minWeightLeaf) {
          const otherGradient = node.gradient - gradient;
          const score = (gradient * gradient) / hessian + (otherGradient * otherGradient) / otherHessian;
          if (score > this.score) this.keep(score, slot, before - first, bin > last ? -1 : bin - first, start >= 0, gradient, hessian);
        }
      }
      if (bin > last) break;
      gradient += histogram[2 * bin];
      hessian += histogram[2 * bin + 1];
      if (counts) count += counts[2 * bin + 1];
      before = bin;
    }
  }

  private keep(score: number, slot: number, bin: number, next: number, missingLeft: boolean, gradient: number, hessian: number): void {
    this.score = score;
    this.slot = slot;
    this.bin = bin;
    this.next = next;
    this.missingLeft = missingLeft;
    this.leftGradient = gradient;
    this.leftHessian = hessian;
  }

  private found(node: NodeSums, gain: number): NodeSplit {
    const { slot, bin, leftGradient, leftHessian } = this;
    const left = { ...node, gradient: leftGradient, hessian: leftHessian };
    const right = { ...node, gradient: node.gradient - leftGradient, hessian: node.hessian - leftHessian };
    // Where training had no missing value in the column, those of later rows follow the larger side.
    const sawMissing = this.cuts.binned.bins[this.layout.columns[slot]].missing >= 0;
    const missingLeft = sawMissing ? this.missingLeft : leftHessian > right.hessian;
    return { gain, slot, bin, missingLeft, threshold: this.threshold(), left, right };
  }

  private threshold(): number {
    const first = this.layout.offsets[this.slot];
    if (this.next < 0) return Number.POSITIVE_INFINITY;
    const value = this.highest[first + this.bin];
    const middle = value / 2 + this.lowest[first + this.next] / 2;
    return floorToFloat32(middle);
  }
}
