import type { NodeSums } from './grow-level-wise.js';
import type { Histogram } from './histogram.js';
import type { SlotBins } from './split.js';
import type { XgboostGain } from './xgboost-gain.js';

/** Bins 0…bin go left, and the missing bin where `missingLeft`, with the sums of that side. */
export interface Cut {
  readonly change: number;
  readonly bin: number;
  readonly missingLeft: boolean;
  readonly gradient: number;
  readonly hessian: number;
}

/**
 * The best cut of one column of numbers, better than nothing, or undefined: the plain twin of searchCuts in kernels/boosting.as (XGBoost 3.2,
 * src/tree/hist/evaluate_splits.h). Values up to a cut left and missing ones right first, then missing ones left; of equal gains the first wins.
 */
export function findCut(
  histogram: Histogram,
  { first, count, hasMissing }: SlotBins,
  node: NodeSums,
  column: number,
  gain: XgboostGain,
): Cut | undefined {
  let best: Cut | undefined;
  const offer = (bin: number, missingLeft: boolean, gradient: number, hessian: number) => {
    if (gain.isLight(hessian) || gain.isLight(node.hessian - hessian)) return;
    const change = gain.ofSplit(node, column, gradient, hessian);
    if (change > (best?.change ?? 0) && change !== Number.POSITIVE_INFINITY) best = { change, bin, missingLeft, gradient, hessian };
  };
  const last = count - 1;
  const missing = 2 * (first + last);
  const isSplit = hasMissing && (histogram[missing] !== 0 || histogram[missing + 1] !== 0);
  const end = hasMissing && !isSplit ? last - 1 : last;
  for (let bin = 0, gradient = 0, hessian = 0; bin < end; bin++) {
    gradient += histogram[2 * (first + bin)];
    hessian += histogram[2 * (first + bin) + 1];
    offer(bin, false, gradient, hessian);
  }
  if (!isSplit) return best;
  for (let bin = last - 1, gradient = 0, hessian = 0; bin >= 0; bin--) {
    gradient += histogram[2 * (first + bin)];
    hessian += histogram[2 * (first + bin) + 1];
    offer(bin - 1, true, node.gradient - gradient, node.hessian - hessian);
  }
  return best;
}
