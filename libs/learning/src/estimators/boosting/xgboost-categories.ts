import type { Histogram } from './histogram.js';
import type { NodeSums } from './grow-level-wise.js';

/** Sums of one side of a split. */
export interface SideSums {
  readonly gradient: number;
  readonly hessian: number;
}

/** How the fit values a set of categories. */
export interface CategoryJudge {
  /** Of so few categories each is tried alone (max_cat_to_onehot: fewer than this). */
  readonly alone: number;
  /** Most categories that one side of a split is built up from (max_cat_threshold). */
  readonly most: number;
  /** What the loss falls by; −∞ where a side is too light. */
  changeOf(rest: SideSums, chosen: SideSums): number;
  /** The leaf value by which categories are put in order. */
  weightOf(sums: SideSums): number;
}

/** The chosen bins part from all others; missing values go with the chosen where `missingChosen`. */
export interface CategorySplit {
  readonly change: number;
  readonly chosen: readonly number[];
  readonly missingChosen: boolean;
  readonly sums: SideSums;
}

interface CategoryBins {
  readonly first: number;
  /** Bins of categories, without the missing one. */
  readonly count: number;
  readonly hasMissing: boolean;
}

/** The best set of categories in a node, better than `change` (XGBoost's EnumerateOneHot and EnumeratePart), or undefined. */
export function findCategories(
  histogram: Histogram,
  { first, count, hasMissing }: CategoryBins,
  node: NodeSums,
  judge: CategoryJudge,
  change: number,
): CategorySplit | undefined {
  const sums = Array.from({ length: count }, (_, bin) => sumsAt(histogram, first + bin));
  const missing = hasMissing ? sumsAt(histogram, first + count) : { gradient: 0, hessian: 0 };
  const search = new CategorySearch(node, judge, change);
  if (count < judge.alone) search.eachAlone(sums, missing);
  else search.inOrder(sums);
  return search.best;
}

function sumsAt(histogram: Histogram, bin: number): SideSums {
  return { gradient: histogram[2 * bin], hessian: histogram[2 * bin + 1] };
}

const plus = (a: SideSums, b: SideSums): SideSums => ({ gradient: a.gradient + b.gradient, hessian: a.hessian + b.hessian });
const minus = (a: SideSums, b: SideSums): SideSums => ({ gradient: a.gradient - b.gradient, hessian: a.hessian - b.hessian });
const none: SideSums = { gradient: 0, hessian: 0 };

class CategorySearch {
  best?: CategorySplit;

  constructor(
    private readonly node: NodeSums,
    private readonly judge: CategoryJudge,
    private change: number,
  ) {}

  /** Missing values with the others first, then with the category. */
  eachAlone(sums: readonly SideSums[], missing: SideSums): void {
    sums.forEach((own, bin) => {
      this.offer(own, () => [bin], false);
      this.offer(plus(own, missing), () => [bin], true);
    });
  }

  /** Categories by their leaf values: the lowest ones against the rest and the missing values, then the highest ones against the rest with them. */
  inOrder(sums: readonly SideSums[]): void {
    const weights = sums.map((own) => this.judge.weightOf(own));
    const order = Array.from(sums.keys()).sort((a, b) => weights[a] - weights[b] || a - b);
    const steps = Math.min(this.judge.most, sums.length) - 1;
    let lowest = none;
    for (let taken = 0; taken < steps; taken++) {
      lowest = plus(lowest, sums[order[taken]]);
      this.offer(lowest, () => order.slice(0, taken + 1), false);
    }
    let highest = none;
    for (let taken = 0; taken < steps; taken++) {
      const place = sums.length - 1 - taken;
      highest = plus(highest, sums[order[place]]);
      this.offer(minus(this.node, highest), () => order.slice(0, place), true);
    }
  }

  private offer(sums: SideSums, chosen: () => number[], missingChosen: boolean): void {
    const change = this.judge.changeOf(minus(this.node, sums), sums);
    if (!(change > this.change)) return;
    this.change = change;
    this.best = { change, chosen: chosen(), missingChosen, sums };
  }
}
