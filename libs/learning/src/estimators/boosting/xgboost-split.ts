import { codesOf } from '../trees/binned-matrix.js';
import type { Histogram } from './histogram.js';
import type { HistogramLayout } from './histogram-layout.js';
import type { NodeRules, NodeSplit, NodeSums } from './grow-level-wise.js';
import { codesOfBin, type CutMatrix } from './xgboost-bins.js';
import { type CategoryJudge, type CategorySplit, findCategories, type SideSums } from './xgboost-categories.js';

/** Regularisation of one fit, named as in XGBoost's documentation. */
export interface XgboostRules {
  readonly minChildWeight: number;
  /** Smallest gain of a split (min_split_loss). */
  readonly gamma: number;
  readonly lambda: number;
  readonly alpha: number;
  /** 0: none. */
  readonly maxDeltaStep: number;
  /** Per column −1, 0 or 1; absent where no column is constrained. */
  readonly monotone?: Int8Array;
  readonly maxCatToOnehot: number;
  readonly maxCatThreshold: number;
}

/** Gains up to this are rounding (kRtEps). */
const smallestGain = Math.fround(1e-6);
/** Gains in float32 are within a millionth of the exact ones. */
const surelyWorse = 1 - 1e-6;
const round = Math.fround;
const unbounded = { lower: Number.NEGATIVE_INFINITY, upper: Number.POSITIVE_INFINITY };

/**
 * The split search of XGBoost 3.2's `hist` (src/tree/hist/evaluate_splits.h, split_evaluator.h): sums in double, gains in float32 as there, so that
 * equal gains are equal here too. Values up to a cut left and missing ones right first, then missing ones left; of equal gains the first wins.
 */
export class XgboostSplits implements NodeRules {
  private readonly constrained: boolean;
  private readonly filled = new Uint16Array(257);
  private readonly codes: readonly Uint8Array[];
  private readonly scratch = new Float64Array(512);
  private readonly ownPairs: Float64Array;
  private rootGain = 0;
  openSlots: Int32Array = new Int32Array();
  /** The categories of the best split, where it is by categories. */
  private categories?: CategorySplit;
  /** Best of the node so far. */
  private change = 0;
  private slot = -1;
  private bin = -1;
  private missingLeft = false;
  private leftGradient = 0;
  private leftHessian = 0;

  constructor(
    private readonly cuts: CutMatrix,
    private readonly layout: HistogramLayout,
    private readonly rules: XgboostRules,
  ) {
    this.constrained = rules.monotone !== undefined || rules.maxDeltaStep > 0;
    this.codes = cuts.binned.bins.map((_, column) => codesOf(cuts.binned, column));
    this.ownPairs = new Float64Array(2 * cuts.binned.rows);
  }

  valueOf(node: NodeSums): number {
    return this.weight(node.gradient, node.hessian, node);
  }

  search(histogram: Histogram, node: NodeSums, slots: Int32Array, rows: Uint32Array): NodeSplit | undefined {
    const { offsets } = this.layout;
    this.begin(node);
    const open = slots.filter((slot) => this.scanSlot(histogram, offsets[slot], node, slot, rows.length));
    return this.end(node, open);
  }

  /** Column by column in one small histogram, which stays in the processor's nearest cache and is cleared bin by bin. */
  searchRows(pairs: Float32Array, node: NodeSums, slots: Int32Array, rows: Uint32Array): NodeSplit | undefined {
    const { scratch, codes, ownPairs } = this;
    const { columns } = this.layout;
    this.begin(node);
    const count = rows.length;
    for (let i = 0; i < count; i++) {
      ownPairs[2 * i] = pairs[2 * rows[i]];
      ownPairs[2 * i + 1] = pairs[2 * rows[i] + 1];
    }
    const open = slots.filter((slot) => {
      const column = codes[columns[slot]];
      for (let i = 0; i < count; i++) {
        const at = 2 * column[rows[i]];
        scratch[at] += ownPairs[2 * i];
        scratch[at + 1] += ownPairs[2 * i + 1];
      }
      const opens = this.scanSlot(scratch, 0, node, slot, count);
      for (let i = 0; i < count; i++) {
        const at = 2 * column[rows[i]];
        scratch[at] = 0;
        scratch[at + 1] = 0;
      }
      return opens;
    });
    return this.end(node, open);
  }

  private begin(node: NodeSums): void {
    const { gradient, hessian } = node;
    this.rootGain = this.constrained
      ? this.gainGiven(gradient, hessian, this.weight(gradient, hessian, node))
      : this.plainGain(gradient, hessian);
    this.change = 0;
    this.slot = -1;
    this.categories = undefined;
  }

  private end(node: NodeSums, open: Int32Array): NodeSplit | undefined {
    this.openSlots = open;
    return this.slot >= 0 && this.change > smallestGain && this.change >= round(this.rules.gamma) ? this.found(node) : undefined;
  }

  /** Looks at one slot, whose bins begin at `first`; false when it will never be split below this node. */
  private scanSlot(histogram: Histogram, first: number, node: NodeSums, slot: number, rows: number): boolean {
    const { offsets, columns } = this.layout;
    const bins = offsets[slot + 1] - offsets[slot];
    const last = first + bins - 1;
    const hasMissing = this.cuts.binned.bins[columns[slot]].missing >= 0;
    if (this.cuts.categories[columns[slot]] > 0) {
      const own = { first, count: bins - Number(hasMissing), hasMissing };
      this.keepCategories(slot, findCategories(histogram, own, node, this.judgeOf(node, this.rootGain), this.change));
      return true;
    }
    const isSplit = hasMissing && (histogram[2 * last + 1] !== 0 || histogram[2 * last] !== 0);
    const end = isSplit ? last : hasMissing ? last - 1 : last;
    // Where rows are fewer than bins, most bins are empty.
    const filled = rows < end - first ? this.filledBins(histogram, first, end) : end - first;
    const opens = this.scanUp(histogram, node, this.rootGain, slot, first, filled, filled < end - first);
    const opensDown = isSplit && this.scanDown(histogram, node, this.rootGain, slot, first, last - 1);
    return opens || opensDown;
  }

  private judgeOf(node: NodeSums, rootGain: number): CategoryJudge {
    const { minChildWeight, maxCatToOnehot, maxCatThreshold } = this.rules;
    const isLight = ({ hessian }: SideSums) => hessian < minChildWeight || hessian <= 0;
    const gainOf = ({ gradient, hessian }: SideSums) =>
      this.constrained ? this.gainGiven(gradient, hessian, this.weight(gradient, hessian, node)) : this.plainGain(gradient, hessian);
    return {
      alone: maxCatToOnehot,
      most: maxCatThreshold,
      changeOf: (rest, chosen) =>
        isLight(rest) || isLight(chosen) ? Number.NEGATIVE_INFINITY : round(round(gainOf(rest) + gainOf(chosen)) - rootGain),
      weightOf: ({ gradient, hessian }) => this.weight(gradient, hessian, unbounded),
    };
  }

  private keepCategories(slot: number, found: CategorySplit | undefined): void {
    if (!found) return;
    this.keep(found.change, slot, -1, found.missingChosen, found.sums.gradient, found.sums.hessian);
    this.categories = found;
  }

  /** Notes the bins of `first` … `end − 1` that have rows, counted from `first`; without branches that the processor could guess wrong. */
  private filledBins(histogram: Histogram, first: number, end: number): number {
    const { filled } = this;
    let count = 0;
    for (let bin = 0; bin < end - first; bin++) {
      filled[count] = bin;
      count += +(histogram[2 * (first + bin) + 1] !== 0);
    }
    return count;
  }

  /** Cuts after each of the first `count` bins (of the filled ones, where `isSparse`); what lies beyond goes right. False when no cut is heavy enough on both sides. */
  private scanUp(
    histogram: Histogram,
    node: NodeSums,
    rootGain: number,
    slot: number,
    first: number,
    count: number,
    isSparse: boolean,
  ): boolean {
    const { minChildWeight, lambda, alpha } = this.rules;
    const { constrained, filled } = this;
    const totalGradient = node.gradient;
    const totalHessian = node.hessian;
    let gradient = 0;
    let hessian = 0;
    let opens = false;
    let bar = (rootGain + this.change) * surelyWorse;
    for (let i = 0; i < count; i++) {
      const bin = isSparse ? filled[i] : i;
      gradient += histogram[2 * (first + bin)];
      hessian += histogram[2 * (first + bin) + 1];
      if (hessian < minChildWeight || hessian <= 0) continue;
      const otherHessian = totalHessian - hessian;
      if (otherHessian < minChildWeight || otherHessian <= 0) break;
      opens = true;
      const otherGradient = totalGradient - gradient;
      let change: number;
      if (constrained) change = round(this.constrainedGain(node, slot, gradient, hessian, otherGradient, otherHessian) - rootGain);
      else {
        const left = alpha === 0 ? gradient : shrink(gradient, alpha);
        const right = alpha === 0 ? otherGradient : shrink(otherGradient, alpha);
        // Without dividing: too far below the best for float32's rounding to matter.
        const leftWeight = hessian + lambda;
        const rightWeight = otherHessian + lambda;
        if (left * left * rightWeight + right * right * leftWeight < bar * leftWeight * rightWeight) continue;
        const leftGain = round(round(left * left) / round(leftWeight));
        const rightGain = round(round(right * right) / round(rightWeight));
        change = round(round(leftGain + rightGain) - rootGain);
      }
      if (!(change > this.change)) continue;
      this.keep(change, slot, bin, false, gradient, hessian);
      bar = (rootGain + change) * surelyWorse;
    }
    return opens;
  }

  /** Cuts before each of the bins `last` … `first`; what lies below goes left, and the missing values with it. */
  private scanDown(histogram: Histogram, node: NodeSums, rootGain: number, slot: number, first: number, last: number): boolean {
    const { minChildWeight } = this.rules;
    const { constrained } = this;
    let gradient = 0;
    let hessian = 0;
    let opens = false;
    for (let bin = last; bin >= first; bin--) {
      gradient += histogram[2 * bin];
      hessian += histogram[2 * bin + 1];
      if (hessian < minChildWeight || hessian <= 0) continue;
      const otherHessian = node.hessian - hessian;
      if (otherHessian < minChildWeight || otherHessian <= 0) break;
      opens = true;
      const otherGradient = node.gradient - gradient;
      const gain = constrained
        ? this.constrainedGain(node, slot, otherGradient, otherHessian, gradient, hessian)
        : round(this.plainGain(otherGradient, otherHessian) + this.plainGain(gradient, hessian));
      const change = round(gain - rootGain);
      if (change > this.change) this.keep(change, slot, bin - first - 1, true, otherGradient, otherHessian);
    }
    return opens;
  }

  private keep(change: number, slot: number, bin: number, missingLeft: boolean, gradient: number, hessian: number): void {
    if (change === Number.POSITIVE_INFINITY) return;
    this.change = change;
    this.slot = slot;
    this.bin = bin;
    this.missingLeft = missingLeft;
    this.leftGradient = gradient;
    this.leftHessian = hessian;
    this.categories = undefined;
  }

  private plainGain(gradient: number, hessian: number): number {
    if (hessian <= 0) return 0;
    const shrunk = shrink(gradient, this.rules.alpha);
    return round(round(shrunk * shrunk) / round(hessian + this.rules.lambda));
  }

  /** The leaf value within its bounds (CalcWeight). */
  private weight(gradient: number, hessian: number, { lower, upper }: Pick<NodeSums, 'lower' | 'upper'>): number {
    const { minChildWeight, lambda, alpha, maxDeltaStep } = this.rules;
    if (hessian < minChildWeight || hessian <= 0) return 0;
    const step = -shrink(gradient, alpha) / (hessian + lambda);
    const capped = maxDeltaStep > 0 && Math.abs(step) > maxDeltaStep ? Math.sign(step) * maxDeltaStep : step;
    return Math.min(Math.max(round(capped), lower), upper);
  }

  private gainGiven(gradient: number, hessian: number, weight: number): number {
    if (hessian <= 0) return 0;
    if (!this.rules.monotone && this.rules.maxDeltaStep === 0) return this.plainGain(gradient, hessian);
    const linear = round(round(2 * round(gradient)) * weight);
    return -round(linear + round(round(round(hessian) + round(this.rules.lambda)) * round(weight * weight)));
  }

  private constrainedGain(node: NodeSums, slot: number, gradient: number, hessian: number, rightGradient: number, rightHessian: number) {
    const direction = this.rules.monotone?.[this.layout.columns[slot]] ?? 0;
    const left = this.weight(gradient, hessian, node);
    const right = this.weight(rightGradient, rightHessian, node);
    if (direction * (right - left) < 0) return Number.NEGATIVE_INFINITY;
    return round(this.gainGiven(gradient, hessian, left) + this.gainGiven(rightGradient, rightHessian, right));
  }

  private found(node: NodeSums): NodeSplit {
    const { slot, bin, missingLeft, leftGradient, leftHessian } = this;
    const column = this.layout.columns[slot];
    const left = { gradient: leftGradient, hessian: leftHessian, lower: node.lower, upper: node.upper };
    const right = { ...left, gradient: node.gradient - leftGradient, hessian: node.hessian - leftHessian };
    this.bound(node, column, left, right);
    if (this.categories)
      return { gain: this.change, slot, bin, missingLeft, threshold: 0, left, right, ...this.sides(column, this.categories) };
    return { gain: this.change, slot, bin, missingLeft, threshold: this.threshold(column, bin), left, right };
  }

  /** The chosen categories go left, all others right: unknown ones too. */
  private sides(column: number, { chosen, missingChosen }: CategorySplit): Pick<NodeSplit, 'codesLeft' | 'binsLeft'> {
    const binsLeft = new Uint8Array(256);
    for (const bin of chosen) binsLeft[bin] = 1;
    const { missing } = this.cuts.binned.bins[column];
    if (missing >= 0 && missingChosen) binsLeft[missing] = 1;
    return { binsLeft, codesLeft: chosen.flatMap((bin) => codesOfBin(bin, this.cuts.categories[column])) };
  }

  /** Below a split of a constrained column no value may cross the middle of its two sides (TreeEvaluator::AddSplit). */
  private bound(node: NodeSums, column: number, left: Mutable<NodeSums>, right: Mutable<NodeSums>): void {
    const direction = this.rules.monotone?.[column] ?? 0;
    if (direction === 0) return;
    const sum = round(this.weight(left.gradient, left.hessian, node) + this.weight(right.gradient, right.hessian, node));
    const middle = round(sum / 2);
    if (direction > 0) left.upper = right.lower = middle;
    else left.lower = right.upper = middle;
  }

  private threshold(column: number, bin: number): number {
    const { thresholds } = this.cuts.binned.bins[column];
    if (bin < 0) return this.cuts.belowAll[column];
    return bin < thresholds.length ? thresholds[bin] : this.cuts.aboveAll[column];
  }
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** ThresholdL1. */
function shrink(gradient: number, alpha: number): number {
  if (gradient > alpha) return gradient - alpha;
  return gradient < -alpha ? gradient + alpha : 0;
}
