import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { createRandom } from '../../random/random.js';
import { codesOf } from '../trees/binned-matrix.js';
import { matrixOf, tables } from '../trees/trees.suite.js';
import { Engine } from './engine.js';
import { cutMatrix, cutOnEngine, nextAbove, nextBelow } from './xgboost-bins.js';

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

describe('cutOnEngine', () => {
  const random = createRandom(5);
  const kinds = [() => random.normal(), () => (random.next() < 0.2 ? Number.NaN : random.normal()), () => random.integer(3), () => 0];
  const x = matrixOf(Array.from({ length: 500 }, () => Array.from({ length: 10 }, (_, column) => kinds[column % kinds.length]())));
  const weights = Float64Array.from({ length: 500 }, () => 1 + random.integer(3));

  it.each([
    [1, undefined],
    [2, undefined],
    [1, weights],
    [2, weights],
  ])('cuts on %i threads as it does without an engine', async (threads, given) => {
    const engine = new Engine(threads, Number.POSITIVE_INFINITY);
    try {
      const plain = cutMatrix(x, given, 64);
      const cuts = await cutOnEngine(x, given, 64, engine, () => Promise.resolve());
      expect({ ...cuts, binned: { ...cuts.binned, codes: Uint8Array.from(cuts.binned.codes) } }).toEqual(plain);
      expect(engine.memory.owns(cuts.binned.codes)).toBe(true);
      await expect(cutOnEngine(x, given, 64, engine, () => Promise.reject(new Error('stopped')))).rejects.toThrow('stopped');
    } finally {
      await engine.end();
    }
  });
});
