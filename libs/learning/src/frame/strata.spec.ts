import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { quantileBins, strataMembers } from './strata.js';

describe('quantileBins', () => {
  it('never orders a greater value below a smaller one, keeps equal values together, and has two rows in each bin', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 20 }), { minLength: 2, maxLength: 120 }),
        fc.integer({ min: 1, max: 12 }),
        (given, bins) => {
          const codes = quantileBins(Float64Array.from(given), bins);
          for (let i = 1; i < given.length; i++) {
            if (given[i] === given[0]) expect(codes[i]).toBe(codes[0]);
            if (given[i] > given[0]) expect(codes[i]).toBeGreaterThanOrEqual(codes[0]);
          }
          expect(Math.max(...codes)).toBeLessThan(bins);
          expect(strataMembers({ codes }).every((rows) => rows.length >= 2)).toBe(true);
        },
      ),
    );
  });

  it('makes bins of equal size without ties', () => {
    const codes = quantileBins(
      Float64Array.from({ length: 40 }, (_, i) => 40 - i),
      4,
    );
    expect(strataMembers({ codes }).map((rows) => rows.length)).toEqual([10, 10, 10, 10]);
    expect(codes[0]).toBe(3);
  });
});
