import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { largestError, naiveGram, normalMatrix, times } from './linear-algebra.suite.js';
import { symmetricEigen } from './symmetric-eigen.js';

describe('symmetricEigen', () => {
  it('gives orthonormal vectors that the matrix only stretches, largest first', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 25 }), fc.integer({ min: 1, max: 30 }), fc.integer(), (size, rank, seed) => {
        const a = naiveGram(normalMatrix(rank, size, seed), rank, size);
        const { values, vectors } = symmetricEigen(a, size);
        expect([...values].sort((x, y) => y - x)).toEqual([...values]);
        for (let k = 0; k < size; k++) {
          const vector = vectors.subarray(k * size, (k + 1) * size);
          const stretched = times(a, size, size, vector);
          for (let i = 0; i < size; i++)
            expect(Math.abs(stretched[i] - values[k] * vector[i])).toBeLessThan(1e-12 * Math.max(1, values[0]) * size);
          for (let l = 0; l <= k; l++) {
            const product = vector.reduce((sum, value, i) => sum + value * vectors[l * size + i], 0);
            expect(Math.abs(product - (k === l ? 1 : 0))).toBeLessThan(1e-12);
          }
        }
      }),
      { numRuns: 60, seed: 4 },
    );
  });

  it('knows negative eigenvalues, reads the lower triangle and leaves the matrix alone', () => {
    const matrix = Float64Array.of(0, 99, 2, 3);
    const { values, vectors } = symmetricEigen(matrix, 2);
    expect(largestError(values, [4, -1])).toBeLessThan(1e-14);
    expect(Math.abs(vectors[1] / vectors[0] - 2)).toBeLessThan(1e-14);
    expect([...matrix]).toEqual([0, 99, 2, 3]);
  });

  it('takes diagonal, zero and empty matrices as they are', () => {
    expect([...symmetricEigen(Float64Array.of(1, 0, 0, 0, 5, 0, 0, 0, 3), 3).values]).toEqual([5, 3, 1]);
    expect([...symmetricEigen(new Float64Array(9), 3).values]).toEqual([0, 0, 0]);
    expect(symmetricEigen(new Float64Array(), 0).values).toHaveLength(0);
  });

  it('keeps small eigenvalues apart from a large one', () => {
    const scales = [1e6, 1, 1e-3];
    const { values } = symmetricEigen(
      Float64Array.from({ length: 9 }, (_, i) => (i % 4 === 0 ? scales[i / 4] : 0)),
      3,
    );
    expect(largestError(values, scales)).toBeLessThan(1e-15);
  });
});
