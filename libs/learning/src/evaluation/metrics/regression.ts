import { LearningError } from '../../errors.js';
import type { ValueOutcome } from './outcome.js';
import { weightedMean } from './probability.js';

/** 1 − residual / total sum of squares; on a constant truth 1 when all is right and else 0 (scikit-learn's `force_finite`). */
export function r2(outcome: ValueOutcome, weights?: Float64Array): number {
  const { truth, prediction } = outcome;
  const average = weightedMean(truth.length, weights, (row) => truth[row]);
  const residual = weightedMean(truth.length, weights, (row) => (truth[row] - prediction[row]) ** 2);
  return explainedShare(
    residual,
    weightedMean(truth.length, weights, (row) => (truth[row] - average) ** 2),
  );
}

/** As R², but a constant error isn't counted: 1 − var(error) / var(truth). */
export function explainedVariance(outcome: ValueOutcome, weights?: Float64Array): number {
  const { truth, prediction } = outcome;
  const bias = weightedMean(truth.length, weights, (row) => truth[row] - prediction[row]);
  const average = weightedMean(truth.length, weights, (row) => truth[row]);
  const residual = weightedMean(truth.length, weights, (row) => (truth[row] - prediction[row] - bias) ** 2);
  return explainedShare(
    residual,
    weightedMean(truth.length, weights, (row) => (truth[row] - average) ** 2),
  );
}

function explainedShare(residual: number, total: number): number {
  if (total > 0) return 1 - residual / total;
  return residual === 0 ? 1 : 0;
}

/** Root mean squared error, in the target's unit. */
export function rmse({ truth, prediction }: ValueOutcome, weights?: Float64Array): number {
  return Math.sqrt(weightedMean(truth.length, weights, (row) => (truth[row] - prediction[row]) ** 2));
}

/** Mean absolute error, in the target's unit. */
export function mae({ truth, prediction }: ValueOutcome, weights?: Float64Array): number {
  return weightedMean(truth.length, weights, (row) => Math.abs(truth[row] - prediction[row]));
}

/** Mean absolute error as a fraction of |truth| (0.1 is 10 %); |truth| counts as 2⁻⁵² at least, so zeros make it huge, as in scikit-learn. */
export function mape({ truth, prediction }: ValueOutcome, weights?: Float64Array): number {
  return weightedMean(
    truth.length,
    weights,
    (row) => Math.abs(truth[row] - prediction[row]) / Math.max(Math.abs(truth[row]), Number.EPSILON),
  );
}

/** The error that half of the (weighted) rows don't exceed; between two rows their mean. */
export function medianAbsoluteError({ truth, prediction }: ValueOutcome, weights?: Float64Array): number {
  const errors = truth.map((value, row) => Math.abs(value - prediction[row]));
  return weights ? weightedMedian(errors, weights) : median(errors);
}

function median(values: Float64Array): number {
  const sorted = values.toSorted();
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

function weightedMedian(values: Float64Array, weights: Float64Array): number {
  const order = Int32Array.from(values, (_, row) => row)
    .filter((row) => weights[row] > 0)
    .sort((a, b) => values[a] - values[b]);
  const half = order.reduce((sum, row) => sum + weights[row], 0) / 2;
  let sum = 0;
  for (const [at, row] of order.entries()) {
    sum += weights[row];
    if (Math.abs(sum - half) <= half * 1e-12 && at + 1 < order.length) return (values[row] + values[order[at + 1]]) / 2;
    if (sum > half) return values[row];
  }
  return values[order[order.length - 1]];
}

/** Pinball loss of a predicted quantile 0 < quantile < 1 (Koenker & Bassett 1978). */
export function pinballLoss({ truth, prediction }: ValueOutcome, quantile: number, weights?: Float64Array): number {
  if (!(quantile > 0 && quantile < 1))
    throw new LearningError('learning.parameter_invalid', `"quantile" must be between 0 and 1, not ${quantile}.`, 'quantile');
  return weightedMean(truth.length, weights, (row) => {
    const error = truth[row] - prediction[row];
    return error >= 0 ? quantile * error : (quantile - 1) * error;
  });
}
