import { type Objective, smallest, type Targets, totalWeight, weightOf } from './objectives.js';

/** One point of a regression loss: derivative and curvature at a score, and the loss itself. */
interface PointLoss {
  gradient(score: number, y: number): number;
  hessian(score: number): number;
  loss(score: number, y: number): number;
}

const one = () => 1;

/** Half the squared error's derivative is the residual; the loss reported is the mean squared error. */
export function squaredObjective(targets: Targets): Objective {
  return pointwise(targets, { gradient: (s, y) => s - y, hessian: one, loss: (s, y) => (s - y) ** 2 }, () => weightedMean(targets));
}

/** Squared up to `alpha`, absolute beyond (Huber 1964). */
export function huberObjective(targets: Targets, alpha: number): Objective {
  const point: PointLoss = {
    gradient: (s, y) => Math.max(-alpha, Math.min(alpha, s - y)),
    hessian: one,
    loss: (s, y) => (Math.abs(s - y) <= alpha ? 0.5 * (s - y) ** 2 : alpha * (Math.abs(s - y) - 0.5 * alpha)),
  };
  return pointwise(targets, point, () => weightedMean(targets));
}

/** Poisson deviance up to a constant, on the log scale; the curvature is damped by e^0.7 as in LightGBM. */
export function poissonObjective(targets: Targets): Objective {
  const point: PointLoss = {
    gradient: (s, y) => Math.exp(s) - y,
    hessian: (s) => Math.exp(s + 0.7),
    loss: (s, y) => Math.exp(s) - y * s,
  };
  return { ...pointwise(targets, point, () => Math.log(Math.max(smallest, weightedMean(targets)))), link: 'exponential' };
}

/** Pinball loss at `alpha`; leaves are refitted to the residuals' quantile. 0.5 gives twice the absolute error's half: the median. */
export function quantileObjective(targets: Targets, alpha: number): Objective {
  const point: PointLoss = {
    gradient: (s, y) => (s >= y ? 1 - alpha : -alpha),
    hessian: one,
    loss: (s, y) => (s >= y ? (1 - alpha) * (s - y) : alpha * (y - s)),
  };
  return quantileFitted(targets, point, alpha);
}

export function absoluteObjective(targets: Targets): Objective {
  return quantileFitted(targets, { gradient: (s, y) => Math.sign(s - y), hessian: one, loss: (s, y) => Math.abs(s - y) }, 0.5);
}

function quantileFitted(targets: Targets, point: PointLoss, alpha: number): Objective {
  const { y } = targets;
  const everyRow = Uint32Array.from(y, (_, row) => row);
  const zeros = new Float64Array(y.length);
  const refit = (scores: Float64Array, rows: Uint32Array) => {
    const residuals = Float64Array.from(rows, (row) => y[row] - scores[row]);
    return weightedQuantile(residuals, targets.weights && Float64Array.from(rows, (row) => weightOf(targets, row)), alpha);
  };
  return { ...pointwise(targets, point, () => refit(zeros, everyRow)), refit };
}

function pointwise(targets: Targets, point: PointLoss, initial: () => number): Objective {
  const { y } = targets;
  const total = totalWeight(targets);
  return {
    outputs: 1,
    link: 'identity',
    initialScores: () => Float64Array.of(initial()),
    gradients(scores, _output, pairs) {
      let sum = 0;
      for (let row = 0; row < y.length; row++) {
        const weight = weightOf(targets, row);
        pairs[2 * row] = point.gradient(scores[row], y[row]) * weight;
        pairs[2 * row + 1] = point.hessian(scores[row]) * weight;
        sum += point.loss(scores[row], y[row]) * weight;
      }
      return sum / total;
    },
    loss(scores) {
      let sum = 0;
      for (let row = 0; row < y.length; row++) sum += point.loss(scores[row], y[row]) * weightOf(targets, row);
      return sum / total;
    },
  };
}

function weightedMean(targets: Targets): number {
  let sum = 0;
  for (let row = 0; row < targets.y.length; row++) sum += targets.y[row] * weightOf(targets, row);
  return sum / totalWeight(targets);
}

/**
 * The `alpha` quantile: without weights interpolated between the order statistics around alpha · (n − 1);
 * with weights the first value whose cumulated weight exceeds alpha of the total.
 */
export function weightedQuantile(values: Float64Array, weights: Float64Array | undefined, alpha: number): number {
  if (!weights) return quantile(values.slice().sort(), alpha);
  const order = Array.from(values, (_, i) => i).sort((a, b) => values[a] - values[b]);
  const threshold = alpha * order.reduce((sum, i) => sum + weights[i], 0);
  let cumulated = 0;
  const found = order.find((i) => {
    cumulated += weights[i];
    return cumulated > threshold;
  });
  return values[found ?? order[order.length - 1]];
}

function quantile(sorted: Float64Array, alpha: number): number {
  const position = (sorted.length - 1) * alpha;
  const below = Math.floor(position);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below] + (sorted[above] - sorted[below]) * (position - below);
}
