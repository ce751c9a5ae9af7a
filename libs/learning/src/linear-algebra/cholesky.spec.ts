import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { factorise, solveSymmetric } from './cholesky.js';
import { largestError, naiveGram, normalMatrix, times } from './linear-algebra.suite.js';
import { minimumNorm } from './minimum-norm.js';
import { pivotedCholesky } from './pivoted-cholesky.js';

describe('solveSymmetric', () => {
  it('solves positive definite systems', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 20 }), fc.integer(), async (size, seed) => {
        const a = naiveGram(normalMatrix(3 * size + 3, size, seed), 3 * size + 3, size);
        const expected = normalMatrix(size, 1, seed + 1);
        const b = times(a, size, size, expected);
        await solveSymmetric(a, b);
        expect(largestError(b, expected)).toBeLessThan(1e-7);
      }),
      { numRuns: 60, seed: 4 },
    );
  });

  it('stays finite where the matrix is singular, and solves what can be solved', async () => {
    const b = Float64Array.of(2, 2, 0);
    await solveSymmetric(Float64Array.of(1, 1, 0, 1, 1, 0, 0, 0, 0), b);
    expect(b[0] + b[1]).toBeCloseTo(2, 6);
    expect(b.every(Number.isFinite)).toBe(true);
  });

  it('lets other work have its turn', async () => {
    let turns = 0;
    const size = 800;
    const a = Float64Array.from({ length: size * size }, (_, i) => (i % (size + 1) === 0 ? 2 : 0));
    await factorise(a, size, async () => {
      turns++;
    });
    expect(turns).toBeGreaterThan(0);
    expect(a[0]).toBe(Math.SQRT2);
  });
});

describe('pivotedCholesky', () => {
  it('finds the rank, and factors of the matrix', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 12 }), fc.integer(), (size, rank, seed) => {
        const a = naiveGram(normalMatrix(rank, size, seed), rank, size);
        const floors = Float64Array.from({ length: size }, (_, i) => 1e-11 * a[i * size + i]);
        const system = pivotedCholesky(a, size, floors);
        expect(system.rank).toBe(Math.min(size, rank));
        const product = naiveGram(transposed(system.factor, size, system.rank), system.rank, size);
        expect(largestError(product, a)).toBeLessThan(1e-9);
      }),
      { numRuns: 60, seed: 4 },
    );
  });

  it('takes nothing of a matrix of zeros', () => {
    expect(pivotedCholesky(new Float64Array(4), 2, new Float64Array(2)).rank).toBe(0);
  });
});

/** [rank × size] of the first `rank` columns of a row-major [size × size] factor. */
function transposed(factor: Float64Array, size: number, rank: number): Float64Array {
  return Float64Array.from({ length: rank * size }, (_, i) => factor[(i % size) * size + Math.floor(i / size)]);
}

describe('minimumNorm', () => {
  it('gives a solution in the span of the columns: none is shorter', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 0, max: 8 }), fc.integer(), (columns, more, seed) => {
        const rows = columns + more;
        const a = normalMatrix(columns, rows, seed);
        const b = normalMatrix(columns, 1, seed + 1);
        const x = minimumNorm(a.slice(), rows, columns, b);
        expect(largestError(times(a, columns, rows, x), b)).toBeLessThan(1e-6);
        // What is left of x outside of the span: x less its projection, A·(A'A)⁻¹·A'x, is found by the same solver.
        const again = minimumNorm(a.slice(), rows, columns, times(a, columns, rows, x));
        expect(largestError(again, x)).toBeLessThan(1e-6);
      }),
      { numRuns: 60, seed: 4 },
    );
  });

  it('is the shortest of a line of solutions', () => {
    expect(largestError(minimumNorm(Float64Array.of(3, 4), 2, 1, Float64Array.of(5)), [0.6, 0.8])).toBeLessThan(1e-15);
  });

  it('takes columns of any scale', () => {
    const x = minimumNorm(Float64Array.of(1e150, 1e150, 0, 0, 0, 1e-150), 3, 2, Float64Array.of(2e150, 3e-150));
    expect(largestError(x, [1, 1, 3])).toBeLessThan(1e-14);
  });
});
