import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { createRandom } from '../../../random/random.js';
import { ObliviousScores } from './oblivious-scores.js';
import { addObliviousTree, type ObliviousTree } from './oblivious-tree.js';

const width = 7;

function modelOf(seed: number, outputs: number, mixed: boolean) {
  const random = createRandom(seed);
  const leftOf = Array.from({ length: width }, () => random.integer(2));
  return Array.from({ length: 1 + random.integer(20) }, (): ObliviousTree => {
    const depth = random.integer(7);
    const feature = Int32Array.from({ length: depth }, () => random.integer(width));
    return {
      feature,
      threshold: Float32Array.from(feature, () => (random.next() < 0.1 ? 3.4028234663852886e38 : random.normal())),
      missingLeft: Uint8Array.from(feature, (column) => (mixed ? random.integer(2) : leftOf[column])),
      values: Float64Array.from({ length: 2 ** depth * outputs }, () => random.normal()),
      weights: new Float64Array(2 ** depth),
    };
  });
}

describe('ObliviousScores', () => {
  it('adds the same doubles as going tree by tree, missing and infinite values included', () => {
    const cases = fc.record({
      seed: fc.integer(),
      rows: fc.constantFrom(1, 63, 64, 255, 256, 257, 700),
      outputs: fc.integer({ min: 1, max: 3 }),
      mixed: fc.boolean(),
    });
    fc.assert(
      fc.property(cases, ({ seed, rows, outputs, mixed }) => {
        const random = createRandom(seed + 1);
        const trees = modelOf(seed, outputs, mixed);
        const strange = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
        const data = Float32Array.from({ length: rows * width }, () =>
          random.next() < 0.1 ? strange[random.integer(3)] : random.normal(),
        );
        const expected = new Float64Array(rows * outputs);
        for (const tree of trees) addObliviousTree(tree, data, width, outputs, expected);
        const scorer = new ObliviousScores(trees, outputs);
        // Twice: what the first call leaves behind is nothing to the second.
        for (let run = 0; run < 2; run++) {
          const scores = new Float64Array(rows * outputs);
          scorer.addTo(scores, width, (first, last) => data.subarray(first * width, last * width));
          expect(scores).toEqual(expected);
        }
      }),
      { numRuns: 60 },
    );
  });
});
