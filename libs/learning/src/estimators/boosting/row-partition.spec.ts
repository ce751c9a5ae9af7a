import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { RowPartition } from './row-partition.js';

describe('RowPartition', () => {
  it('parts the rows of a leaf by code, in order, and leaves the other leaves alone', () => {
    const codes = fc.array(fc.integer({ min: 0, max: 255 }), { minLength: 1, maxLength: 50 });
    fc.assert(
      fc.property(codes, fc.integer({ min: 0, max: 254 }), fc.constantFrom(-1, 255), fc.boolean(), (given, bin, missing, missingLeft) => {
        const all = Uint32Array.from(given, (_, row) => row);
        const partition = new RowPartition(all);
        const goesLeft = (row: number) => (given[row] === missing ? missingLeft : given[row] <= bin);
        expect(partition.split(0, Uint8Array.from(given), bin, missing, missingLeft)).toBe(1);
        expect(partition.rowsOf(0)).toEqual(all.filter(goesLeft));
        const right = all.filter((row) => !goesLeft(row));
        expect(partition.rowsOf(1)).toEqual(right);
        expect(partition.size(0) + partition.size(1)).toBe(given.length);
        partition.split(0, Uint8Array.from(given), 0, missing, missingLeft);
        expect(partition.rowsOf(1)).toEqual(right);
        expect([...all]).toEqual(given.map((_, row) => row));
      }),
    );
  });
});
