import type { Histogram } from './histogram.js';
import { epsilon, type LeafSums, type SlotBins } from './split.js';
import { type ValuedSplit, valuedFloor } from './valued-split.js';
import { boundedValue, gainAt, type ParentValue, type ValueRules } from './leaf-values.js';

/** Named as in LightGBM's documentation. */
export interface CategoryRules {
  readonly maxCatToOnehot: number;
  readonly catSmooth: number;
  readonly catL2: number;
  readonly maxCatThreshold: number;
  readonly minDataPerGroup: number;
}

export interface CategorySplit extends ValuedSplit {
  /** The bins that go left. */
  readonly binsLeft: readonly number[];
}

/**
 * The best set of categories to go left (LightGBM, FindBestThresholdCategoricalInner): one category where there are few, else a run of those sorted
 * by gradient over hessian (Fisher 1958), from either end, their leaves more strongly regularised. Bin 0 (missing, rare) always goes right.
 */
export function findCategorySplit(
  histogram: Histogram,
  bins: SlotBins,
  leaf: LeafSums,
  rules: ValueRules & CategoryRules,
  parent: ParentValue,
): CategorySplit | undefined {
  const search = new CategorySearch(histogram, bins, leaf, rules, parent);
  if (bins.count <= rules.maxCatToOnehot) search.singles();
  else search.runs();
  return search.best;
}

class CategorySearch {
  best?: CategorySplit;
  private bestGain = Number.NEGATIVE_INFINITY;
  private readonly total: number;
  private readonly floor: number;

  constructor(
    private readonly histogram: Histogram,
    private readonly bins: SlotBins,
    private readonly leaf: LeafSums,
    private readonly rules: ValueRules & CategoryRules,
    private readonly parent: ParentValue,
  ) {
    this.total = leaf.hessian + 2 * epsilon;
    this.floor = valuedFloor(leaf, rules, parent);
  }

  private sumsOf(bin: number): LeafSums {
    const at = 2 * (this.bins.first + bin);
    const hessian = this.histogram[at + 1];
    return { gradient: this.histogram[at], hessian, rows: (hessian * (this.leaf.rows / this.total) + 0.5) | 0 };
  }

  private restOf({ rows, gradient, hessian }: LeafSums): LeafSums {
    return { rows: this.leaf.rows - rows, gradient: this.leaf.gradient - gradient, hessian: this.total - hessian };
  }

  /** Every category against all others. */
  singles(): void {
    const { minRows, minHessian, l2 } = this.rules;
    for (let bin = 1; bin < this.bins.count; bin++) {
      const own = this.sumsOf(bin);
      if (own.rows < minRows || own.hessian < minHessian) continue;
      const left = { ...own, hessian: own.hessian + epsilon };
      const right = this.restOf(left);
      if (right.rows < minRows || right.hessian < minHessian) continue;
      this.judge(left, right, l2, () => [bin]);
    }
  }

  /** Categories in the order of their leaf values, taken from both ends. */
  runs(): void {
    const sums = Array.from({ length: this.bins.count }, (_, bin) => this.sumsOf(bin));
    const { catSmooth, maxCatThreshold } = this.rules;
    const rank = sums.map(({ gradient, hessian }) => gradient / (hessian + catSmooth));
    const used = Array.from(sums.keys())
      .slice(1)
      .filter((bin) => sums[bin].rows >= catSmooth)
      .sort((a, b) => rank[a] - rank[b]);
    const most = Math.min(maxCatThreshold, Math.floor((used.length + 1) / 2));
    this.run(used.slice(0, most), sums);
    this.run(used.toReversed().slice(0, most), sums);
  }

  private run(order: readonly number[], sums: readonly LeafSums[]): void {
    const { minRows, minHessian, minDataPerGroup, l2, catL2 } = this.rules;
    let left: LeafSums = { rows: 0, gradient: 0, hessian: epsilon };
    let inGroup = 0;
    for (const [i, bin] of order.entries()) {
      const { rows, gradient, hessian } = sums[bin];
      left = { rows: left.rows + rows, gradient: left.gradient + gradient, hessian: left.hessian + hessian };
      inGroup += rows;
      if (left.rows < minRows || left.hessian < minHessian) continue;
      const right = this.restOf(left);
      if (right.rows < Math.max(minRows, minDataPerGroup) || right.hessian < minHessian) return;
      if (inGroup < minDataPerGroup) continue;
      inGroup = 0;
      this.judge(left, right, l2 + catL2, () => order.slice(0, i + 1));
    }
  }

  private judge(left: LeafSums, right: LeafSums, l2: number, binsLeft: () => readonly number[]): void {
    const { rules, parent } = this;
    const [leftValue, rightValue] = [left, right].map(({ gradient, hessian, rows }) =>
      boundedValue(gradient, hessian, rows, l2, rules, parent),
    );
    const gain =
      gainAt(leftValue, left.gradient, left.hessian, rules.l1, l2) + gainAt(rightValue, right.gradient, right.hessian, rules.l1, l2);
    if (gain <= this.floor || gain <= this.bestGain) return;
    this.bestGain = gain;
    this.best = {
      gain: gain - this.floor,
      bin: 0,
      missingLeft: false,
      binsLeft: binsLeft(),
      leftValue,
      rightValue,
      left: { ...left, hessian: left.hessian - epsilon },
      right: { ...right, hessian: right.hessian - epsilon },
    };
  }
}
