import type { Histogram } from './histogram.js';

/** Regularisation of one tree's splits and leaves, as in LightGBM's documentation. */
export interface SplitRules {
  readonly minRows: number;
  readonly minHessian: number;
  readonly minGain: number;
  readonly l1: number;
  readonly l2: number;
}

/** A leaf as the split search sees it. */
export interface LeafSums {
  readonly rows: number;
  readonly gradient: number;
  readonly hessian: number;
}

export interface SlotBins {
  readonly first: number;
  readonly count: number;
  /** Whether the last bin holds the missing values. */
  readonly hasMissing: boolean;
}

/** Bins 0…bin go left, and the missing bin where `missingLeft`. */
export interface Split {
  readonly gain: number;
  readonly bin: number;
  readonly missingLeft: boolean;
  readonly left: LeafSums;
  readonly right: LeafSums;
}

/** Keeps every denominator positive, as LightGBM's kEpsilon. */
export const epsilon = 1e-15;

export function shrink(gradient: number, l1: number): number {
  if (l1 === 0) return gradient;
  return Math.sign(gradient) * Math.max(0, Math.abs(gradient) - l1);
}

/** The value that minimises the second-order loss of a leaf (XGBoost paper, eq. 5, with L1). */
export function leafValue({ gradient, hessian }: LeafSums, { l1, l2 }: SplitRules): number {
  return -shrink(gradient, l1) / (hessian + l2 + epsilon);
}

function leafGain(gradient: number, hessian: number, l1: number, l2: number): number {
  const shrunk = shrink(gradient, l1);
  return (shrunk * shrunk) / (hessian + l2);
}

/**
 * The best split of one column in one leaf, or undefined when none is allowed. Row counts are taken from the hessians, as LightGBM does
 * (FeatureHistogram::FindBestThresholdSequentially), which saves a third histogram. Of equal gains the higher bin wins, missing values left first.
 */
export function findSplit(histogram: Histogram, bins: SlotBins, leaf: LeafSums, rules: SplitRules): Split | undefined {
  const search = new SplitSearch(histogram, bins, leaf, rules);
  if (bins.hasMissing && bins.count > 2) {
    search.fromRight(bins.count - 2, true);
    search.fromLeft(bins.count - 2);
  } else search.fromRight(bins.count - 1, false);
  return search.best();
}

class SplitSearch {
  private readonly total: number;
  private readonly floor: number;
  private readonly rowsPerHessian: number;
  private gain = Number.NEGATIVE_INFINITY;
  private bin = -1;
  private missingLeft = false;
  private leftGradient = 0;
  private leftHessian = 0;
  private leftRows = 0;

  constructor(
    private readonly histogram: Histogram,
    private readonly bins: SlotBins,
    private readonly leaf: LeafSums,
    private readonly rules: SplitRules,
  ) {
    this.total = leaf.hessian + 2 * epsilon;
    this.floor = leafGain(leaf.gradient, this.total, rules.l1, rules.l2) + rules.minGain;
    this.rowsPerHessian = leaf.rows / this.total;
  }

  /** Scans from bin `last` down; all that is not scanned (and the missing bin beyond `last`) is left. */
  fromRight(last: number, missingLeft: boolean): void {
    const { histogram, leaf, rules, total, floor, rowsPerHessian } = this;
    const { minRows, minHessian, l1, l2 } = rules;
    const first = this.bins.first;
    let gradient = 0;
    let hessian = epsilon;
    let rows = 0;
    for (let bin = last; bin >= 1; bin--) {
      const at = (first + bin) << 1;
      const binHessian = histogram[at + 1];
      gradient += histogram[at];
      hessian += binHessian;
      rows += (binHessian * rowsPerHessian + 0.5) | 0;
      if (rows < minRows || hessian < minHessian) continue;
      const otherHessian = total - hessian;
      if (leaf.rows - rows < minRows || otherHessian < minHessian) break;
      const otherGradient = leaf.gradient - gradient;
      const gain = leafGain(otherGradient, otherHessian, l1, l2) + leafGain(gradient, hessian, l1, l2);
      if (gain > floor && gain > this.gain) this.keep(gain, bin - 1, missingLeft, otherGradient, otherHessian, leaf.rows - rows);
    }
  }

  /** Scans from bin 0 up to `last`; the missing bin goes right. */
  fromLeft(last: number): void {
    const { histogram, leaf, rules, total, floor, rowsPerHessian } = this;
    const { minRows, minHessian, l1, l2 } = rules;
    const first = this.bins.first;
    let gradient = 0;
    let hessian = epsilon;
    let rows = 0;
    for (let bin = 0; bin <= last; bin++) {
      const at = (first + bin) << 1;
      const binHessian = histogram[at + 1];
      gradient += histogram[at];
      hessian += binHessian;
      rows += (binHessian * rowsPerHessian + 0.5) | 0;
      if (rows < minRows || hessian < minHessian) continue;
      const otherHessian = total - hessian;
      if (leaf.rows - rows < minRows || otherHessian < minHessian) break;
      const otherGradient = leaf.gradient - gradient;
      const gain = leafGain(gradient, hessian, l1, l2) + leafGain(otherGradient, otherHessian, l1, l2);
      if (gain > floor && gain > this.gain) this.keep(gain, bin, false, gradient, hessian, rows);
    }
  }

  private keep(gain: number, bin: number, missingLeft: boolean, gradient: number, hessian: number, rows: number): void {
    this.gain = gain;
    this.bin = bin;
    this.missingLeft = missingLeft;
    this.leftGradient = gradient;
    this.leftHessian = hessian;
    this.leftRows = rows;
  }

  best(): Split | undefined {
    if (this.bin < 0) return undefined;
    return {
      gain: this.gain - this.floor,
      bin: this.bin,
      missingLeft: this.missingLeft,
      left: { rows: this.leftRows, gradient: this.leftGradient, hessian: this.leftHessian - epsilon },
      right: {
        rows: this.leaf.rows - this.leftRows,
        gradient: this.leaf.gradient - this.leftGradient,
        hessian: this.total - this.leftHessian - epsilon,
      },
    };
  }
}
