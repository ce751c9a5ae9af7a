/** A smooth function of many variables, to which Σ absolute[i]·|pointᵢ| may be added. */
export interface Objective {
  readonly size: number;
  /** Strength of the L1 penalty per variable, when there is one. */
  readonly absolute?: Float64Array;
  /** Value and gradient of the smooth part. */
  evaluate(point: Float64Array): { value: number; gradient: Float64Array };
  /** Lower triangle of the smooth part's matrix of second derivatives, row-major. */
  hessian(point: Float64Array): Promise<Float64Array>;
}

/** Where a minimisation stands after a step. */
export interface Position {
  readonly point: Float64Array;
  /** With the L1 penalty. */
  readonly value: number;
  /** Of the smooth part. */
  readonly gradient: Float64Array;
  /** The subgradient of the whole that is nearest to 0: nothing leads down where it is 0. Without an L1 penalty the gradient itself. */
  readonly slopes: Float64Array;
}

export function positionAt(objective: Objective, point: Float64Array): Position {
  const { value, gradient } = objective.evaluate(point);
  const { absolute } = objective;
  if (!absolute) return { point, value, gradient, slopes: gradient };
  const slopes = gradient.map((slope, i) => nearestToZero(slope, point[i], absolute[i]));
  return { point, value: value + absoluteSum(absolute, point), gradient, slopes };
}

function nearestToZero(slope: number, at: number, strength: number): number {
  if (at !== 0) return slope + Math.sign(at) * strength;
  return Math.sign(slope) * Math.max(0, Math.abs(slope) - strength);
}

export function absoluteSum(absolute: Float64Array, point: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < point.length; i++) if (absolute[i] !== 0) sum += absolute[i] * Math.abs(point[i]);
  return sum;
}

export function steepest(slopes: Float64Array): number {
  let largest = 0;
  for (let i = 0; i < slopes.length; i++) largest = Math.max(largest, Math.abs(slopes[i]));
  return largest;
}
