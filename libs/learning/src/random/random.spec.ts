import { describe, expect, it } from '@jest/globals';
import { createRandom, shuffle } from './random.js';

describe('createRandom', () => {
  it('repeats itself for the same seed and differs for another', () => {
    const draw = (seed: number) =>
      Array.from(
        { length: 5 },
        (
          (random) => () =>
            random.next()
        )(createRandom(seed)),
      );
    expect(draw(7)).toEqual(draw(7));
    expect(draw(7)).not.toEqual(draw(8));
  });

  it('forks generators that depend on seed and label alone', () => {
    const used = createRandom(1);
    used.next();
    expect(used.fork('a').next()).toBe(createRandom(1).fork('a').next());
    expect(used.fork('a').next()).not.toBe(used.fork('b').next());
  });

  it('is uniform over its range', () => {
    const random = createRandom(42);
    const counts = new Float64Array(10);
    for (let i = 0; i < 100_000; i++) counts[random.integer(10)]++;
    const chiSquare = counts.reduce((sum, count) => sum + (count - 10_000) ** 2 / 10_000, 0);
    // 99.9 % quantile of chi-square with 9 degrees of freedom.
    expect(chiSquare).toBeLessThan(27.88);
  });

  it('draws standard normals', () => {
    const random = createRandom(5);
    const draws = Array.from({ length: 50_000 }, () => random.normal());
    const mean = draws.reduce((sum, x) => sum + x, 0) / draws.length;
    const variance = draws.reduce((sum, x) => sum + (x - mean) ** 2, 0) / draws.length;
    expect(Math.abs(mean)).toBeLessThan(0.02);
    expect(Math.abs(variance - 1)).toBeLessThan(0.03);
  });
});

describe('shuffle', () => {
  it('keeps the elements and reaches every order equally', () => {
    const random = createRandom(9);
    const seen = new Map<string, number>();
    for (let i = 0; i < 6000; i++) {
      const order = shuffle([1, 2, 3], random).toSorted((a, b) => a - b);
      expect(order).toEqual([1, 2, 3]);
      const key = shuffle([1, 2, 3], random).join('');
      seen.set(key, (seen.get(key) ?? 0) + 1);
    }
    expect(seen.size).toBe(6);
    for (const count of seen.values()) expect(Math.abs(count - 1000)).toBeLessThan(130);
  });
});
