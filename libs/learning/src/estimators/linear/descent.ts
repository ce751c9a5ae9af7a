import { factorise, substitute } from '../../linear-algebra/cholesky.js';
import { type Objective, type Position, positionAt, steepest } from './objective.js';

/** One step further down; the same position when none leads down. */
export type Descent = (from: Position) => Promise<Position>;

/** Steps after which the Hessian is computed anew. */
const renewal = 6;

/**
 * Newton's method that keeps a Hessian for some steps and corrects it by what the gradients say (L-BFGS from that Hessian on), with step
 * halving. Its steps don't depend on how the columns are scaled. Nocedal & Wright, Numerical Optimization, 7.2.
 */
export function newton(objective: Objective): Descent {
  let factor: Float64Array = new Float64Array();
  let corrections = new Corrections(renewal);
  let age = renewal;
  const step = async (from: Position): Promise<Position> => {
    if (age === renewal) {
      factor = await objective.hessian(from.point);
      await factorise(factor, objective.size);
      corrections = new Corrections(renewal);
      age = 0;
    }
    const direction = corrections.direction(from.gradient, (vector) => substitute(factor, vector));
    const next = searchLine(objective, from, direction);
    age++;
    if (next === from && age > 1) {
      age = renewal;
      return step(from);
    }
    corrections.learn(from, next);
    return next;
  };
  return step;
}

/** Limited-memory BFGS with 10 corrections, for problems whose Hessian would be large. Nocedal & Wright, 7.2. */
export function limitedMemoryBfgs(objective: Objective): Descent {
  const corrections = new Corrections(10);
  return async (from) => {
    const next = searchLine(objective, from, corrections.direction(from.gradient));
    corrections.learn(from, next);
    return next;
  };
}

/** What the last steps say about the curvature. */
export class Corrections {
  private readonly kept: { step: Float64Array; change: Float64Array; curvature: number }[] = [];

  constructor(private readonly memory: number) {}

  learn(from: Position, to: Position): void {
    if (from === to) return;
    const step = difference(to.point, from.point);
    const change = difference(to.gradient, from.gradient);
    const curvature = dot(step, change);
    if (curvature > 1e-14 * dot(change, change)) this.kept.push({ step, change, curvature });
    if (this.kept.length > this.memory) this.kept.shift();
  }

  /** Down from slopes like these. `solve` divides by a first guess of the Hessian, in place; the default is a multiple of 1. */
  direction(slopes: Float64Array, solve?: (vector: Float64Array) => void): Float64Array {
    const direction = slopes.map((slope) => -slope);
    const shares: number[] = [];
    for (const { step, change, curvature } of this.kept.toReversed()) {
      const share = dot(step, direction) / curvature;
      shares.push(share);
      addScaled(direction, change, -share);
    }
    if (solve) solve(direction);
    else this.rescale(direction, slopes);
    for (const { step, change, curvature } of this.kept)
      addScaled(direction, step, (shares.pop() as number) - dot(change, direction) / curvature);
    return direction;
  }

  private rescale(direction: Float64Array, slopes: Float64Array): void {
    const last = this.kept.at(-1);
    const factor = last ? last.curvature / dot(last.change, last.change) : 1 / Math.max(1, Math.sqrt(dot(slopes, slopes)));
    for (let i = 0; i < direction.length; i++) direction[i] *= factor;
  }
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
    const reached = positionAt(objective, point);
    if (isAccepted(reached, from, 1e-4 * length * slope)) return reached;
  }
  return from;
}

/** Whether the value fell by the (negative) share, or the slopes flattened where a fall drowns in rounding. */
export function isAccepted(reached: Position, from: Position, share: number): boolean {
  if (reached.value <= from.value + share) return true;
  const rounding = 1e-13 * Math.max(1, Math.abs(from.value));
  return Math.abs(reached.value - from.value) <= rounding && steepest(reached.slopes) < steepest(from.slopes);
}

export function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

export function addScaled(target: Float64Array, added: Float64Array, factor: number): void {
  for (let i = 0; i < target.length; i++) target[i] += factor * added[i];
}

function difference(a: Float64Array, b: Float64Array): Float64Array {
  return a.map((value, i) => value - b[i]);
}
