import type { ClassOutcome } from './outcome.js';

/** Mean negative log-likelihood (nats); probabilities are kept 2⁻⁵² away from 0 and 1, as scikit-learn does. NaN without probabilities. */
export function logLoss(outcome: ClassOutcome, weights?: Float64Array): number {
  const { proba, truth, classes } = outcome;
  if (!proba) return Number.NaN;
  return weightedMean(truth.length, weights, (row) => -Math.log(clipped(proba[row * classes + truth[row]])));
}

/** Brier score: squared error of the positive's probability; beyond two classes summed over them (Brier 1950). NaN without probabilities. */
export function brierScore(outcome: ClassOutcome, weights?: Float64Array): number {
  const { proba, truth, classes } = outcome;
  if (!proba) return Number.NaN;
  const scale = classes === 2 ? 0.5 : 1;
  return weightedMean(truth.length, weights, (row) => {
    let sum = 0;
    for (let code = 0; code < classes; code++) sum += (proba[row * classes + code] - (truth[row] === code ? 1 : 0)) ** 2;
    return sum * scale;
  });
}

export function weightedMean(rows: number, weights: Float64Array | undefined, value: (row: number) => number): number {
  let sum = 0;
  let total = 0;
  for (let row = 0; row < rows; row++) {
    const weight = weights ? weights[row] : 1;
    sum += weight * value(row);
    total += weight;
  }
  return sum / total;
}

function clipped(probability: number): number {
  return Math.min(1 - Number.EPSILON, Math.max(Number.EPSILON, probability));
}
