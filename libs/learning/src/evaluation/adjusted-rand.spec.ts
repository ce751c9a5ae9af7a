import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { adjustedRand } from './adjusted-rand.js';

const codes = (rows: number) => fc.array(fc.integer({ min: 0, max: 4 }), { minLength: rows, maxLength: rows });

describe('adjustedRand', () => {
  it("is scikit-learn's", () => {
    expect(adjustedRand([0, 0, 1, 1, 1, 1, 2, 2, 2], [0, 0, 0, 1, 1, 1, 2, 2, 2])).toBeCloseTo(0.6428571428571429, 12);
    expect(adjustedRand([0, 1, 0, 1], [0, 0, 1, 1])).toBeCloseTo(-0.5, 12);
  });

  it('is 1 for the same division under other names, one group or every row alone included', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 30 }).chain(codes), (one) => {
        expect(
          adjustedRand(
            one,
            one.map((code) => 7 - code),
          ),
        ).toBeCloseTo(1, 12);
      }),
    );
  });

  it('does not depend on which comes first', () => {
    const pairs = fc.integer({ min: 2, max: 30 }).chain((rows) => fc.tuple(codes(rows), codes(rows)));
    fc.assert(fc.property(pairs, ([one, other]) => expect(adjustedRand(one, other)).toBeCloseTo(adjustedRand(other, one), 12)));
  });

  it('refuses divisions of other rows', () => {
    expect(() => adjustedRand([0, 1], [0])).toThrow('2 and 1');
  });
});
