import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { binMatrix, codesOf } from './binned-matrix.js';
import { binOf, binsOfCodes, type ColumnBins, findCategoryBins } from './binning.js';
import { matrixOf, tables } from './trees.suite.js';

const options = { maxBins: 255, minRowsInBin: 3 };
const columnOf = (values: readonly number[]) => matrixOf(values.map((value) => [value]));
const binsOf = (values: readonly number[], given = options) => binMatrix(columnOf(values), given).bins[0];

/** The naive twin: the first bin whose bound is not below the value. */
function naiveBin({ thresholds, missing }: ColumnBins, value: number): number {
  if (Number.isNaN(value) && missing >= 0) return missing;
  const bin = thresholds.findIndex((threshold) => (Number.isNaN(value) ? 0 : value) <= threshold);
  return bin < 0 ? thresholds.length : bin;
}

describe('binMatrix', () => {
  it('gives every value the first bin whose bound is not below it', () => {
    fc.assert(
      fc.property(tables(), fc.constantFrom(4, 16, 255), fc.constantFrom(1, 3), (x, maxBins, minRowsInBin) => {
        const binned = binMatrix(x, { maxBins, minRowsInBin });
        binned.bins.forEach((bins, column) => {
          const values = Array.from({ length: x.rows }, (_, row) => x.data[row * x.columns + column]);
          expect([...codesOf(binned, column)]).toEqual(values.map((value) => naiveBin(bins, value)));
          expect(values.map((value) => binOf(bins, value))).toEqual(values.map((value) => naiveBin(bins, value)));
          expect(bins.count).toBeLessThanOrEqual(maxBins);
          expect([...bins.thresholds]).toEqual([...bins.thresholds].sort((a, b) => a - b));
          expect(new Set(bins.thresholds).size).toBe(bins.thresholds.length);
        });
      }),
    );
  });

  it('keeps distinct values apart where they fit, zero by itself', () => {
    const values = [-2, -1, 0, 0.5, 1, 7].flatMap((value) => [value, value, value]);
    const { thresholds, count, missing } = binsOf(values);
    expect([...thresholds].map((t) => Number(t.toPrecision(3)))).toEqual([-1.5, -1e-35, 1e-35, 0.75, 4]);
    expect({ count, missing }).toEqual({ count: 6, missing: -1 });
  });

  it('closes a bin only with enough rows', () => {
    const values = [1, 2, 3, 4, 5, 6, 7];
    expect([...binsOf(values).thresholds].slice(1)).toEqual([3.5, 6.5]);
    expect([...binsOf(values, { ...options, minRowsInBin: 1 }).thresholds].slice(1)).toEqual([1.5, 2.5, 3.5, 4.5, 5.5, 6.5]);
  });

  it('makes bins of about equal rows where there are more values than bins, a common value having its own', () => {
    const values = Array.from({ length: 1000 }, (_, i) => (i < 400 ? 500.5 : i + 1));
    const binned = binMatrix(columnOf(values), { maxBins: 11, minRowsInBin: 3 });
    const counts = new Map<number, number>();
    for (const code of binned.codes) counts.set(code, (counts.get(code) ?? 0) + 1);
    expect(binned.bins[0].count).toBeLessThanOrEqual(11);
    expect(counts.get(binOf(binned.bins[0], 500.5))).toBeLessThanOrEqual(460);
    const others = [...counts.entries()].filter(([code]) => code !== binOf(binned.bins[0], 500.5)).map(([, count]) => count);
    expect(Math.max(...others)).toBeLessThanOrEqual(3 * Math.min(...others));
  });

  it('puts missing values in a last bin of their own, and takes them for zero where training had none', () => {
    const bins = binsOf([1, 1, 1, 2, 2, 2, Number.NaN]);
    expect(bins.missing).toBe(bins.count - 1);
    expect(binOf(bins, Number.NaN)).toBe(bins.missing);
    const complete = binsOf([-1, -1, -1, 2, 2, 2]);
    expect(binOf(complete, Number.NaN)).toBe(binOf(complete, 0));
  });

  it('bins a column without any value', () => {
    expect(binsOf([Number.NaN, Number.NaN])).toMatchObject({ count: 2, missing: 1 });
  });
});

describe('findCategoryBins', () => {
  const column = (counts: readonly number[], missing = 0) =>
    Float32Array.from([
      ...counts.flatMap((count, code) => Array.from({ length: count }, () => code)),
      ...Array.from({ length: missing }, () => Number.NaN),
    ]);

  it('gives the most frequent category the first bin, and missing values bin 0', () => {
    const bins = findCategoryBins(column([5, 9, 0, 7], 2), 4, { maxBins: 255, minRowsInBin: 3 });
    expect([...(bins.codes as Int32Array)]).toEqual([-1, 1, 3, 0]);
    expect([...binsOfCodes(bins, 4)]).toEqual([3, 1, 0, 2]);
    expect(bins).toMatchObject({ count: 4, missing: -1 });
  });

  it('leaves rare categories in bin 0', () => {
    const counts = [400, 300, 200, 90, 5, 2, 1];
    expect([...(findCategoryBins(column(counts), 7, { maxBins: 255, minRowsInBin: 3 }).codes as Int32Array)]).toEqual([-1, 0, 1, 2, 3, 4]);
    expect([...(findCategoryBins(column(counts), 7, { maxBins: 3, minRowsInBin: 3 }).codes as Int32Array)]).toEqual([-1, 0, 1, 2, 3]);
  });

  it('has no more than 255 categories with a bin of their own', () => {
    const bins = findCategoryBins(column(Array.from({ length: 400 }, () => 3)), 400, { maxBins: 255, minRowsInBin: 3 });
    expect(bins.count).toBe(256);
  });
});
