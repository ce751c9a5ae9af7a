import { LearningError } from '../../../errors.js';
import { groupByLeaf } from './leaf-rows.js';
import { eachLeaf, type Loss, type LossTargets, totalOf } from './loss.js';

/** Derivatives of minus the loss at a score, and the loss. */
interface PointLoss {
  readonly first: (score: number, y: number) => number;
  readonly second: (score: number, y: number) => number;
  readonly loss: (score: number, y: number) => number;
}

export function rmse(targets: LossTargets): Loss {
  const point: PointLoss = { first: (s, y) => y - s, second: () => -1, loss: (s, y) => (s - y) ** 2 };
  return { ...pointwise(targets, point), start: () => Float64Array.of(Math.fround(weightedMean(targets))) };
}

/** Poisson's deviance up to a constant, on the log scale. Throws `learning.value_invalid` for negative targets. */
export function poisson(targets: LossTargets): Loss {
  if (targets.y.some((value) => value < 0))
    throw new LearningError('learning.value_invalid', 'The Poisson loss needs a target without negative values.', 'loss_function');
  const point: PointLoss = {
    first: (s, y) => y - Math.exp(s),
    second: (s) => -Math.exp(s),
    loss: (s, y) => Math.exp(s) - y * s,
  };
  return { ...pointwise(targets, point), link: 'exponential', iterations: 10 };
}

/** Squared up to `delta`, absolute beyond (Huber 1964). */
export function huber(targets: LossTargets, delta: number): Loss {
  return pointwise(targets, {
    first: (s, y) => Math.max(-delta, Math.min(delta, y - s)),
    second: (s, y) => (Math.abs(y - s) < delta ? -1 : 0),
    loss: (s, y) => (Math.abs(y - s) < delta ? 0.5 * (y - s) ** 2 : delta * (Math.abs(y - s) - 0.5 * delta)),
  });
}

/** Pinball loss at `alpha`; MAE is twice that of 0.5. Leaves take the residuals' quantile. */
export function quantile(targets: LossTargets, alpha: number): Loss {
  const point: PointLoss = {
    first: (s, y) => (Math.abs(y - s) < 1e-6 ? 0 : y - s > 0 ? alpha : alpha - 1),
    second: () => 0,
    loss: (s, y) => (y >= s ? alpha * (y - s) : (alpha - 1) * (y - s)),
  };
  const { y, weights } = targets;
  return {
    ...pointwise(targets, point),
    method: 'Exact',
    start: () => Float64Array.of(bestConstant(y, weights, alpha)),
    exact(scores, leafOf, leaves) {
      const members: number[][] = Array.from({ length: leaves }, () => []);
      for (let row = 0; row < y.length; row++) members[leafOf[row]].push(row);
      return Float64Array.from(members, (rows) =>
        bestConstant(
          Float32Array.from(rows, (row) => y[row] - scores[row]),
          weights && Float64Array.from(rows, (row) => weights[row]),
          alpha,
        ),
      );
    },
  };
}

/**
 * The least value whose cumulated weight is `alpha` of the total, moved by 1e-6 to the side where the loss is less: what CatBoost takes as the
 * optimum (optimal_const_for_loss.h). 0 for no values.
 */
function bestConstant(values: Float32Array, weights: Float64Array | undefined, alpha: number): number {
  if (values.length === 0) return 0;
  const order = Array.from(values.keys()).sort((a, b) => values[a] - values[b]);
  const weightOf = (i: number) => (weights ? weights[i] : 1);
  const wanted = alpha * order.reduce((sum, i) => sum + weightOf(i), 0);
  let cumulated = 0;
  const found = order.find((i) => (cumulated += weightOf(i)) >= wanted - Number.EPSILON) ?? order[order.length - 1];
  const value = values[found];
  const less = order.reduce((sum, i) => sum + (values[i] < value ? weightOf(i) : 0), 0);
  const equal = order.reduce((sum, i) => sum + (values[i] === value ? weightOf(i) : 0), 0);
  return less + equal * alpha >= wanted - Number.EPSILON ? Math.fround(value - 1e-6) : Math.fround(value + 1e-6);
}

function pointwise(targets: LossTargets, point: PointLoss): Loss {
  const { y, weights } = targets;
  const total = totalOf(targets);
  const weightOf = (row: number) => (weights ? weights[row] : 1);
  return {
    outputs: 1,
    link: 'identity',
    method: 'Newton',
    iterations: 1,
    start: () => new Float64Array(1),
    derivatives(scores, into) {
      let sum = 0;
      for (let row = 0; row < y.length; row++) {
        into[row] = point.first(scores[row], y[row]) * weightOf(row);
        sum += point.loss(scores[row], y[row]) * weightOf(row);
      }
      return sum / total;
    },
    stepper(scores, leafOf, leaves) {
      const { order, begin } = groupByLeaf(leafOf, leaves);
      return eachLeaf((leaf, step, sums) => {
        let first = 0;
        let second = 0;
        let loss = 0;
        for (let place = begin[leaf]; place < begin[leaf + 1]; place++) {
          const row = order[place];
          const score = scores[row] + step[leaf];
          const weight = weightOf(row);
          first += point.first(score, y[row]) * weight;
          second += point.second(score, y[row]) * weight;
          loss += point.loss(score, y[row]) * weight;
        }
        sums.first[leaf] = first;
        sums.second[leaf] = second;
        sums.loss[leaf] = loss;
      });
    },
    loss(scores) {
      let sum = 0;
      for (let row = 0; row < y.length; row++) sum += point.loss(scores[row], y[row]) * weightOf(row);
      return sum / total;
    },
  };
}

function weightedMean({ y, weights }: LossTargets): number {
  let sum = 0;
  for (let row = 0; row < y.length; row++) sum += y[row] * (weights ? weights[row] : 1);
  return sum / totalOf({ y, weights });
}
