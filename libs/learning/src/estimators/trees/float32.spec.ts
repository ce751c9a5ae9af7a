import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { floorToFloat32 } from './float32.js';

describe('floorToFloat32', () => {
  it('moves no float32 across the value', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true }), fc.float({ noNaN: true }), (value, x) => {
        const floor = floorToFloat32(value);
        expect(Math.fround(floor)).toBe(floor);
        expect(x <= floor).toBe(x <= value);
      }),
    );
  });

  it('separates two neighbouring floats at their middle', () => {
    fc.assert(
      fc.property(fc.float({ noNaN: true, noDefaultInfinity: true, min: Math.fround(-1e38), max: Math.fround(1e38) }), (x) => {
        const next = x + Math.max(Math.abs(x) * 2 ** -23, 2 ** -149);
        const above = Math.fround(next) > x ? Math.fround(next) : x;
        fc.pre(above > x);
        const threshold = floorToFloat32((x + above) / 2);
        expect(x <= threshold).toBe(true);
        expect(above <= threshold).toBe(false);
      }),
    );
  });

  it('goes below zero for tiny negative numbers, and keeps infinities', () => {
    expect(floorToFloat32(-1e-60)).toBe(-(2 ** -149));
    expect(floorToFloat32(1e-60)).toBe(0);
    expect(floorToFloat32(-0)).toBe(-0);
    expect(floorToFloat32(Number.POSITIVE_INFINITY)).toBe(Number.POSITIVE_INFINITY);
    expect(floorToFloat32(1e300)).toBe(Math.fround(3.4028234663852886e38));
  });
});
