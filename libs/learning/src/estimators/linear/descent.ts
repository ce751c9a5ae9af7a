import { solveSymmetric } from './cholesky.js';
import type { Objective } from './objective.js';

/** Where a minimisation stands after a step. */
export interface Position {
  readonly point: Float64Array;
  readonly value: number;
  readonly gradient: Float64Array;
}

/** One step further down; the same position when none leads down. */
export type Descent = (from: Position) => Position;

export function startAt(objective: Objective, point: Float64Array): Position {
  return { point, ...objective.evaluate(point) };
}

export function steepest(gradient: Float64Array): number {
  let largest = 0;
  for (const slope of gradient) largest = Math.max(largest, Math.abs(slope));
  return largest;
}

/** Newton's method with step halving; its steps don't depend on how the columns are scaled. */
export function newton(objective: Objective): Descent {
  return (from) => {
    const direction = from.gradient.map((slope) => -slope);
    solveSymmetric(objective.hessian(from.point), direction);
    return searchLine(objective, from, direction);
  };
}

/** Limited-memory BFGS with 10 corrections, for problems whose Hessian would be large. Nocedal & Wright, Numerical Optimization, 7.2. */
export function limitedMemoryBfgs(objective: Objective, memory = 10): Descent {
  const corrections: { step: Float64Array; change: Float64Array; curvature: number }[] = [];
  return (from) => {
    const direction = twoLoops(from.gradient, corrections);
    const next = searchLine(objective, from, direction);
    const step = difference(next.point, from.point);
    const change = difference(next.gradient, from.gradient);
    const curvature = dot(step, change);
    if (curvature > 1e-14 * dot(change, change)) corrections.push({ step, change, curvature });
    if (corrections.length > memory) corrections.shift();
    return next;
  };
}

function twoLoops(
  gradient: Float64Array,
  corrections: readonly { step: Float64Array; change: Float64Array; curvature: number }[],
): Float64Array {
  const direction = gradient.map((slope) => -slope);
  const shares: number[] = [];
  for (const { step, change, curvature } of corrections.toReversed()) {
    const share = dot(step, direction) / curvature;
    shares.push(share);
    addScaled(direction, change, -share);
  }
  const last = corrections.at(-1);
  const first = last ? last.curvature / dot(last.change, last.change) : 1 / Math.max(1, Math.sqrt(dot(gradient, gradient)));
  for (let i = 0; i < direction.length; i++) direction[i] *= first;
  for (const { step, change, curvature } of corrections)
    addScaled(direction, step, (shares.pop() as number) - dot(change, direction) / curvature);
  return direction;
}

/**
 * Halves the step until the value falls by Armijo's share. Beside the minimum, where a fall drowns in rounding, a step that
 * flattens the slope is taken as well.
 */
function searchLine(objective: Objective, from: Position, direction: Float64Array): Position {
  const slope = dot(from.gradient, direction);
  if (!(slope < 0)) return from;
  for (let length = 1; length > 1e-9; length /= 2) {
    const point = from.point.slice();
    addScaled(point, direction, length);
    const reached = startAt(objective, point);
    if (reached.value <= from.value + 1e-4 * length * slope) return reached;
    const rounding = 1e-13 * Math.max(1, Math.abs(from.value));
    if (Math.abs(reached.value - from.value) <= rounding && steepest(reached.gradient) < steepest(from.gradient)) return reached;
  }
  return from;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

function addScaled(target: Float64Array, added: Float64Array, factor: number): void {
  for (let i = 0; i < target.length; i++) target[i] += factor * added[i];
}

function difference(a: Float64Array, b: Float64Array): Float64Array {
  return a.map((value, i) => value - b[i]);
}
