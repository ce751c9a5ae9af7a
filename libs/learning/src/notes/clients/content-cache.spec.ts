import { expect, it } from '@jest/globals';
import { ContentCache } from './content-cache.js';

const sized = (bytes: number) => new ContentCache<number>(bytes, () => 8);
const text = (i: number) => `text ${i}`;

it('finds what was made of a text, and counts', () => {
  const cache = sized(10_000);
  expect(cache.get('a')).toBeUndefined();
  cache.set('a', 1);
  cache.set('a', 2);
  expect(cache.get('a')).toBe(1);
  expect(cache.use).toEqual({ asked: 2, found: 1, bytes: 130 });
});

it('stays within its bytes and lets go of what was not asked for longest', () => {
  const cache = sized(10 * 140);
  for (let i = 0; i < 10; i++) cache.set(text(i), i);
  cache.get(text(0));
  cache.set(text(10), 10);
  expect(cache.get(text(0))).toBe(0);
  expect(cache.get(text(1))).toBeUndefined();
  for (let i = 0; i < 1000; i++) cache.set(text(i), i);
  expect(cache.use.bytes).toBeLessThanOrEqual(1400);
});

it('does not keep a text that would fill an eighth of it', () => {
  const cache = sized(8000);
  cache.set('x'.repeat(500), 1);
  expect(cache.get('x'.repeat(500))).toBeUndefined();
  expect(cache.use.bytes).toBe(0);
});
