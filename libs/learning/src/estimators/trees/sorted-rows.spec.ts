import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { sortedRows } from './sorted-rows.js';

/** The naive twin: a stable comparison sort with missing values last. */
function naive(values: Float32Array): number[] {
  const rank = (value: number) => (Number.isNaN(value) ? 1 : 0);
  return Array.from(values.keys()).sort((a, b) => rank(values[a]) - rank(values[b]) || (rank(values[a]) === 1 ? 0 : values[a] - values[b]));
}

describe('sortedRows', () => {
  it('sorts as a stable comparison sort does', () => {
    const value = fc.oneof(fc.float(), fc.constantFrom(0, -0, 1, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY));
    fc.assert(
      fc.property(fc.array(value, { maxLength: 200 }), (given) => {
        const values = Float32Array.from(given);
        expect([...sortedRows(values)]).toEqual(naive(values));
      }),
    );
  });

  it('puts a missing value last whatever its sign bit', () => {
    const values = new Float32Array(Uint32Array.of(0xffc00000, 0x7fc00000, 0x3f800000, 0xff800000).buffer);
    expect([...sortedRows(values)]).toEqual([3, 2, 0, 1]);
  });
});
