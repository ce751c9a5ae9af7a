import { softmaxRows } from '../classification-objectives.js';
import { LogSum, type Loss, type LossTargets, totalOf } from './loss.js';

/** Log loss of a softmax over `classes` scores, with the whole matrix of second derivatives; y is a class code. */
export function multiclass(targets: LossTargets, classes: number): Loss {
  const { y, weights } = targets;
  const total = totalOf(targets);
  const probabilities = new Float64Array(y.length * classes);
  const moved = new Float64Array(y.length * classes);
  const lossOfProbabilities = () => {
    const logs = new LogSum();
    for (let row = 0; row < y.length; row++) logs.add(probabilities[row * classes + y[row]], weights ? weights[row] : 1);
    return logs.total() / total;
  };
  const loss = (scores: Float64Array) => {
    softmaxRows(scores, classes, probabilities);
    return lossOfProbabilities();
  };
  return {
    outputs: classes,
    link: 'softmax',
    method: 'Newton',
    iterations: 1,
    start: () => new Float64Array(classes),
    derivatives(scores, into) {
      const mean = loss(scores);
      for (let row = 0, at = 0; row < y.length; row++) {
        const weight = weights ? weights[row] : 1;
        for (let k = 0; k < classes; k++, at++) into[at] = ((y[row] === k ? 1 : 0) - probabilities[at]) * weight;
      }
      return mean;
    },
    sum(scores, leafOf, step, { first, second }) {
      for (let row = 0, at = 0; row < y.length; row++) {
        const leaf = leafOf[row] * classes;
        for (let k = 0; k < classes; k++, at++) moved[at] = scores[at] + step[leaf + k];
      }
      const mean = loss(moved);
      first.fill(0);
      second.fill(0);
      const triangle = (classes * (classes + 1)) / 2;
      for (let row = 0; row < y.length; row++) {
        const weight = weights ? weights[row] : 1;
        const start = row * classes;
        let at = leafOf[row] * triangle;
        for (let k = 0; k < classes; k++) {
          const p = probabilities[start + k];
          first[leafOf[row] * classes + k] += ((y[row] === k ? 1 : 0) - p) * weight;
          second[at++] -= p * (1 - p) * weight;
          for (let other = k + 1; other < classes; other++) second[at++] += p * probabilities[start + other] * weight;
        }
      }
      return mean;
    },
    loss,
  };
}
