import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { addGram, mirror } from './gram.js';
import { largestError, normalMatrix } from './linear-algebra.suite.js';

/** The sums of products, one after the other. */
function twin(values: Float64Array, count: number, length: number, weights: Float64Array | undefined): Float64Array {
  const gram = new Float64Array(count * count);
  for (let i = 0; i < count; i++)
    for (let j = 0; j < count; j++)
      for (let t = 0; t < length; t++) gram[i * count + j] += (weights?.[t] ?? 1) * values[i * length + t] * values[j * length + t];
  return gram;
}

describe('addGram', () => {
  it('is the sums of products, for any number of vectors, in any stretches, weighted or not', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 1, max: 1200 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.boolean(),
        (count, length, share, weighted) => {
          const values = normalMatrix(count, length, length);
          const weights = weighted ? normalMatrix(1, length, 7).map(Math.abs) : undefined;
          const gram = new Float64Array(count * count);
          const middle = Math.floor(share * length);
          addGram({ values, count, length }, weights, 0, middle, gram);
          addGram({ values, count, length }, weights, middle, length, gram);
          mirror(gram, count);
          expect(largestError(gram, twin(values, count, length, weights))).toBeLessThan(1e-12);
        },
      ),
      { numRuns: 40, seed: 4 },
    );
  });
});
