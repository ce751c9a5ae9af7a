import { shrink } from './absolute-descent.js';

/** Least squares as coordinate descent sees it: what a step along one coordinate changes. */
export interface Coordinates {
  readonly size: number;
  /** zⱼ'Wzⱼ of every column. */
  readonly diagonal: Float64Array;
  /** zⱼ'W(residual): the slope that is left along coordinate j. */
  slope(j: number): number;
  /** Adds `change` to the coefficient of column j. */
  move(j: number, change: number): void;
}

/** Keeps Z'W(residual) up to date by columns of Z'WZ: a step costs as much as there are columns, however many rows. */
export class GramCoordinates implements Coordinates {
  readonly size: number;
  readonly diagonal: Float64Array;
  private readonly slopes: Float64Array;

  /** `gram` is symmetric, `products` Z'Wy; both about the means. */
  constructor(
    private readonly gram: Float64Array,
    products: Float64Array,
  ) {
    this.size = products.length;
    this.slopes = products.slice();
    this.diagonal = products.map((_, j) => Math.max(0, gram[j * this.size + j]));
  }

  slope(j: number): number {
    return this.slopes[j];
  }

  move(j: number, change: number): void {
    const { gram, slopes, size } = this;
    for (let k = 0, at = j * size; k < size; k++, at++) slopes[k] -= change * gram[at];
  }
}

export interface Penalties {
  /** Per column: absolute[j]·|βⱼ| + ½·squared[j]·βⱼ² is added to ½·Σ w·residual². */
  readonly absolute: Float64Array;
  readonly squared: Float64Array;
  /** Coefficients may not be negative. */
  readonly positive: boolean;
}

/** One turn through all coordinates. Returns the largest change and the largest coefficient, divided by `scale`. */
export function sweep(
  coordinates: Coordinates,
  coefficients: Float64Array,
  { absolute, squared, positive }: Penalties,
  scale: Float64Array,
): { change: number; largest: number } {
  let change = 0;
  let largest = 0;
  for (let j = 0; j < coordinates.size; j++) {
    const curvature = coordinates.diagonal[j];
    if (curvature === 0) continue;
    const old = coefficients[j];
    const target = shrink(coordinates.slope(j) + curvature * old, absolute[j]) / (curvature + squared[j]);
    const value = positive && target < 0 ? 0 : target;
    if (value !== old) {
      coordinates.move(j, value - old);
      coefficients[j] = value;
      change = Math.max(change, Math.abs(value - old) / scale[j]);
    }
    largest = Math.max(largest, Math.abs(value) / scale[j]);
  }
  return { change, largest };
}

/**
 * By how much the objective may still fall, at most: primal minus dual at the residual, shrunk until it is feasible. Without an L1 penalty:
 * half of what Newton steps along single coordinates would gain. Kim et al. 2007 (l1_ls), 3; scikit-learn's _cd_fast.
 */
export function dualityGap(
  coordinates: Coordinates,
  coefficients: Float64Array,
  { absolute, squared, positive }: Penalties,
  squares: number,
  products: Float64Array,
): number {
  let feasible = 1;
  let fit = 0;
  let residual = squares;
  let penalty = 0;
  let ridge = 0;
  let gain = 0;
  let bound = false;
  for (let j = 0; j < coefficients.length; j++) {
    const beta = coefficients[j];
    const slope = coordinates.slope(j) - squared[j] * beta;
    const excess = positive ? slope : Math.abs(slope);
    if (absolute[j] > 0) bound = true;
    if (excess > absolute[j]) feasible = Math.min(feasible, absolute[j] / excess);
    if (coordinates.diagonal[j] > 0 && (!positive || beta > 0 || slope > 0)) gain += slope ** 2 / (coordinates.diagonal[j] + squared[j]);
    fit += beta * products[j];
    residual -= beta * (products[j] + coordinates.slope(j));
    penalty += absolute[j] * Math.abs(beta);
    ridge += squared[j] * beta * beta;
  }
  if (!bound) return gain / 2;
  const leftover = Math.max(0, residual);
  return 0.5 * leftover * (1 + feasible ** 2) + penalty - feasible * (squares - fit) + 0.5 * ridge * (1 + feasible ** 2);
}
