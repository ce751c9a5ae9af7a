import { shrink, type SplitRules } from './split.js';

/** What a leaf's value may be, where columns are to be monotone. */
export interface Bounds {
  readonly low: number;
  readonly high: number;
}

export const unbounded: Bounds = { low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY };

/** How leaves get their values where more than the gradients decide: bounds from monotone columns, and smoothing towards the parent's value. */
export interface ValueRules extends SplitRules {
  /** Rows that the parent's value counts as; 0 for none. */
  readonly pathSmooth: number;
}

/** The leaf that is being split, as its children's values see it. */
export interface ParentValue {
  readonly value: number;
  readonly bounds: Bounds;
}

/** A leaf's value (LightGBM, CalculateSplittedLeafOutput). */
export function boundedValue(gradient: number, hessian: number, rows: number, l2: number, rules: ValueRules, parent: ParentValue): number {
  let value = -shrink(gradient, rules.l1) / (hessian + l2);
  if (rules.pathSmooth > 0) {
    const weight = rows / rules.pathSmooth;
    value = (value * weight) / (weight + 1) + parent.value / (weight + 1);
  }
  return Math.min(Math.max(value, parent.bounds.low), parent.bounds.high);
}

/** The loss reduction of a leaf of that value (GetLeafGainGivenOutput). */
export function gainAt(value: number, gradient: number, hessian: number, l1: number, l2: number): number {
  return -(2 * shrink(gradient, l1) * value + (hessian + l2) * value * value);
}
