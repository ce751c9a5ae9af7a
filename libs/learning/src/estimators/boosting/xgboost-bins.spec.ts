import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import type { Matrix } from '../estimator.js';
import { codesOf } from '../trees/binned-matrix.js';
import { matrixOf, tables } from '../trees/trees.suite.js';
import { cutMatrix, cutMatrixInto, nextAbove, nextBelow } from './xgboost-bins.js';

const floats = fc.float({ noNaN: true, noDefaultInfinity: true });

describe('nextBelow and nextAbove', () => {
  it('are neighbours: nothing lies between', () => {
    fc.assert(
      fc.property(floats, (value) => {
        expect(nextBelow(value)).toBeLessThan(value);
        expect(nextAbove(value)).toBeGreaterThan(value);
        expect(nextAbove(nextBelow(value)) === value).toBe(true);
        const middle = Math.fround((nextBelow(value) + value) / 2);
        expect(middle === value || middle === nextBelow(value)).toBe(true);
      }),
    );
  });

  it('keep infinities', () => {
    expect(nextBelow(Number.NEGATIVE_INFINITY)).toBe(Number.NEGATIVE_INFINITY);
    expect(nextAbove(Number.POSITIVE_INFINITY)).toBe(Number.POSITIVE_INFINITY);
  });
});

describe('cutMatrix', () => {
  it('puts each value into the bin of its thresholds, missing ones into the last', () => {
    fc.assert(
      fc.property(tables(), fc.integer({ min: 2, max: 40 }), (x, maxBins) => {
        const { binned, aboveAll, belowAll } = cutMatrix(x, undefined, maxBins);
        for (let column = 0; column < x.columns; column++) {
          const { thresholds, missing, count } = binned.bins[column];
          const codes = codesOf(binned, column);
          for (let row = 0; row < x.rows; row++) {
            const value = x.data[row * x.columns + column];
            const expected = Number.isNaN(value) ? missing : thresholds.filter((threshold) => value > threshold).length;
            expect(codes[row]).toBe(expected);
            if (Number.isNaN(value)) continue;
            expect(value).toBeLessThanOrEqual(aboveAll[column]);
            expect(value).toBeGreaterThan(belowAll[column]);
          }
          expect(count).toBe(thresholds.length + 1 + Number(missing >= 0));
          expect(thresholds.length).toBeLessThan(Math.max(2, maxBins));
        }
      }),
    );
  });

  it('leaves a byte for missing values', () => {
    const x = matrixOf([...Array.from({ length: 300 }, (_, i) => [i]), [Number.NaN]]);
    const { binned } = cutMatrix(x, undefined, 256);
    expect(binned.bins[0].count).toBeLessThanOrEqual(256);
    expect(codesOf(binned, 0)[300]).toBe(binned.bins[0].missing);
  });
});

describe('cutMatrixInto', () => {
  it('bins the same, and stops where it is told to', async () => {
    const x = matrixOf(Array.from({ length: 3000 }, (_, i) => [i % 7, (i * 31) % 997, i]));
    const wide = { ...x, rows: 3000, columns: 3 };
    let checkpoints = 0;
    const codes = new Uint8Array(9000);
    const cuts = await cutMatrixInto(codes, wide, undefined, 64, async () => {
      checkpoints++;
    });
    expect(cuts).toEqual(cutMatrix(wide, undefined, 64));
    expect(cuts.binned.codes).toBe(codes);
    expect(checkpoints).toBe(0);
    const long: Matrix = { rows: 600_000, columns: 2, names: ['a', 'b'], data: new Float32Array(1_200_000) };
    const stop = () => Promise.reject(new Error('stopped'));
    await expect(cutMatrixInto(new Uint8Array(1_200_000), long, undefined, 64, stop)).rejects.toThrow('stopped');
  });
});
