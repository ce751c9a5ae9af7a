import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { AbsoluteError } from './absolute-error.js';

const rows = fc.array(fc.record({ y: fc.integer({ min: -5, max: 5 }), weight: fc.constantFrom(0.5, 1, 2, 3) }), {
  minLength: 1,
  maxLength: 30,
});

/** The least loss over all values: the naive twin. */
function naiveLoss(set: readonly { y: number; weight: number }[]): number {
  const lossAt = (value: number) => set.reduce((sum, { y, weight }) => sum + weight * Math.abs(y - value), 0);
  return set.length === 0 ? 0 : Math.min(...set.map(({ y }) => lossAt(y)));
}

function lossOf(given: readonly { y: number; weight: number }[]): AbsoluteError {
  return new AbsoluteError(
    Float64Array.from(given, ({ y }) => y),
    Float64Array.from(given, ({ weight }) => weight),
  );
}

describe('AbsoluteError', () => {
  it('is least at the median, for any set of rows', () => {
    fc.assert(
      fc.property(rows, fc.integer(), (given, seed) => {
        const chosen = Uint32Array.from(given.keys()).filter((row) => ((seed >> (row % 31)) & 1) === 0);
        fc.pre(chosen.length > 0);
        const { loss, median } = lossOf(given).of(chosen);
        const set = Array.from(chosen, (row) => given[row]);
        expect(loss).toBeCloseTo(naiveLoss(set), 9);
        expect(set.reduce((sum, { y, weight }) => sum + weight * Math.abs(y - median), 0)).toBeCloseTo(loss, 9);
      }),
    );
  });

  it('gives the loss of every beginning of a list, and forgets it', () => {
    fc.assert(
      fc.property(rows, rows, (first, then) => {
        const all = [...first, ...then];
        const absolute = lossOf(all);
        const [before, along] = [Uint32Array.from(first.keys()), Uint32Array.from(then.keys(), (row) => row + first.length)];
        for (let twice = 0; twice < 2; twice++) {
          const losses = absolute.lossesAlong(along, before);
          losses.forEach((loss, count) => expect(loss).toBeCloseTo(naiveLoss(all.slice(0, first.length + count)), 9));
        }
      }),
    );
  });

  it('takes the middle where half the weight lies on either side', () => {
    const absolute = new AbsoluteError(Float64Array.of(20, 30, 40, 7), Float64Array.of(2, 1, 1, 9));
    expect(absolute.of(Uint32Array.of(0, 1, 2))).toEqual({ loss: 30, median: 25 });
    expect(absolute.of(Uint32Array.of(1))).toEqual({ loss: 0, median: 30 });
  });
});
