import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import type { Column } from '../frame/column.js';
import { Frame } from '../frame/frame.js';
import { createRandom } from '../random/random.js';
import {
  categoryKey,
  type ColumnSketch,
  mergeFrameSketches,
  mergeSketches,
  type NumberSketch,
  sketchColumn,
  sketchFrame,
  type TextSketch,
  windowCategories,
} from './column-sketch.js';
import { countDistinct, distinctOf, mergeDistinct } from './distinct-sketch.js';
import { distributionOf, empirical, quantileAt, shareUpTo } from './distribution.js';
import { emptyQuantiles, mergeQuantiles, type QuantileSketch, quantilesOf, rankError } from './quantile-sketch.js';

const numbers = (values: ArrayLike<number>): Column => ({ kind: 'number', name: 'x', values: Float64Array.from(values) });
function texts(values: readonly (string | null)[]): Column {
  const dictionary = [...new Set(values.filter((value) => value !== null))];
  const codeOf = new Map(dictionary.map((text, code) => [text, code]));
  return {
    kind: 'text',
    name: 'x',
    dictionary,
    codes: Int32Array.from(values, (value) => (value === null ? -1 : (codeOf.get(value) as number))),
  };
}
const sketchNumbers = (values: ArrayLike<number>) => sketchColumn(numbers(values)) as NumberSketch;
const sketchTexts = (values: readonly (string | null)[], categories?: number) => sketchColumn(texts(values), { categories }) as TextSketch;

/** The largest error of a rank over all values. */
function worstRank(sketch: QuantileSketch, values: Float64Array): number {
  const held = distributionOf(sketch);
  const exact = empirical(values);
  let worst = 0;
  for (const [i, value] of exact.values.entries()) worst = Math.max(worst, Math.abs(exact.cumulative[i] - shareUpTo(held, value)));
  return worst;
}

const shapes: [string, (i: number, random: ReturnType<typeof createRandom>) => number][] = [
  ['normal', (_, random) => random.normal()],
  ['far from zero', (_, random) => 1e9 + random.normal()],
  ['rising', (i) => i],
  ['falling', (i) => -i],
  ['heavy-tailed', (_, random) => Math.exp(4 * random.normal())],
  ['few values', (_, random) => random.integer(7)],
];

describe('QuantileSketch', () => {
  it.each(shapes)('keeps ranks within its documented error: %s', (_, draw) => {
    const random = createRandom(12);
    const values = Float64Array.from({ length: 30_000 }, (_, i) => draw(i, random));
    const bulk = quantilesOf(values);
    expect(worstRank(bulk, values)).toBeLessThan(0.004);
    let stream = emptyQuantiles;
    for (let at = 0; at < values.length; at += 150) stream = mergeQuantiles(stream, quantilesOf(values.slice(at, at + 150)));
    expect(stream.n).toBe(values.length);
    expect(worstRank(stream, values)).toBeLessThan(0.013);
    expect(rankError(stream)).toBeLessThan(0.02);
    expect(worstRank(stream, values)).toBeLessThan(2 * rankError(stream));
    for (const sketch of [bulk, stream]) {
      expect(sketch.levels.reduce((sum, items) => sum + items.length, 0)).toBeLessThanOrEqual(620);
      expect(sketch.levels.reduce((sum, items, level) => sum + items.length * 2 ** level, 0)).toBe(values.length);
    }
  });

  it('is exact up to 300 values', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), { minLength: 1, maxLength: 300 }), (given) => {
        const values = Float64Array.from(given);
        expect(distributionOf(quantilesOf(values))).toEqual(empirical(values));
        expect(rankError(quantilesOf(values))).toBe(0);
      }),
    );
    expect(rankError(emptyQuantiles)).toBe(0);
    expect(quantileAt(distributionOf(emptyQuantiles), 0.5)).toBeNaN();
  });

  it("gives the same sketch for the same data, and doesn't change what it merges", () => {
    const random = createRandom(1);
    const a = quantilesOf(Float64Array.from({ length: 3000 }, () => random.normal()));
    const b = quantilesOf(Float64Array.from({ length: 5000 }, () => random.normal()));
    const before = JSON.stringify([a, b]);
    expect(JSON.stringify(mergeQuantiles(a, b))).toBe(JSON.stringify(mergeQuantiles(a, b)));
    expect(JSON.stringify([a, b])).toBe(before);
  });

  it('finds quantiles', () => {
    const held = distributionOf(quantilesOf(Float64Array.from({ length: 101 }, (_, i) => i)));
    expect([0, 0.5, 1].map((share) => quantileAt(held, share))).toEqual([0, 50, 100]);
  });
});

describe('number sketches', () => {
  it('have the moments of the values, merged or not', () => {
    const values = fc.array(fc.oneof(fc.double({ min: -1e6, max: 1e6, noNaN: true }), fc.constant(Number.NaN)), { maxLength: 60 });
    fc.assert(
      fc.property(values, values, (first, second) => {
        const whole = sketchNumbers([...first, ...second]);
        const merged = mergeSketches(sketchNumbers(first), sketchNumbers(second)) as NumberSketch;
        expect(merged).toMatchObject({ count: whole.count, missing: whole.missing, min: whole.min, max: whole.max });
        expect(distributionOf(merged.quantiles)).toEqual(distributionOf(whole.quantiles));
        if (whole.mean === null || whole.variance === null) return expect(merged.mean).toBeNull();
        const present = [...first, ...second].filter((value) => !Number.isNaN(value));
        const mean = present.reduce((sum, value) => sum + value, 0) / present.length;
        const variance = present.reduce((sum, value) => sum + (value - mean) ** 2, 0) / present.length;
        for (const { mean: m, variance: v } of [whole, merged]) {
          expect(m).toBeCloseTo(mean, 6);
          expect(Math.abs((v as number) - variance)).toBeLessThanOrEqual(1e-9 * (variance + 1e-3));
        }
      }),
    );
  });

  it('stay right where the mean is large beside the spread', () => {
    expect(sketchNumbers([1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16]).variance).toBeCloseTo(22.5, 9);
  });

  it('count infinities as missing, and survive JSON', () => {
    const sketch = sketchNumbers([1, Number.POSITIVE_INFINITY, Number.NaN, 3]);
    expect(sketch).toMatchObject({ count: 2, missing: 2, min: 1, max: 3 });
    expect(JSON.parse(JSON.stringify(sketch))).toEqual(sketch);
    const none = sketchNumbers([Number.NaN]);
    expect(none).toMatchObject({ count: 0, missing: 1, mean: null, variance: null, min: null, max: null });
    expect(JSON.parse(JSON.stringify(none))).toEqual(none);
  });
});

describe('text sketches', () => {
  it('merge to the sketch of all rows while all categories are listed', () => {
    const values = fc.array(fc.option(fc.constantFrom('a', 'b', '', '__proto__', 'constructor', 'é')), { maxLength: 40 });
    fc.assert(
      fc.property(values, values, (first, second) => {
        const whole = sketchTexts([...first, ...second]);
        expect(mergeSketches(sketchTexts(first), sketchTexts(second))).toEqual(whole);
        expect(whole.categories.reduce((sum, [, count]) => sum + count, 0)).toBe(whole.count);
        expect(JSON.parse(JSON.stringify(whole))).toEqual(whole);
      }),
    );
  });

  it('list the commonest, count the rest, and estimate how many there are', () => {
    const random = createRandom(3);
    const values = Array.from({ length: 20_000 }, () => `id ${random.integer(5000)}`);
    const whole = sketchTexts([...values, ...Array.from({ length: 300 }, () => 'often')]);
    expect(whole.categories[0]).toEqual(['often', 300]);
    expect(whole.categories.length).toBe(80);
    expect(whole.other + whole.categories.reduce((sum, [, count]) => sum + count, 0)).toBe(20_300);
    const distinct = new Set(values).size + 1;
    expect(Math.abs(whole.distinct / distinct - 1)).toBeLessThan(0.1);
    const merged = mergeSketches(sketchTexts(values.slice(0, 9000)), sketchTexts(values.slice(9000))) as TextSketch;
    expect(Math.abs(merged.distinct / distinct - 1)).toBeLessThan(0.1);
    expect(merged).toMatchObject({ count: 20_000, missing: 0 });
    expect(JSON.parse(JSON.stringify(merged))).toEqual(merged);
  });

  it('keep long texts apart under short names', () => {
    const long = 'x'.repeat(500);
    expect(categoryKey(`${long}a`)).not.toBe(categoryKey(`${long}b`));
    expect(categoryKey(long).length).toBeLessThanOrEqual(32);
    expect(categoryKey('short')).toBe('short');
  });
});

describe('DistinctSketch', () => {
  it.each([10, 500, 3000, 100_000])('counts %d within a tenth', (count) => {
    const sketch = distinctOf(Array.from({ length: count }, (_, i) => `user-${i}`));
    expect(Math.abs(countDistinct(sketch) / count - 1)).toBeLessThan(0.1);
  });

  it('merges to the sketch of both', () => {
    const name = (i: number) => `name ${i}`;
    const first = Array.from({ length: 800 }, (_, i) => name(i));
    const second = Array.from({ length: 800 }, (_, i) => name(i + 400));
    expect(mergeDistinct(distinctOf(first), distinctOf(second))).toBe(distinctOf([...first, ...second]));
  });
});

describe('frame sketches', () => {
  const frame = new Frame([numbers([1, 2, 3]), { ...(texts(['a', null, 'b']) as Column), name: 'y' }]);

  it('sketch each column and merge by name', () => {
    const sketch = sketchFrame(frame);
    expect(sketch).toMatchObject({
      rows: 3,
      columns: [
        { name: 'x', count: 3 },
        { name: 'y', missing: 1 },
      ],
    });
    const turned = sketchFrame(frame.select(['y', 'x']));
    expect(mergeFrameSketches(sketch, turned)).toMatchObject({
      rows: 6,
      columns: [
        { name: 'x', count: 6 },
        { name: 'y', missing: 2 },
      ],
    });
  });

  it('refuse to merge what differs', () => {
    const sketch = sketchFrame(frame);
    const other = sketchFrame(frame.without(['y']));
    for (const [a, b] of [
      [sketch, other],
      [other, sketch],
    ])
      expect(() => mergeFrameSketches(a, b)).toThrow(expect.objectContaining({ code: 'learning.value_invalid' }));
    expect(() => mergeSketches(sketch.columns[0], sketch.columns[1])).toThrow(expect.objectContaining({ code: 'learning.value_invalid' }));
  });

  it('stay below 10 KB a column, whatever it holds', () => {
    const random = createRandom(4);
    const bytes = (sketch: ColumnSketch) => Buffer.byteLength(JSON.stringify(sketch));
    expect(bytes(sketchNumbers(Float64Array.from({ length: 100_000 }, () => random.normal() * 1e-7)))).toBeLessThan(10_000);
    expect(bytes(sketchNumbers(Float64Array.from({ length: 599 }, () => random.normal() * 1e-7)))).toBeLessThan(10_000);
    const letters = Array.from({ length: 3000 }, () =>
      Array.from({ length: 60 }, () => String.fromCharCode(0x4e00 + random.integer(2000))).join(''),
    );
    expect(bytes(sketchTexts(letters))).toBeLessThan(10_000);
    expect(sketchTexts(letters, windowCategories).categories.length).toBe(500);
  });
});
