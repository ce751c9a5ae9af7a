import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { Batcher, type Run } from './batcher.js';

/** Doubles the numbers and repeats the texts, so that an answer shows which row it belongs to. */
const double: Run = async (rows, [numbers, texts]) => {
  expect([numbers.data.length, texts.data.length]).toEqual([rows, rows]);
  const twice = Array.from(numbers.data as Float32Array, (value) => value * 2);
  return { predictions: twice, probabilities: twice.map((value, i) => [value, Number((texts.data as string[])[i])]), scores: null };
};
const feeds = (values: number[]) => [
  { name: 'x', data: Float32Array.from(values) },
  { name: 't', data: values.map(String) },
];
const expected = (values: number[]) => ({
  predictions: values.map((value) => value * 2),
  probabilities: values.map((value) => [value * 2, value]),
  scores: null,
});

describe('micro-batching', () => {
  it('gives each request its own rows, whatever comes together', async () => {
    const request = fc.array(fc.integer({ min: 0, max: 1000 }), { minLength: 1, maxLength: 20 });
    const turns = fc.array(fc.array(request, { maxLength: 12 }), { maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(turns, fc.integer({ min: 1, max: 30 }), async (rounds, most) => {
        const sizes: number[] = [];
        const batcher = new Batcher((rows, columns) => {
          sizes.push(rows);
          return double(rows, columns);
        }, most);
        for (const round of rounds) {
          const answers = await Promise.all(round.map((values) => batcher.submit(values.length, feeds(values))));
          expect(answers).toEqual(round.map(expected));
        }
        const longest = Math.max(0, ...rounds.flat().map((values) => values.length));
        expect(Math.max(0, ...sizes)).toBeLessThanOrEqual(Math.max(most, longest));
        expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(rounds.flat(2).length);
      }),
      { numRuns: 50 },
    );
  });

  it('runs a lone request at once, and those that come meanwhile together', async () => {
    const sizes: number[] = [];
    const batcher = new Batcher((rows, columns) => {
      sizes.push(rows);
      return double(rows, columns);
    }, 64);
    const first = batcher.submit(1, feeds([1]));
    expect(sizes).toEqual([1]);
    await Promise.all([first, ...[2, 3, 4].map((value) => batcher.submit(1, feeds([value])))]);
    expect(sizes).toEqual([1, 3]);
    // In company, a turn's requests wait for its end.
    await Promise.all([5, 6].map((value) => batcher.submit(1, feeds([value]))));
    await batcher.submit(1, feeds([7]));
    await batcher.submit(1, feeds([8]));
    expect(sizes).toEqual([1, 3, 2, 1, 1]);
  });

  it('lets one request’s fault be nobody else’s', async () => {
    const batcher = new Batcher((rows, columns) => {
      if (columns[0].data.includes(13 as never)) throw new Error('unlucky');
      return double(rows, columns);
    }, 64);
    const outcomes = await Promise.allSettled([1, 13, 2].map((value) => batcher.submit(1, feeds([value]))));
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(await batcher.submit(1, feeds([3]))).toEqual(expected([3]));
  });
});
