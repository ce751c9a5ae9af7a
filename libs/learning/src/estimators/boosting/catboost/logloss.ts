import { groupByLeaf } from './leaf-rows.js';
import { eachLeaf, type LeafStepper, LogSum, type Loss, type LossTargets, totalOf } from './loss.js';

/** Scores are held back from here on: their exponentials stay finite. */
const furthest = 300;

/** Log loss of one score; y is 0 or 1. The exponentials of the scores are kept, so that a step along a leaf is one multiplication per row. */
export function logloss(targets: LossTargets): Loss {
  const { y, weights } = targets;
  const total = totalOf(targets);
  const exponentials = new Float64Array(y.length);
  const grouped = new Float64Array(y.length);
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
    stepper(_scores, leafOf, leaves) {
      const { order, begin, middle } = groupByLeaf(leafOf, leaves, y);
      for (let place = 0; place < order.length; place++) grouped[place] = exponentials[order[place]];
      if (!weights) return plainStepper(grouped, begin, middle);
      const groupedWeights = Float64Array.from(order, (row) => weights[row]);
      return weightedStepper(grouped, groupedWeights, begin, middle);
    },
    loss(scores) {
      const logs = new LogSum();
      for (let row = 0; row < y.length; row++)
        logs.add(1 / (1 + Math.exp(y[row] > 0 ? -scores[row] : scores[row])), weights ? weights[row] : 1);
      return logs.total() / total;
    },
  };
}

/** A leaf's rows of the first class come first, those of the second from `middle` on; `grouped` holds the exponentials of their scores. */
function plainStepper(grouped: Float64Array, begin: Int32Array, middle: Int32Array): LeafStepper {
  return eachLeaf((leaf, step, { first, second, loss }) => {
    const growth = Math.exp(step[leaf]);
    let positives = 0;
    let curvature = 0;
    let logs = 0;
    let product = 1;
    for (let place = begin[leaf]; place < begin[leaf + 1]; place++) {
      const exponential = grouped[place] * growth;
      const negative = 1 / (1 + exponential);
      const positive = 1 - negative;
      positives += positive;
      curvature += positive * negative;
      product *= place < middle[leaf] ? negative : positive;
      if (product < 1e-250) {
        logs -= Math.log(Math.max(product, 1e-300));
        product = 1;
      }
    }
    first[leaf] = begin[leaf + 1] - middle[leaf] - positives;
    second[leaf] = -curvature;
    loss[leaf] = logs - Math.log(product);
  });
}

function weightedStepper(grouped: Float64Array, weights: Float64Array, begin: Int32Array, middle: Int32Array): LeafStepper {
  return eachLeaf((leaf, step, { first, second, loss }) => {
    const growth = Math.exp(step[leaf]);
    let gradient = 0;
    let curvature = 0;
    let logs = 0;
    for (let place = begin[leaf]; place < begin[leaf + 1]; place++) {
      const negative = 1 / (1 + grouped[place] * growth);
      const positive = 1 - negative;
      const weight = weights[place];
      const isPositive = place >= middle[leaf];
      gradient += (isPositive ? negative : -positive) * weight;
      curvature += positive * negative * weight;
      logs -= weight * Math.log(Math.max(1e-300, isPositive ? positive : negative));
    }
    first[leaf] = gradient;
    second[leaf] = -curvature;
    loss[leaf] = logs;
  });
}
