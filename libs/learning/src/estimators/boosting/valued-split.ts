import type { Histogram } from './histogram.js';
import { epsilon, type LeafSums, type SlotBins, type Split } from './split.js';
import { boundedValue, gainAt, type ParentValue, type ValueRules } from './leaf-values.js';

/** What one search is told beyond the histogram. */
export interface ColumnRules {
  /** 1: the score may only rise along the column; −1: only fall; 0: neither. */
  readonly direction: number;
  /** The only bin after which to cut (extremely randomised trees); absent: any. */
  readonly onlyBin?: number;
}

/** A split with the values that its two leaves get. */
export interface ValuedSplit extends Split {
  readonly leftValue: number;
  readonly rightValue: number;
}

/**
 * The best split of a column of numbers where leaves' values are bounded, smoothed or cuts drawn: as findSplit, with gains taken at the values that
 * the leaves would get (LightGBM, GetSplitGains with USE_MC and USE_SMOOTHING). A cut against a monotone column's direction gains nothing.
 */
export function findValuedSplit(
  histogram: Histogram,
  bins: SlotBins,
  leaf: LeafSums,
  rules: ValueRules,
  parent: ParentValue,
  column: ColumnRules,
): ValuedSplit | undefined {
  const search = new ValuedSearch(histogram, bins, leaf, rules, parent, column);
  if (bins.hasMissing && bins.count > 2) {
    search.scan(bins.count - 2, 0, true);
    search.scan(0, bins.count - 1, false);
  } else search.scan(bins.count - 1, 0, false);
  return search.best;
}

class ValuedSearch {
  best?: ValuedSplit;
  private bestGain = Number.NEGATIVE_INFINITY;
  private readonly total: number;
  private readonly floor: number;

  constructor(
    private readonly histogram: Histogram,
    private readonly bins: SlotBins,
    private readonly leaf: LeafSums,
    private readonly rules: ValueRules,
    private readonly parent: ParentValue,
    private readonly column: ColumnRules,
  ) {
    this.total = leaf.hessian + 2 * epsilon;
    this.floor = valuedFloor(leaf, rules, parent);
  }

  /** Scans bins `from` until before `to`, downwards (the right side is summed) or upwards. */
  scan(from: number, to: number, missingLeft: boolean): void {
    const { histogram, leaf, rules, total } = this;
    const down = from > to;
    const rowsPerHessian = leaf.rows / total;
    let [gradient, hessian, rows] = [0, epsilon, 0];
    for (let bin = from; bin !== to; bin += down ? -1 : 1) {
      const at = 2 * (this.bins.first + bin);
      gradient += histogram[at];
      hessian += histogram[at + 1];
      rows += (histogram[at + 1] * rowsPerHessian + 0.5) | 0;
      if (rows < rules.minRows || hessian < rules.minHessian) continue;
      if (leaf.rows - rows < rules.minRows || total - hessian < rules.minHessian) break;
      const cut = down ? bin - 1 : bin;
      if (this.column.onlyBin !== undefined && this.column.onlyBin !== cut) continue;
      const own = { gradient, hessian, rows };
      const other = { gradient: leaf.gradient - gradient, hessian: total - hessian, rows: leaf.rows - rows };
      this.judge(down ? other : own, down ? own : other, cut, missingLeft);
    }
  }

  private judge(left: LeafSums, right: LeafSums, bin: number, missingLeft: boolean): void {
    const { rules, parent } = this;
    const { l1, l2 } = rules;
    const valueOf = (side: LeafSums) => boundedValue(side.gradient, side.hessian, side.rows, l2, rules, parent);
    const [leftValue, rightValue] = [valueOf(left), valueOf(right)];
    if (this.column.direction * (rightValue - leftValue) < 0) return;
    const gain = gainAt(leftValue, left.gradient, left.hessian, l1, l2) + gainAt(rightValue, right.gradient, right.hessian, l1, l2);
    if (gain <= this.floor || gain <= this.bestGain) return;
    this.bestGain = gain;
    this.best = {
      gain: gain - this.floor,
      bin,
      missingLeft,
      leftValue,
      rightValue,
      left: { ...left, hessian: left.hessian - epsilon },
      right: { ...right, hessian: right.hessian - epsilon },
    };
  }
}

/** What a split of the leaf has to exceed. */
export function valuedFloor({ rows, gradient, hessian }: LeafSums, rules: ValueRules, parent: ParentValue): number {
  const { l1, l2, minGain } = rules;
  const free = { value: parent.value, bounds: { low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY } };
  const total = hessian + 2 * epsilon;
  return gainAt(boundedValue(gradient, total, rows, l2, rules, free), gradient, total, l1, l2) + minGain;
}
