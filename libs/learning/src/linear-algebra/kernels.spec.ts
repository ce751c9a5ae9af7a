import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { addGram } from './gram.js';
import { KernelMoments } from './kernel-moments.js';
import { fitsKernelTable, KernelTable } from './kernel-table.js';
import { largestError, normalMatrix, times } from './linear-algebra.suite.js';

/** Float32 rows, a shift per column, and the same as float64 by plain loops, column by column. */
function tableOf(rows: number, columns: number, seed: number) {
  const data = Float32Array.from(normalMatrix(rows, columns, seed));
  data[0] = 1e35;
  const shift = normalMatrix(1, columns, seed + 1);
  const at = (row: number, column: number) => Math.min(4, Math.max(-4, data[row * columns + column])) - shift[column];
  const values = Float64Array.from({ length: rows * columns }, (_, i) => at(i % rows, Math.floor(i / rows)));
  const byRow = Float64Array.from({ length: rows * columns }, (_, i) => at(Math.floor(i / columns), i % columns));
  return { data, shift, values, byRow };
}

const sizes = [
  fc.integer({ min: 1, max: 300 }),
  fc.integer({ min: 1, max: 13 }),
  fc.boolean(),
  fc.double({ min: 0, max: 1, noNaN: true }),
] as const;

function plainGram(
  values: Float64Array,
  count: number,
  length: number,
  weights: Float64Array | undefined,
  from = 0,
  to = length,
): Float64Array {
  const gram = new Float64Array(count * count);
  addGram({ values, count, length }, weights, from, to, gram);
  for (let i = 0; i < count; i++) for (let j = i + 1; j < count; j++) gram[i * count + j] = 0;
  return gram;
}

function columnSums(values: Float64Array, rows: number, of: (value: number, row: number) => number): Float64Array {
  return Float64Array.from({ length: values.length / rows }, (_, column) =>
    values.subarray(column * rows, (column + 1) * rows).reduce((sum, value, row) => sum + of(value, row), 0),
  );
}

const near = 1e-11;
const expectNear = (actual: Float64Array, expected: Float64Array) => expect(largestError(actual, expected)).toBeLessThan(near);

describe('KernelTable', () => {
  it('does what plain loops do', () => {
    fc.assert(
      fc.property(...sizes, (rows, columns, weighted, share) => {
        const { data, shift, values, byRow } = tableOf(rows, columns, rows + columns);
        const table = new KernelTable(data, rows, columns, shift, 4);
        expectNear(
          table.sums,
          columnSums(values, rows, (value) => value),
        );
        expectNear(
          table.squares,
          columnSums(values, rows, (value) => value * value),
        );
        const slopes = normalMatrix(1, columns, 3);
        const scores = normalMatrix(1, rows, 4);
        const expected = times(byRow, rows, columns, slopes).map((value, row) => value + scores[row]);
        table.addScores(slopes, scores);
        expectNear(scores, expected);
        const factors = normalMatrix(1, rows, 5);
        expectNear(
          table.project(factors),
          columnSums(values, rows, (value, row) => value * factors[row]),
        );
        const weights = weighted ? factors.map(Math.abs) : undefined;
        const from = Math.floor(share * rows);
        expectNear(table.gram(weights, from, rows), plainGram(values, columns, rows, weights, from));
        expectNear(table.gram(weights, 0, rows), plainGram(values, columns, rows, weights));
      }),
      { numRuns: 60, seed: 4 },
    );
  });

  it('shows a missing value in its sums', () => {
    const { sums } = new KernelTable(Float32Array.of(1, 2, Number.NaN, 4), 2, 2, new Float64Array(2), 1e30);
    expect([...sums]).toEqual([Number.NaN, 6]);
  });

  it('knows what fits into its memory', () => {
    expect(fitsKernelTable(1_000_000, 100)).toBe(true);
    expect(fitsKernelTable(10_000_000, 100)).toBe(false);
  });
});

describe('KernelMoments', () => {
  it('does what plain loops do, in any stretches', () => {
    fc.assert(
      fc.property(...sizes, (rows, columns, weighted, share) => {
        const { data, shift, values } = tableOf(rows, columns, rows + columns);
        const factors = normalMatrix(1, rows, 5);
        const weights = weighted ? normalMatrix(1, rows, 6).map(Math.abs) : undefined;
        const moments = new KernelMoments({ data, rows, columns }, shift, 4);
        const middle = Math.floor(share * rows);
        moments.add(factors, weights, 0, middle);
        moments.add(factors, weights, middle, rows);
        expectNear(moments.gram, plainGram(values, columns, rows, weights));
        expectNear(
          moments.products,
          columnSums(values, rows, (value, row) => value * factors[row]),
        );
        expectNear(
          moments.sums,
          columnSums(values, rows, (value) => value),
        );
        expectNear(
          moments.squares,
          columnSums(values, rows, (value) => value * value),
        );
        if (weights)
          expectNear(
            moments.weightedSums,
            columnSums(values, rows, (value, row) => value * weights[row]),
          );
      }),
      { numRuns: 60, seed: 4 },
    );
  });
});
