import { describe, expect, it } from '@jest/globals';
import { createRandom } from '../random/random.js';
import { fitPca } from './pca.js';
import { principalAxes } from './principal-axes.js';
import { randomizedAxes } from './randomized-axes.js';
import type { PcaDescription } from './step.js';

/** Rows of few hidden directions, each of half the deviation of the one before, and noise; centred. */
function table(rows: number, columns: number, noise: number): Float64Array {
  const random = createRandom(4);
  const rank = 8;
  const hidden = Float64Array.from({ length: rank * columns }, () => random.normal());
  const data = new Float64Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    const own = Array.from({ length: rank }, (_, k) => random.normal() / 2 ** k);
    for (let column = 0; column < columns; column++) {
      const signal = own.reduce((sum, value, k) => sum + value * hidden[k * columns + column], 0);
      data[row * columns + column] = signal + noise * random.normal();
    }
  }
  for (let column = 0; column < columns; column++) {
    let mean = 0;
    for (let row = 0; row < rows; row++) mean += data[row * columns + column] / rows;
    for (let row = 0; row < rows; row++) data[row * columns + column] -= mean;
  }
  return data;
}

const largest = (a: Float64Array, b: Float64Array) => a.reduce((most, value, i) => Math.max(most, Math.abs(value - b[i])), 0);

describe('randomizedAxes', () => {
  it.each([
    ['tall', 200, 40],
    ['wide', 40, 200],
  ])('finds the first axes of a %s table as the full solver does', (_, rows, columns) => {
    const data = table(rows, columns, 0.001);
    const full = principalAxes(data, rows, columns);
    const found = randomizedAxes(data, rows, columns, 5);
    expect(found.variances).toHaveLength(5);
    expect(largest(found.variances, full.variances)).toBeLessThan(1e-9 * full.variances[0]);
    expect(largest(found.axes, full.axes)).toBeLessThan(1e-6);
    expect(found.totalVariance).toBeCloseTo(full.totalVariance, 8);
    expect(randomizedAxes(data, rows, columns, 5)).toEqual(found);
  });

  it('leaves out what has no variance, but for the first axis', () => {
    const data = table(60, 20, 0);
    expect(randomizedAxes(data, 60, 20, 15).variances.length).toBeLessThanOrEqual(8);
    const { axes, variances } = randomizedAxes(new Float64Array(60 * 3), 60, 3, 2);
    expect([Array.from(axes), Array.from(variances)]).toEqual([[1, 0, 0], [0]]);
  });
});

describe('the solver of fitPca', () => {
  const matrix = (rows: number, columns: number) => ({
    rows,
    columns,
    data: Float32Array.from(table(rows, columns, 0.05)),
    names: Array.from({ length: columns }, (_, i) => `c${i}`),
  });
  const variancesOf = (...given: Parameters<typeof fitPca>) => (fitPca(...given).description as PcaDescription).variances;

  it("follows scikit-learn's rule where none is named", () => {
    const wide = matrix(60, 510);
    const full = variancesOf(wide, { components: 6, svd_solver: 'full' });
    expect(variancesOf(wide, { components: 6 })).toEqual(variancesOf(wide, { components: 6, svd_solver: 'randomized' }));
    variancesOf(wide, { components: 6 }).forEach((value, i) => expect(value / full[i]).toBeCloseTo(1, 3));
    expect(variancesOf(wide, { components: 50 })).toEqual(variancesOf(wide, { components: 50, svd_solver: 'full' }));
    const small = matrix(80, 60);
    expect(variancesOf(small, { components: 6 })).toEqual(variancesOf(small, { components: 6, svd_solver: 'full' }));
    const tall = matrix(600, 20);
    expect(variancesOf(tall, { components: 3 })).toEqual(variancesOf(tall, { components: 3, svd_solver: 'full' }));
  });

  it('refuses a share of variance for the randomized one, and solvers that there are not', () => {
    const small = matrix(30, 5);
    expect(() => fitPca(small, { components: 0.9, svd_solver: 'randomized' })).toThrow('whole number of components');
    expect(() => fitPca(small, { components: null, svd_solver: 'randomized' })).toThrow('whole number of components');
    expect(() => fitPca(small, { components: 2, svd_solver: 'arpack' as 'full' })).toThrow('auto, full, randomized');
  });
});
