import { type LeafSums, LogSum, type Loss, type LossTargets, totalOf } from './loss.js';

/** Scores are held back from here on: their exponentials stay finite. */
const furthest = 300;

/** Log loss of one score; y is 0 or 1. The exponentials of the scores are kept, so that a step along a leaf is one multiplication per row. */
export function logloss(targets: LossTargets): Loss {
  const { y, weights } = targets;
  const total = totalOf(targets);
  const exponentials = new Float64Array(y.length);

  const sum = (_scores: Float64Array, leafOf: Uint16Array, step: Float64Array, { first, second }: LeafSums): number => {
    const grown = step.map(Math.exp);
    first.fill(0);
    second.fill(0);
    let logs = 0;
    let product = 1;
    for (let row = 0; row < y.length; row++) {
      const leaf = leafOf[row];
      const negative = 1 / (1 + exponentials[row] * grown[leaf]);
      const positive = 1 - negative;
      const weight = weights ? weights[row] : 1;
      first[leaf] += (y[row] - positive) * weight;
      second[leaf] -= positive * negative * weight;
      const probability = Math.max(1e-300, y[row] > 0 ? positive : negative);
      if (weight !== 1 || probability < 1e-20) logs -= weight * Math.log(probability);
      else {
        product *= probability;
        if (product < 1e-280) {
          logs -= Math.log(product);
          product = 1;
        }
      }
    }
    return (logs - Math.log(product)) / total;
  };

  return {
    outputs: 1,
    link: 'logistic',
    method: 'Newton',
    iterations: 10,
    start: () => new Float64Array(1),
    derivatives(scores, into) {
      const logs = new LogSum();
      for (let row = 0; row < y.length; row++) {
        const exponential = Math.exp(Math.max(-furthest, Math.min(furthest, scores[row])));
        exponentials[row] = exponential;
        const negative = 1 / (1 + exponential);
        const weight = weights ? weights[row] : 1;
        into[row] = (y[row] - 1 + negative) * weight;
        logs.add(y[row] > 0 ? 1 - negative : negative, weight);
      }
      return logs.total() / total;
    },
    sum,
    loss(scores) {
      const logs = new LogSum();
      for (let row = 0; row < y.length; row++)
        logs.add(1 / (1 + Math.exp(y[row] > 0 ? -scores[row] : scores[row])), weights ? weights[row] : 1);
      return logs.total() / total;
    },
  };
}
