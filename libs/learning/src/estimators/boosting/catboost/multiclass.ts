import { softmaxRows } from '../classification-objectives.js';
import { groupByLeaf } from './leaf-rows.js';
import { eachLeaf, LogSum, type Loss, type LossTargets, totalOf } from './loss.js';

/** Log loss of a softmax over `classes` scores, with the whole matrix of second derivatives; y is a class code. */
export function multiclass(targets: LossTargets, classes: number): Loss {
  const { y, weights } = targets;
  const total = totalOf(targets);
  const probabilities = new Float64Array(y.length * classes);
  const loss = (scores: Float64Array) => {
    softmaxRows(scores, classes, probabilities);
    const logs = new LogSum();
    for (let row = 0; row < y.length; row++) logs.add(probabilities[row * classes + y[row]], weights ? weights[row] : 1);
    return logs.total() / total;
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
    stepper(scores, leafOf, leaves) {
      const { order, begin } = groupByLeaf(leafOf, leaves);
      const triangle = (classes * (classes + 1)) / 2;
      const moved = new Float64Array(classes);
      return eachLeaf((leaf, step, sums) => {
        const first = sums.first.fill(0, leaf * classes, (leaf + 1) * classes);
        const second = sums.second.fill(0, leaf * triangle, (leaf + 1) * triangle);
        const logs = new LogSum();
        for (let place = begin[leaf]; place < begin[leaf + 1]; place++) {
          const row = order[place];
          const weight = weights ? weights[row] : 1;
          for (let k = 0; k < classes; k++) moved[k] = scores[row * classes + k] + step[leaf * classes + k];
          softmaxRows(moved, classes, moved);
          logs.add(moved[y[row]], weight);
          let at = leaf * triangle;
          for (let k = 0; k < classes; k++) {
            const p = moved[k];
            first[leaf * classes + k] += ((y[row] === k ? 1 : 0) - p) * weight;
            second[at++] -= p * (1 - p) * weight;
            for (let other = k + 1; other < classes; other++) second[at++] += p * moved[other] * weight;
          }
        }
        sums.loss[leaf] = logs.total();
      });
    },
    loss,
  };
}
