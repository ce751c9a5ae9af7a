import { describe, expect, it } from '@jest/globals';
import { mulberry } from './noise.suite.js';
import { patternOf } from './series.js';

describe('the pattern of a series', () => {
  const random = mulberry(3);
  const made = (length: number, value: (at: number) => number) => Float64Array.from({ length }, (_, at) => value(at));

  it('has the slope of a line, also with a tenth of wild values and gaps', () => {
    const values = made(300, (at) => (at % 10 === 0 ? 1000 * random() : at % 17 === 0 ? Number.NaN : 2 + 0.5 * at));
    const { slope, trend, tau } = patternOf(values, []);
    expect(slope).toBeCloseTo(0.5, 1);
    expect(trend).toBe('rising');
    expect(tau).toBeGreaterThan(0.5);
  });

  it('has the season of a week with its peak and low', () => {
    const week = [0, 1, 2, 9, 2, 1, -5];
    const values = made(140, (at) => week[at % 7] + random());
    const { seasons, trend } = patternOf(values, [7, 30, 365]);
    expect(trend).toBe('none');
    expect(seasons[0]).toMatchObject({ period: 7, peak: 3, low: 6 });
    expect(seasons[0].strength).toBeGreaterThan(0.95);
    expect(seasons[1].strength).toBeLessThan(0.1);
    expect(seasons).toHaveLength(2);
  });

  it('has none in noise, and persistence in a walk', () => {
    const noise = patternOf(
      made(400, () => random()),
      [7],
    );
    expect(noise.seasons[0].strength).toBeLessThan(0.1);
    expect(Math.abs(noise.persistence)).toBeLessThan(0.15);
    let place = 0;
    const walk = made(400, () => {
      place += random() - 0.5;
      return place;
    });
    expect(patternOf(walk, []).persistence).toBeGreaterThan(0.9);
    expect(patternOf(new Float64Array(5).fill(Number.NaN), [2])).toMatchObject({ slope: 0, trend: 'none', persistence: 0 });
  });
});
