import { LogLoss, softmaxRows } from './classification-objectives.js';
import { type Link, type Objective, type Targets, totalWeight, weightOf } from './objectives.js';

/** A score's loss against one target: gradient, curvature and the loss that is reported. */
interface PointLoss {
  gradient(score: number, y: number): number;
  hessian(score: number, y: number): number;
  loss(score: number, y: number): number;
}

const round = Math.fround;
const one = () => 1;

/** Objectives with XGBoost 3.2's gradients and first scores (src/objective), in float32 where it uses float32. `base` is a given base_score. */
export function logisticObjective(targets: Targets, positiveWeight: number, base: number | null): Objective {
  const { y } = targets;
  const total = totalWeight(targets);
  const objective: Objective = {
    outputs: 1,
    link: 'logistic',
    initialScores: () => Float64Array.of(logit(base ?? firstProbability(targets, positiveWeight))),
    gradients(scores, _output, pairs) {
      const loss = new LogLoss();
      for (let row = 0; row < y.length; row++) {
        const p = round(sigmoid(round(scores[row])));
        const weight = weightOf(targets, row);
        const scaled = y[row] === 1 ? weight * positiveWeight : weight;
        pairs[2 * row] = round(p - y[row]) * scaled;
        pairs[2 * row + 1] = Math.max(round(p * round(1 - p)), 1e-16) * scaled;
        loss.add(y[row] === 1 ? p : 1 - p, weight);
      }
      return loss.total() / total;
    },
    loss(scores) {
      const loss = new LogLoss();
      for (let row = 0; row < y.length; row++) loss.add(sigmoid(y[row] === 1 ? scores[row] : -scores[row]), weightOf(targets, row));
      return loss.total() / total;
    },
  };
  return objective;
}

function sigmoid(score: number): number {
  return 1 / (1 + Math.exp(Math.min(-score, 88.7)));
}

/** As kept within (0, 1) by LogisticRegression::ProbToMargin. */
function logit(probability: number): number {
  const p = Math.min(Math.max(round(probability), round(1e-6)), round(1 - 1e-6));
  return round(-Math.log(round(round(1 / p) - 1)));
}

/** The mean, or with a weight for the second class one Newton step from 0. */
function firstProbability(targets: Targets, positiveWeight: number): number {
  if (Math.abs(positiveWeight - 1) <= 1e-6) return weightedMean(targets);
  let gradient = 0;
  let hessian = 0;
  for (let row = 0; row < targets.y.length; row++) {
    const scaled = weightOf(targets, row) * (targets.y[row] === 1 ? positiveWeight : 1);
    gradient += (0.5 - targets.y[row]) * scaled;
    hessian += 0.25 * scaled;
  }
  return sigmoid(round(-gradient / hessian));
}

/** Softmax over `classes` scores; the first scores are the classes' log shares less their mean. */
export function softprobObjective(targets: Targets, classes: number, base: number | null): Objective {
  const { y } = targets;
  const total = totalWeight(targets);
  const probabilities = new Float64Array(y.length * classes);
  const loss = (scores: Float64Array) => {
    softmaxRows(scores, classes, probabilities);
    const sum = new LogLoss();
    for (let row = 0; row < y.length; row++) sum.add(probabilities[row * classes + y[row]], weightOf(targets, row));
    return sum.total() / total;
  };
  return {
    outputs: classes,
    link: 'softmax',
    initialScores: () => (base === null ? logShares(targets, classes) : new Float64Array(classes).fill(base)),
    gradients(scores, output, pairs) {
      const current = output === 0 ? loss(scores) : 0;
      for (let row = 0; row < y.length; row++) {
        const p = round(probabilities[row * classes + output]);
        const weight = weightOf(targets, row);
        pairs[2 * row] = round(y[row] === output ? p - 1 : p) * weight;
        pairs[2 * row + 1] = Math.max(2 * p * round(1 - p) * weight, 1e-16);
      }
      return current;
    },
    loss,
  };
}

function logShares(targets: Targets, classes: number): Float64Array {
  const total = totalWeight(targets);
  const sums = new Float64Array(classes);
  for (let row = 0; row < targets.y.length; row++) sums[targets.y[row]] += weightOf(targets, row);
  const logs = sums.map((sum) => round(Math.log(round(round(sum / total) + round(1e-6)))));
  const mean = round(logs.reduce((a, b) => a + b, 0) / classes);
  return logs.map((value) => round(value - mean));
}

export function squaredErrorObjective(targets: Targets, base: number | null): Objective {
  const point: PointLoss = { gradient: (s, y) => s - y, hessian: one, loss: (s, y) => (s - y) ** 2 };
  return pointwise(targets, point, 'identity', () => base ?? weightedMean(targets));
}

/** Pseudo-Huber loss: squared near 0, absolute far beyond `slope`; starts from one Newton step. */
export function pseudoHuberObjective(targets: Targets, slope: number, base: number | null): Objective {
  const root = (z: number) => Math.sqrt(1 + (z / slope) ** 2);
  const point: PointLoss = {
    gradient: (s, y) => (s - y) / root(s - y),
    hessian: (s, y) => slope ** 2 / ((slope ** 2 + (s - y) ** 2) * root(s - y)),
    loss: (s, y) => slope ** 2 * (root(s - y) - 1),
  };
  return pointwise(targets, point, 'identity', () => base ?? newtonStep(targets, point));
}

function newtonStep(targets: Targets, point: PointLoss): number {
  let gradient = 0;
  let hessian = 0;
  for (let row = 0; row < targets.y.length; row++) {
    gradient += point.gradient(0, targets.y[row]) * weightOf(targets, row);
    hessian += point.hessian(0, targets.y[row]) * weightOf(targets, row);
  }
  return -gradient / Math.max(hessian, 1e-6);
}

/** Log link; the curvature is damped by e^maxDeltaStep. */
export function poissonCountObjective(targets: Targets, maxDeltaStep: number, base: number | null): Objective {
  const point: PointLoss = {
    gradient: (s, y) => Math.exp(s) - y,
    hessian: (s) => Math.exp(s + maxDeltaStep),
    loss: (s, y) => Math.exp(s) - y * s,
  };
  return onLogScale(targets, point, base);
}

export function gammaObjective(targets: Targets, base: number | null): Objective {
  const point: PointLoss = {
    gradient: (s, y) => 1 - y / Math.exp(s),
    hessian: (s, y) => y / Math.exp(s),
    loss: (s, y) => y / Math.exp(s) + s,
  };
  return onLogScale(targets, point, base);
}

/** Tweedie with variance power `power` in [1, 2). */
export function tweedieObjective(targets: Targets, power: number, base: number | null): Objective {
  const near = 1 - power;
  const far = 2 - power;
  const point: PointLoss = {
    gradient: (s, y) => -y * Math.exp(near * s) + Math.exp(far * s),
    hessian: (s, y) => -y * near * Math.exp(near * s) + far * Math.exp(far * s),
    loss: (s, y) => (near === 0 ? -y * s : (-y * Math.exp(near * s)) / near) + Math.exp(far * s) / far,
  };
  return onLogScale(targets, point, base);
}

function onLogScale(targets: Targets, point: PointLoss, base: number | null): Objective {
  return pointwise(targets, point, 'exponential', () => Math.log(Math.max(round(base ?? weightedMean(targets)), 1e-16)));
}

/** Pinball loss; leaves are refitted to the residuals' quantile (src/objective/adaptive.cc). */
export function pinballObjective(targets: Targets, alpha: number, base: number | null): Objective {
  const point: PointLoss = {
    gradient: (s, y) => (s >= y ? 1 - alpha : -alpha),
    hessian: one,
    loss: (s, y) => (s >= y ? (1 - alpha) * (s - y) : alpha * (y - s)),
  };
  return quantileFitted(targets, point, alpha, base);
}

export function absoluteErrorObjective(targets: Targets, base: number | null): Objective {
  return quantileFitted(targets, { gradient: (s, y) => Math.sign(s - y), hessian: one, loss: (s, y) => Math.abs(s - y) }, 0.5, base);
}

function quantileFitted(targets: Targets, point: PointLoss, alpha: number, base: number | null): Objective {
  const everyRow = Uint32Array.from(targets.y, (_, row) => row);
  const zeros = new Float64Array(targets.y.length);
  const refit = (scores: Float64Array, rows: Uint32Array) => quantileOfRows(targets, scores, rows, alpha);
  return { ...pointwise(targets, point, 'identity', () => base ?? refit(zeros, everyRow)), refit };
}

/** Interpolated between the order statistics around alpha · (n + 1); with weights the first value that reaches its share (src/common/stats.h). */
function quantileOfRows(targets: Targets, scores: Float64Array, rows: Uint32Array, alpha: number): number {
  const residuals = Float32Array.from(rows, (row) => round(targets.y[row] - round(scores[row])));
  if (targets.weights)
    return weightedQuantileOf(
      residuals,
      Float64Array.from(rows, (row) => weightOf(targets, row)),
      alpha,
    );
  residuals.sort();
  const n = residuals.length;
  if (alpha <= 1 / (n + 1)) return residuals[0];
  if (alpha >= n / (n + 1)) return residuals[n - 1];
  const position = alpha * (n + 1);
  const below = Math.floor(position) - 1;
  return round(residuals[below] + (position - 1 - below) * round(residuals[below + 1] - residuals[below]));
}

function weightedQuantileOf(values: Float32Array, weights: Float64Array, alpha: number): number {
  const order = Array.from(values.keys()).sort((a, b) => values[a] - values[b]);
  let cumulated = 0;
  const upTo = order.map((i) => (cumulated = round(cumulated + round(weights[i]))));
  const threshold = round(cumulated * alpha);
  const found = upTo.findIndex((weight) => weight >= threshold);
  return values[order[found < 0 ? order.length - 1 : found]];
}

function pointwise(targets: Targets, point: PointLoss, link: Link, initial: () => number): Objective {
  const { y } = targets;
  const total = totalWeight(targets);
  return {
    outputs: 1,
    link,
    initialScores: () => Float64Array.of(round(initial())),
    gradients(scores, _output, pairs) {
      let sum = 0;
      for (let row = 0; row < y.length; row++) {
        const weight = weightOf(targets, row);
        const score = round(scores[row]);
        pairs[2 * row] = round(point.gradient(score, y[row])) * weight;
        pairs[2 * row + 1] = round(point.hessian(score, y[row])) * weight;
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
