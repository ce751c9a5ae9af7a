import { LogLoss, softmaxRows } from './classification-objectives.js';
import type { Objective } from './objectives.js';

/** Targets of scikit-learn's gradient boosting: double, with a weight per row. */
export interface ResidualTargets {
  readonly y: Float64Array;
  readonly weights?: Float64Array;
}

/** Residuals (negative gradients) of one output from the scores. */
type Residual = (score: number, y: number) => number;

/** Trees fit the residuals by least squares, each row weighing as given; `refit` then takes the loss' own step per leaf (Friedman 2001). */
class Residuals {
  readonly values: Float64Array;

  constructor(private readonly targets: ResidualTargets) {
    this.values = new Float64Array(targets.y.length);
  }

  fill(scores: Float64Array, of: Residual, pairs: Float32Array): void {
    const { y } = this.targets;
    for (let row = 0; row < y.length; row++) this.put(row, of(scores[row], y[row]), pairs);
  }

  put(row: number, residual: number, pairs: Float32Array): void {
    const weight = weightOfRow(this.targets, row);
    this.values[row] = residual;
    pairs[2 * row] = -residual * weight;
    pairs[2 * row + 1] = weight;
  }

  /** Σ w · residual / Σ w · curvature over a leaf's rows; 0 where the curvature vanishes (scikit-learn's _safe_divide). */
  step(rows: Uint32Array, curvature: (residual: number, row: number) => number): number {
    let numerator = 0;
    let denominator = 0;
    for (const row of rows) {
      const weight = weightOfRow(this.targets, row);
      numerator += weight * this.values[row];
      denominator += weight * curvature(this.values[row], row);
    }
    return Math.abs(denominator) < 1e-150 ? 0 : numerator / denominator;
  }
}

function weightOfRow({ weights }: ResidualTargets, row: number): number {
  return weights ? weights[row] : 1;
}

const smallestShare = Number.EPSILON;

function share(targets: ResidualTargets, code: number): number {
  let sum = 0;
  let total = 0;
  for (let row = 0; row < targets.y.length; row++) {
    total += weightOfRow(targets, row);
    if (targets.y[row] === code) sum += weightOfRow(targets, row);
  }
  return Math.min(Math.max(sum / total, smallestShare), 1 - smallestShare);
}

/** Binomial deviance, scores on the logit scale. */
export function binomialObjective(targets: ResidualTargets): Objective {
  const residuals = new Residuals(targets);
  return binary(targets, {
    gradients: (scores, pairs) => residuals.fill(scores, (score, y) => y - 1 / (1 + Math.exp(-score)), pairs),
    refit: (rows) => residuals.step(rows, (residual, row) => (targets.y[row] - residual) * (1 - targets.y[row] + residual)),
  });
}

/** AdaBoost's exponential loss. Scores here are on the logit scale, twice scikit-learn's, so that the link is the logistic as elsewhere. */
export function exponentialObjective(targets: ResidualTargets): Objective {
  const residuals = new Residuals(targets);
  const residual = (score: number, y: number) => (y > 0 ? Math.exp(-score / 2) : -Math.exp(score / 2));
  return binary(targets, {
    gradients: (scores, pairs) => residuals.fill(scores, residual, pairs),
    refit: (rows) => 2 * residuals.step(rows, (value) => Math.abs(value)),
  });
}

interface BinaryLoss {
  gradients(scores: Float64Array, pairs: Float32Array): void;
  refit(rows: Uint32Array): number;
}

function binary(targets: ResidualTargets, { gradients, refit }: BinaryLoss): Objective {
  const { y } = targets;
  const loss = (scores: Float64Array) => {
    const sum = new LogLoss();
    let total = 0;
    for (let row = 0; row < y.length; row++) {
      total += weightOfRow(targets, row);
      sum.add(1 / (1 + Math.exp(y[row] > 0 ? -scores[row] : scores[row])), weightOfRow(targets, row));
    }
    return sum.total() / total;
  };
  return {
    outputs: 1,
    link: 'logistic',
    initialScores() {
      const p = share(targets, 1);
      return Float64Array.of(Math.log(p / (1 - p)));
    },
    gradients(scores, _output, pairs) {
      gradients(scores, pairs);
      return loss(scores);
    },
    loss,
    refit: (_scores, rows) => refit(rows),
  };
}

/** Multinomial deviance over `classes` scores. */
export function multinomialObjective(targets: ResidualTargets, classes: number): Objective {
  const { y } = targets;
  const residuals = new Residuals(targets);
  const probabilities = new Float64Array(y.length * classes);
  const loss = (scores: Float64Array) => {
    softmaxRows(scores, classes, probabilities);
    const sum = new LogLoss();
    let total = 0;
    for (let row = 0; row < y.length; row++) {
      total += weightOfRow(targets, row);
      sum.add(probabilities[row * classes + y[row]], weightOfRow(targets, row));
    }
    return sum.total() / total;
  };
  return {
    outputs: classes,
    link: 'softmax',
    initialScores() {
      const logs = Float64Array.from({ length: classes }, (_, code) => Math.log(share(targets, code)));
      const mean = logs.reduce((a, b) => a + b, 0) / classes;
      return logs.map((log) => log - mean);
    },
    gradients(scores, output, pairs) {
      const current = output === 0 ? loss(scores) : 0;
      for (let row = 0; row < y.length; row++)
        residuals.put(row, (y[row] === output ? 1 : 0) - probabilities[row * classes + output], pairs);
      return current;
    },
    loss,
    refit: (_scores, rows) => ((classes - 1) / classes) * residuals.step(rows, (residual) => Math.abs(residual) * (1 - Math.abs(residual))),
  };
}

/** A regression loss: residual, reported loss, first score and the step of a leaf, given its rows' residuals y − score. */
interface RegressionLoss {
  residual: Residual;
  loss: Residual;
  first(y: Float64Array, weights: Float64Array | undefined): number;
  step(residuals: Float64Array, weights: Float64Array): number;
  /** Takes in the scores before an iteration. */
  prepare?(errors: Float64Array, weights: Float64Array): void;
}

export function leastSquaresObjective(targets: ResidualTargets): Objective {
  return regression(targets, {
    residual: (s, y) => y - s,
    loss: (s, y) => (y - s) ** 2,
    first: (y, weights) => weightedMean(y, weights ?? new Float64Array(y.length).fill(1)),
    step: weightedMean,
  });
}

export function leastAbsoluteObjective(targets: ResidualTargets): Objective {
  return regression(targets, {
    residual: (s, y) => (y >= s ? 1 : -1),
    loss: (s, y) => Math.abs(y - s),
    first: (y, weights) => firstQuantile(y, weights, 0.5),
    step: (residuals, weights) => percentile(residuals, weights, 0.5),
  });
}

export function quantileLossObjective(targets: ResidualTargets, alpha: number): Objective {
  return regression(targets, {
    residual: (s, y) => (y >= s ? alpha : alpha - 1),
    loss: (s, y) => (y >= s ? alpha * (y - s) : (alpha - 1) * (y - s)),
    first: (y, weights) => firstQuantile(y, weights, alpha),
    step: (residuals, weights) => percentile(residuals, weights, alpha),
  });
}

/** Huber loss that turns linear at the `alpha` quantile of the absolute errors, taken anew in each iteration. */
export function huberLossObjective(targets: ResidualTargets, alpha: number): Objective {
  let delta = 0;
  const clip = (error: number) => Math.sign(error) * Math.min(delta, Math.abs(error));
  return regression(targets, {
    prepare: (errors, weights) => (delta = percentile(errors.map(Math.abs), weights, alpha)),
    residual: (s, y) => clip(y - s),
    loss: (s, y) => (Math.abs(y - s) <= delta ? 0.5 * (y - s) ** 2 : delta * (Math.abs(y - s) - 0.5 * delta)),
    first: (y, weights) => firstQuantile(y, weights, 0.5),
    step(residuals, weights) {
      const median = percentile(residuals, weights, 0.5);
      return (
        median +
        weightedMean(
          residuals.map((residual) => clip(residual - median)),
          weights,
        )
      );
    },
  });
}

function regression(targets: ResidualTargets, { residual, loss, first, step, prepare }: RegressionLoss): Objective {
  const { y } = targets;
  const weights = targets.weights ?? new Float64Array(y.length).fill(1);
  const total = weights.reduce((a, b) => a + b, 0);
  const residuals = new Residuals(targets);
  const meanLoss = (scores: Float64Array) => y.reduce((sum, value, row) => sum + loss(scores[row], value) * weights[row], 0) / total;
  return {
    outputs: 1,
    link: 'identity',
    initialScores: () => Float64Array.of(first(y, targets.weights)),
    gradients(scores, _output, pairs) {
      prepare?.(
        y.map((value, row) => value - scores[row]),
        weights,
      );
      residuals.fill(scores, residual, pairs);
      return meanLoss(scores);
    },
    loss: meanLoss,
    refit: (scores, rows) =>
      step(
        Float64Array.from(rows, (row) => y[row] - scores[row]),
        Float64Array.from(rows, (row) => weights[row]),
      ),
  };
}

function weightedMean(values: Float64Array, weights: Float64Array): number {
  let sum = 0;
  let total = 0;
  values.forEach((value, i) => {
    sum += value * weights[i];
    total += weights[i];
  });
  return sum / total;
}

/** Without weights interpolated, as np.percentile; with weights as `percentile` (DummyRegressor). */
function firstQuantile(y: Float64Array, weights: Float64Array | undefined, alpha: number): number {
  if (weights) return percentile(y, weights, alpha);
  const sorted = y.slice().sort();
  const position = (sorted.length - 1) * alpha;
  const below = Math.floor(position);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below] + (sorted[above] - sorted[below]) * (position - below);
}

/** The first value whose cumulated weight reaches `alpha` of the total (scikit-learn's _weighted_percentile, inverted CDF). */
function percentile(values: Float64Array, weights: Float64Array, alpha: number): number {
  const order = Array.from(values.keys()).sort((a, b) => values[a] - values[b]);
  const threshold = alpha * order.reduce((sum, i) => sum + weights[i], 0);
  let cumulated = 0;
  const found = order.find((i) => {
    cumulated += weights[i];
    return cumulated >= threshold;
  });
  return values[found ?? order[order.length - 1]];
}
