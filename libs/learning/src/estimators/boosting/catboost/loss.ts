import type { Link } from '../objectives.js';

/** Sums of derivatives per leaf, of the function that is maximised (minus the loss), and of the loss; weights included. */
export interface LeafSums {
  /** Leaves × outputs. */
  readonly first: Float64Array;
  /** Leaves × outputs (outputs + 1) / 2: rows of the upper triangle; not positive on the diagonal. */
  readonly second: Float64Array;
  /** Leaves. */
  readonly loss: Float64Array;
}

/** Writes leaves' sums at the scores plus their steps, `step[leaf × outputs …]`, for the leaves that `which` has a 1 for. */
export type LeafStepper = (which: Uint8Array, step: Float64Array, sums: LeafSums) => void;

/** A stepper that goes leaf by leaf. */
export function eachLeaf(stepOne: (leaf: number, step: Float64Array, sums: LeafSums) => void): LeafStepper {
  return (which, step, sums) => {
    for (let leaf = 0; leaf < which.length; leaf++) if (which[leaf] === 1) stepOne(leaf, step, sums);
  };
}

export type LeafMethod = 'Newton' | 'Gradient' | 'Exact';

/** What a fit minimises. Scores are row-major [rows × outputs]; derivatives are those of minus the loss, so that steps go along them. */
export interface Loss {
  readonly outputs: number;
  readonly link: Link;
  /** How leaf values are found where nothing else is asked for. */
  readonly method: LeafMethod;
  readonly iterations: number;
  /** The scores before the first tree. */
  start(): Float64Array;
  /** Writes the weighted first derivatives at the scores, row-major, and returns the mean loss. */
  derivatives(scores: Float64Array, into: Float64Array): number;
  /** Takes in where rows fall. Follows `derivatives` at the same scores. */
  stepper(scores: Float64Array, leafOf: Uint16Array, leaves: number): LeafStepper;
  /** Mean loss. */
  loss(scores: Float64Array): number;
  /** The best constant to add per leaf, for losses without curvature. */
  exact?(scores: Float64Array, leafOf: Uint16Array, leaves: number): Float64Array;
}

/** Targets as float32, as in CatBoost, and a weight per row. */
export interface LossTargets {
  readonly y: Float32Array;
  readonly weights?: Float64Array;
}

export function totalOf({ y, weights }: LossTargets): number {
  return weights ? weights.reduce((a, b) => a + b, 0) : y.length;
}

/** Sums −weight · log p; probabilities of weight 1 are multiplied up and their logarithm taken once in a while: logarithms are dear. */
export class LogSum {
  private sum = 0;
  private product = 1;

  add(probability: number, weight: number): void {
    if (weight === 1 && probability > 1e-20) {
      this.product *= probability;
      if (this.product > 1e-280) return;
      this.sum -= Math.log(this.product);
      this.product = 1;
    } else this.sum -= weight * Math.log(Math.max(1e-300, probability));
  }

  total(): number {
    return this.sum - Math.log(this.product);
  }
}
