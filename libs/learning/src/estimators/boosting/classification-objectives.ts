import { type Objective, smallest, type Targets, totalWeight, weightOf } from './objectives.js';

/**
 * Log loss of one score; y is 0 or 1. Gradients as LightGBM's BinaryLogloss: `positiveWeight` scales those of the second class, but neither the
 * first score nor the loss that is reported.
 */
export function binaryObjective(targets: Targets, positiveWeight = 1): Objective {
  const { y } = targets;
  const total = totalWeight(targets);
  return {
    outputs: 1,
    link: 'logistic',
    initialScores() {
      let positive = 0;
      for (let row = 0; row < y.length; row++) positive += y[row] * weightOf(targets, row);
      const share = Math.min(Math.max(positive / total, smallest), 1 - smallest);
      return Float64Array.of(Math.log(share / (1 - share)));
    },
    gradients(scores, _output, pairs) {
      const loss = new LogLoss();
      for (let row = 0; row < y.length; row++) {
        const sign = y[row] > 0 ? 1 : -1;
        const size = 1 / (1 + Math.exp(sign * scores[row]));
        const weight = weightOf(targets, row);
        const scaled = sign > 0 ? weight * positiveWeight : weight;
        pairs[2 * row] = -sign * size * scaled;
        pairs[2 * row + 1] = size * (1 - size) * scaled;
        loss.add(1 - size, weight);
      }
      return loss.total() / total;
    },
    loss(scores) {
      const loss = new LogLoss();
      for (let row = 0; row < y.length; row++)
        loss.add(1 / (1 + Math.exp(y[row] > 0 ? -scores[row] : scores[row])), weightOf(targets, row));
      return loss.total() / total;
    },
  };
}

/** Sums −weight · log p. Probabilities of weight 1 are multiplied up and their logarithm taken once in a while: logarithms are dear. */
export class LogLoss {
  private sum = 0;
  private product = 1;

  add(probability: number, weight: number): void {
    const p = Math.max(smallest, probability);
    if (weight === 1) {
      this.product *= p;
      if (this.product > 1e-280) return;
      this.sum -= Math.log(this.product);
      this.product = 1;
    } else this.sum -= weight * Math.log(p);
  }

  total(): number {
    return this.sum - Math.log(this.product);
  }
}

/** Log loss of a softmax over `classes` scores; y is a class code. Gradients as LightGBM's MulticlassSoftmax. */
export function softmaxObjective(targets: Targets, classes: number): Objective {
  const { y } = targets;
  const total = totalWeight(targets);
  const factor = classes / (classes - 1);
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
    initialScores() {
      const sums = new Float64Array(classes);
      for (let row = 0; row < y.length; row++) sums[y[row]] += weightOf(targets, row);
      return sums.map((sum) => Math.log(Math.max(smallest, sum / total)));
    },
    gradients(scores, output, pairs) {
      const current = output === 0 ? loss(scores) : 0;
      for (let row = 0; row < y.length; row++) {
        const p = probabilities[row * classes + output];
        const weight = weightOf(targets, row);
        pairs[2 * row] = (y[row] === output ? p - 1 : p) * weight;
        pairs[2 * row + 1] = factor * p * (1 - p) * weight;
      }
      return current;
    },
    loss,
  };
}

/** Softmax of each row of `scores` [rows × classes] into `into`. */
export function softmaxRows(scores: Float64Array, classes: number, into: Float64Array): void {
  for (let start = 0; start < scores.length; start += classes) {
    let highest = scores[start];
    for (let k = 1; k < classes; k++) highest = Math.max(highest, scores[start + k]);
    let sum = 0;
    for (let k = 0; k < classes; k++) sum += into[start + k] = Math.exp(scores[start + k] - highest);
    for (let k = 0; k < classes; k++) into[start + k] /= sum;
  }
}
