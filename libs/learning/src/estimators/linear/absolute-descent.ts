import { mirror } from '../../linear-algebra/gram.js';
import { addScaled, Corrections, type Descent, dot, isAccepted } from './descent.js';
import { absoluteSum, type Objective, type Position, positionAt } from './objective.js';

type WithAbsolute = Objective & { readonly absolute: Float64Array };

/**
 * Newton's method under an L1 penalty: the second-order model with the penalty is minimised by cyclic coordinate descent, then the step is
 * halved until the whole falls. Friedman, Hastie, Tibshirani 2010 (glmnet); Lee, Sun, Saunders 2014, Proximal Newton-type methods.
 */
export function proximalNewton(objective: WithAbsolute): Descent {
  return async (from) => {
    const hessian = await objective.hessian(from.point);
    mirror(hessian, objective.size);
    const direction = coordinateSteps(hessian, from, objective.absolute);
    const penalty = absoluteSum(objective.absolute, from.point);
    const end = from.point.map((value, i) => value + direction[i]);
    const fall = dot(from.gradient, direction) + absoluteSum(objective.absolute, end) - penalty;
    if (!(fall < 0)) return from;
    for (let length = 1; length > 1e-9; length /= 2) {
      const point = length === 1 ? end : from.point.map((value, i) => value + length * direction[i]);
      const reached = positionAt(objective, point);
      if (isAccepted(reached, from, 1e-4 * length * fall)) return reached;
    }
    return from;
  };
}

const mostSweeps = 2000;

/** d that minimises g'd + ½d'Hd + Σ absolute·|point + d|. */
function coordinateSteps(hessian: Float64Array, { point, gradient }: Position, absolute: Float64Array): Float64Array {
  const size = point.length;
  const direction = new Float64Array(size);
  const slopes = gradient.slice();
  let largestEver = 0;
  for (let sweep = 0; sweep < mostSweeps; sweep++) {
    let largest = 0;
    for (let i = 0; i < size; i++) {
      const curvature = hessian[i * size + i];
      if (!(curvature > 0)) continue;
      const at = point[i] + direction[i];
      const change = shrink(at - slopes[i] / curvature, absolute[i] / curvature) - at;
      if (change === 0) continue;
      direction[i] += change;
      for (let k = 0, h = i * size; k < size; k++, h++) slopes[k] += change * hessian[h];
      largest = Math.max(largest, change * change * curvature);
    }
    largestEver = Math.max(largestEver, largest);
    // Quadratic in the step: a relative 10⁻¹¹ of it.
    if (largest <= 1e-22 * largestEver) break;
  }
  // Exactly 0 where the minimum is at 0, whatever the addition rounds to.
  for (let i = 0; i < size; i++) if (Math.abs(point[i] + direction[i]) < 1e-15 * Math.abs(point[i])) direction[i] = -point[i];
  return direction;
}

/** Nearer to 0 by the threshold, at most as far as 0. */
export function shrink(value: number, threshold: number): number {
  return value > threshold ? value - threshold : value < -threshold ? value + threshold : 0;
}

/**
 * Orthant-wise limited-memory BFGS, for problems whose Hessian would be large: steps stay in the orthant that the slopes point into.
 * Andrew & Gao 2007, Scalable Training of L1-Regularized Log-Linear Models.
 */
export function orthantWiseBfgs(objective: WithAbsolute): Descent {
  const corrections = new Corrections(10);
  return async (from) => {
    const direction = corrections.direction(from.slopes);
    for (let i = 0; i < direction.length; i++) if (direction[i] * from.slopes[i] >= 0) direction[i] = 0;
    const orthant = from.point.map((value, i) => Math.sign(value !== 0 ? value : -from.slopes[i]));
    for (let length = 1; length > 1e-12; length /= 2) {
      const point = from.point.slice();
      addScaled(point, direction, length);
      for (let i = 0; i < point.length; i++) if (objective.absolute[i] > 0 && point[i] * orthant[i] <= 0) point[i] = 0;
      const reached = positionAt(objective, point);
      let share = 0;
      for (let i = 0; i < point.length; i++) share += from.slopes[i] * (point[i] - from.point[i]);
      if (share < 0 && isAccepted(reached, from, 1e-4 * share)) {
        corrections.learn(from, reached);
        return reached;
      }
    }
    return from;
  };
}
