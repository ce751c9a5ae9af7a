import { describe, expect, it } from '@jest/globals';
import { codesOfLargest, normalised, weightsByClass, withoutWeightlessRows } from './learning-rows.js';
import { matrixOf } from './trees.suite.js';

describe('withoutWeightlessRows', () => {
  it('leaves out rows of weight 0 and nothing else', () => {
    const set = {
      x: matrixOf([
        [1, 2],
        [3, 4],
        [5, 6],
      ]),
      y: Float64Array.of(7, 8, 9),
      weights: Float64Array.of(1, 0, 2),
    };
    const kept = withoutWeightlessRows(set);
    expect([...kept.x.data]).toEqual([1, 2, 5, 6]);
    expect(kept.x.rows).toBe(2);
    expect([...kept.y]).toEqual([7, 9]);
    expect([...(kept.weights as Float64Array)]).toEqual([1, 2]);
    const full = { ...set, weights: undefined };
    expect(withoutWeightlessRows(full)).toBe(full);
  });
});

describe('weightsByClass', () => {
  it('gives every class the same total when balanced', () => {
    const weights = weightsByClass(Float64Array.of(0, 0, 0, 2), undefined, 'balanced');
    expect([...(weights as Float64Array)]).toEqual([2 / 3, 2 / 3, 2 / 3, 2]);
    expect([...(weightsByClass(Float64Array.of(0, 1), Float64Array.of(3, 5), 'balanced') as Float64Array)]).toEqual([3, 5]);
    expect(weightsByClass(Float64Array.of(0, 1), undefined, null)).toBeUndefined();
  });
});

describe('codesOfLargest and normalised', () => {
  it('gives ties to the lower code', () => {
    expect([...codesOfLargest(Float64Array.of(0.2, 0.4, 0.4, 1, 0, 0), 3)]).toEqual([1, 0]);
  });

  it('leaves nothing but zeros as they are', () => {
    expect([...normalised(Float64Array.of(0, 0))]).toEqual([0, 0]);
    expect([...normalised(Float64Array.of(1, 3))]).toEqual([0.25, 0.75]);
  });
});
