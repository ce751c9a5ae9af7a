import type { NodeSums } from './grow-level-wise.js';

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

const round = Math.fround;

/** Values and gains of nodes as XGBoost 3.2 has them (src/tree/split_evaluator.h): sums in double, gains in float32. */
export class XgboostGain {
  private readonly isConstrained: boolean;

  constructor(private readonly rules: XgboostRules) {
    this.isConstrained = rules.monotone !== undefined || rules.maxDeltaStep > 0;
  }

  /** Whether a side has too little weight to be one. */
  isLight(hessian: number): boolean {
    return hessian < this.rules.minChildWeight || hessian <= 0;
  }

  /** The leaf value within its bounds (CalcWeight). */
  value(gradient: number, hessian: number, { lower, upper }: Pick<NodeSums, 'lower' | 'upper'>): number {
    const { lambda, alpha, maxDeltaStep } = this.rules;
    if (this.isLight(hessian)) return 0;
    const step = -shrink(gradient, alpha) / (hessian + lambda);
    const capped = maxDeltaStep > 0 && Math.abs(step) > maxDeltaStep ? Math.sign(step) * maxDeltaStep : step;
    return Math.min(Math.max(round(capped), lower), upper);
  }

  /** What a node, or a side of it, gains; `bounds` are the node's. */
  of(gradient: number, hessian: number, bounds: NodeSums): number {
    if (hessian <= 0) return 0;
    if (!this.isConstrained) {
      const shrunk = shrink(gradient, this.rules.alpha);
      return round(round(shrunk * shrunk) / round(hessian + this.rules.lambda));
    }
    const value = this.value(gradient, hessian, bounds);
    const linear = round(round(2 * round(gradient)) * value);
    return -round(linear + round(round(round(hessian) + round(this.rules.lambda)) * round(value * value)));
  }

  /** What a split of a column gains over the node; −∞ where it goes against the column's direction. */
  ofSplit(node: NodeSums, column: number, gradient: number, hessian: number): number {
    const [otherGradient, otherHessian] = [node.gradient - gradient, node.hessian - hessian];
    const direction = this.rules.monotone?.[column] ?? 0;
    if (direction * (this.value(otherGradient, otherHessian, node) - this.value(gradient, hessian, node)) < 0)
      return Number.NEGATIVE_INFINITY;
    const sides = round(this.of(gradient, hessian, node) + this.of(otherGradient, otherHessian, node));
    return round(sides - this.of(node.gradient, node.hessian, node));
  }
}

/** ThresholdL1. */
function shrink(gradient: number, alpha: number): number {
  if (gradient > alpha) return gradient - alpha;
  return gradient < -alpha ? gradient + alpha : 0;
}
