/**
 * What a split is judged by, from sums over rows. `purity` is what a node's weight times its impurity lacks to its largest, so that
 * gains in purity, times `scale`, are the decreases of weighted impurity that scikit-learn reports.
 */
export interface Criterion {
  /** Numbers per set of sums. */
  readonly channels: number;
  readonly scale: number;
  purity(sums: Float64Array): number;
  /** purity(left) + purity(total − left). */
  score(left: Float64Array, total: Float64Array): number;
}

/** What trees can be told to judge by; log_loss is entropy, friedman_mse is squared_error (their splits are the same). */
export type CriterionName = 'gini' | 'entropy' | 'log_loss' | 'squared_error' | 'friedman_mse' | 'absolute_error' | 'poisson';

/** Over (weight, weight · y): the squared error, or with y in {0, 1} and scale 2 the Gini impurity of two classes. */
export function momentCriterion(scale: 1 | 2): Criterion {
  return {
    channels: 2,
    scale,
    purity: (sums) => (sums[1] * sums[1]) / sums[0],
    score(left, total) {
      const sum = total[1] - left[1];
      return (left[1] * left[1]) / left[0] + (sum * sum) / (total[0] - left[0]);
    },
  };
}

/** Over (weight, weight · y) of y ≥ 0: half the Poisson deviance, Σ y ln(y / mean). Sides where all y are 0 are refused, as in scikit-learn. */
export function poissonCriterion(): Criterion {
  const term = (weight: number, sum: number) => (sum > Number.EPSILON ? sum * Math.log(sum / weight) : Number.NEGATIVE_INFINITY);
  return {
    channels: 2,
    scale: 1,
    purity: (sums) => term(sums[0], sums[1]),
    score: (left, total) => term(left[0], left[1]) + term(total[0] - left[0], total[1] - left[1]),
  };
}

/** Over the weight of each class: Gini impurity 1 − Σ p². */
export function giniCriterion(classes: number): Criterion {
  return {
    channels: classes,
    scale: 1,
    purity(sums) {
      let weight = 0;
      let squares = 0;
      for (let k = 0; k < classes; k++) {
        weight += sums[k];
        squares += sums[k] * sums[k];
      }
      return squares / weight;
    },
    score(left, total) {
      let leftWeight = 0;
      let rightWeight = 0;
      let leftSquares = 0;
      let rightSquares = 0;
      for (let k = 0; k < classes; k++) {
        const l = left[k];
        const r = total[k] - l;
        leftWeight += l;
        rightWeight += r;
        leftSquares += l * l;
        rightSquares += r * r;
      }
      return leftSquares / leftWeight + rightSquares / rightWeight;
    },
  };
}

/** Over the weight of each class: entropy −Σ p log₂ p. */
export function entropyCriterion(classes: number): Criterion {
  const term = (weight: number) => (weight > 0 ? weight * Math.log2(weight) : 0);
  return {
    channels: classes,
    scale: 1,
    purity(sums) {
      let weight = 0;
      let terms = 0;
      for (let k = 0; k < classes; k++) {
        weight += sums[k];
        terms += term(sums[k]);
      }
      return terms - term(weight);
    },
    score(left, total) {
      let leftWeight = 0;
      let rightWeight = 0;
      let terms = 0;
      for (let k = 0; k < classes; k++) {
        const r = total[k] - left[k];
        leftWeight += left[k];
        rightWeight += r;
        terms += term(left[k]) + term(r);
      }
      return terms - term(leftWeight) - term(rightWeight);
    },
  };
}
