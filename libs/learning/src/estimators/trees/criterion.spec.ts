import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { type Criterion, entropyCriterion, giniCriterion, momentCriterion } from './criterion.js';

const share = (weights: readonly number[]) => weights.map((weight) => weight / weights.reduce((a, b) => a + b, 0));
const total = (weights: readonly number[]) => weights.reduce((a, b) => a + b, 0);
const gini = (weights: readonly number[]) => 1 - share(weights).reduce((sum, p) => sum + p * p, 0);
const entropy = (weights: readonly number[]) => share(weights).reduce((sum, p) => (p > 0 ? sum - p * Math.log2(p) : sum), 0);

/** The naive twin: the fall of the weighted impurity when `parent` is split into `left` and the rest. */
function decrease(impurity: (weights: readonly number[]) => number, left: readonly number[], right: readonly number[]): number {
  const parent = left.map((weight, k) => weight + right[k]);
  return total(parent) * impurity(parent) - total(left) * impurity(left) - total(right) * impurity(right);
}

function decreaseBySums(criterion: Criterion, left: readonly number[], right: readonly number[]): number {
  const sums = Float64Array.from(left, (weight, k) => weight + right[k]);
  return criterion.scale * (criterion.score(Float64Array.from(left), sums) - criterion.purity(sums));
}

const weights = fc.array(fc.double({ min: 0.1, max: 50, noNaN: true }), { minLength: 3, maxLength: 3 });

describe('criteria', () => {
  it('measure the decrease of the Gini impurity', () => {
    fc.assert(
      fc.property(weights, weights, (left, right) =>
        expect(decreaseBySums(giniCriterion(3), left, right)).toBeCloseTo(decrease(gini, left, right), 8),
      ),
    );
  });

  it('measure the decrease of the entropy, with empty classes', () => {
    fc.assert(
      fc.property(weights, weights, (left, right) => {
        expect(decreaseBySums(entropyCriterion(3), left, right)).toBeCloseTo(decrease(entropy, left, right), 8);
        expect(decreaseBySums(entropyCriterion(3), [left[0], 0, 0], right)).toBeCloseTo(decrease(entropy, [left[0], 0, 0], right), 8);
      }),
    );
  });

  it('measure two classes by weight and second class alone', () => {
    const moments = ([first, second]: readonly number[]) => [first + second, second];
    fc.assert(
      fc.property(weights, weights, (left, right) => {
        expect(decreaseBySums(momentCriterion(2), moments(left), moments(right))).toBeCloseTo(
          decrease(gini, left.slice(0, 2), right.slice(0, 2)),
          8,
        );
      }),
    );
  });

  it('measure the decrease of the squared error', () => {
    const values = fc.array(fc.double({ min: -9, max: 9, noNaN: true }), { minLength: 1, maxLength: 8 });
    const squares = (y: readonly number[]) => y.reduce((sum, value) => sum + (value - total(y) / y.length) ** 2, 0);
    fc.assert(
      fc.property(values, values, (left, right) => {
        const expected = squares([...left, ...right]) - squares(left) - squares(right);
        expect(decreaseBySums(momentCriterion(1), [left.length, total(left)], [right.length, total(right)])).toBeCloseTo(expected, 8);
      }),
    );
  });
});
