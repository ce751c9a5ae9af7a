import type { Groups, Tally } from './forest-tallies.js';
import { missingCode } from './forest-columns.js';
import { keepsOrder, unbounded, type ValueBounds } from './monotone.js';

/** What either side of a split must have. */
export interface SplitLimits {
  readonly minRows: number;
  readonly minWeight: number;
}

/** The best split of a node so far; `gain` is the decrease of weighted impurity in the criterion's own scale. */
export class ForestSplit {
  column = -1;
  /** Rows with codes up to this go left. */
  bound = 0;
  missingLeft = false;
  /** Drawn thresholds stand as they are; those between neighbours are found once the split is chosen. */
  threshold = Number.NaN;
  numerator = -1;
  denominator = 1;
  /** Halfway between both sides' values; told of splits along columns that have a direction. */
  middle = 0;
  /** After the partition: the last code on the left and the first on the right. */
  highest = -1;
  lowest = missingCode;

  reset(): void {
    this.column = -1;
    this.numerator = -1;
    this.denominator = 1;
  }

  get score(): number {
    return this.numerator / this.denominator;
  }
}

/** Finds the best cut between the groups of a node's rows in one column. */
export class ForestCuts {
  readonly best = new ForestSplit();
  /** The direction of the column that is searched, and between what the node's values must stay. */
  direction = 0;
  bounds: ValueBounds = unbounded;
  /** Rows of the node. */
  nodeRows = 0;
  private readonly left: Float64Array;

  constructor(
    private readonly groups: Groups,
    private readonly tally: Tally,
    private readonly limits: SplitLimits,
    private readonly isMoment: boolean,
  ) {
    this.left = new Float64Array(tally.criterion.channels);
  }

  /** The last group left of the best of the first `cuts` cuts, if it beats the best so far; `leading` names a group that is on the left from the start. */
  cut(cuts: number, leading: number): number {
    return this.isMoment ? this.cutMoments(cuts, leading) : this.cutByCriterion(cuts, leading);
  }

  /**
   * The last group left of the best of the first `cuts` cuts, if it beats the best so far; `leading` names a group that is on the left
   * from the start. Weighted squared error falls by (l·W − w·P)² / (w (W − w) W): fractions are compared crosswise, without dividing.
   */
  private cutMoments(cuts: number, leading: number): number {
    const { best, limits, tally } = this;
    const { sums, rows } = this.groups;
    const weight = tally.total[0];
    const moment = tally.total[1];
    const { minWeight } = limits;
    const minRows = tally.countsRows && limits.minRows > 1 ? limits.minRows : 0;
    const mostLeftRows = minRows > 0 ? this.nodeRows - minRows : 0;
    let { numerator, denominator } = best;
    let leftWeight = leading < 0 ? 0 : sums[2 * leading];
    let leftMoment = leading < 0 ? 0 : sums[2 * leading + 1];
    let leftRows = leading < 0 ? 0 : rows[leading];
    let found = -1;
    for (let group = 0; group < cuts; group++) {
      leftWeight += sums[2 * group];
      leftMoment += sums[2 * group + 1];
      if (minRows > 0) {
        leftRows += rows[group];
        if (leftRows < minRows || leftRows > mostLeftRows) continue;
      }
      const rightWeight = weight - leftWeight;
      if (leftWeight < minWeight || rightWeight < minWeight) continue;
      const difference = leftMoment * weight - leftWeight * moment;
      const over = difference * difference;
      const under = leftWeight * rightWeight;
      if (over * denominator > numerator * under && this.allows(leftMoment / leftWeight, (moment - leftMoment) / rightWeight)) {
        numerator = over;
        denominator = under;
        found = group;
      }
    }
    if (found >= 0) {
      best.numerator = numerator;
      best.denominator = denominator;
    }
    return found;
  }

  /** Whether the two sides of a cut may have these values; if so, the cut is the best so far. */
  private allows(left: number, right: number): boolean {
    if (this.direction === 0) return true;
    if (!keepsOrder(this.direction, left, right, this.bounds)) return false;
    this.best.middle = (left + right) / 2;
    return true;
  }

  private cutByCriterion(cuts: number, leading: number): number {
    const { best, left, limits, tally, nodeRows } = this;
    const { sums, rows } = this.groups;
    const { criterion, total } = tally;
    const { channels } = criterion;
    const weight = total.reduce((sum, value) => sum + value, 0);
    left.fill(0);
    let leftRows = 0;
    let leftWeight = 0;
    let found = -1;
    for (let step = leading < 0 ? 0 : -1; step < cuts; step++) {
      const group = step < 0 ? leading : step;
      for (let k = 0; k < channels; k++) {
        left[k] += sums[channels * group + k];
        leftWeight += sums[channels * group + k];
      }
      leftRows += rows[group];
      if (step < 0 || leftRows < limits.minRows || nodeRows - leftRows < limits.minRows) continue;
      if (leftWeight < limits.minWeight || weight - leftWeight < limits.minWeight) continue;
      const score = criterion.score(left, total) - criterion.purity(total);
      if (!(score > best.score) || !this.allows(left[1] / leftWeight, (total[1] - left[1]) / (weight - leftWeight))) continue;
      best.numerator = score;
      best.denominator = 1;
      found = group;
    }
    return found;
  }
}
