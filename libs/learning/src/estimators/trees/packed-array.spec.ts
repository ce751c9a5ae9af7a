import { describe, expect, it } from '@jest/globals';
import { packArray, unpackArray } from './packed-array.js';

describe('packArray', () => {
  it('keeps every bit through JSON', () => {
    const values = Float32Array.of(0.1, -0, Number.NaN, Number.POSITIVE_INFINITY, 2 ** -149);
    const back = unpackArray('f32', JSON.parse(JSON.stringify(packArray(values))), 'values');
    expect(back).toEqual(values);
    expect(unpackArray('i32', packArray(Int32Array.of(-1, 2 ** 31 - 1)), 'x')).toEqual(Int32Array.of(-1, 2 ** 31 - 1));
    expect(unpackArray('u8', packArray(Uint8Array.of(0, 255)), 'x')).toEqual(Uint8Array.of(0, 255));
    expect(unpackArray('f64', packArray(new Float64Array(0)), 'x')).toHaveLength(0);
  });

  it('packs a view, not the buffer behind it', () => {
    const view = Float64Array.of(1, 2, 3).subarray(1, 2);
    expect([...unpackArray('f64', packArray(view), 'x')]).toEqual([2]);
  });

  it('refuses another kind and cut bytes, naming the field', () => {
    const invalid = expect.objectContaining({ code: 'learning.model_invalid', where: 'trees[3].left' });
    expect(() => unpackArray('i32', 'f32:AAAA', 'trees[3].left')).toThrow(invalid);
    expect(() => unpackArray('i32', undefined, 'trees[3].left')).toThrow(invalid);
    expect(() => unpackArray('i32', 'i32:AAAA', 'trees[3].left')).toThrow(invalid);
  });
});
