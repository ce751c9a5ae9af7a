import { describe, expect, it } from '@jest/globals';
import { mulberry } from './noise.suite.js';
import { monotoneTrend } from '../statistics/monotone-trend.js';
import { levelChanges } from './level-changes.js';
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

  it('is told by the Mann–Kendall test, and no trend where that is not sure', () => {
    const values = made(60, (at) => Math.sin(at) * 9 + 0.02 * at + random());
    const { tau, slope, pValue, trend } = patternOf(values, []);
    expect({ tau, slope, pValue }).toEqual(monotoneTrend(values));
    expect(trend).toBe('none');
    expect(
      patternOf(
        made(60, (at) => at + random()),
        [],
      ),
    ).toMatchObject({ trend: 'rising' });
  });

  it('has its season also where the level bends and wanders, which a line cannot follow', () => {
    const week = [0, 1, 2, 4, 2, 1, -2];
    const values = made(700, (at) => 60 * Math.sin(at / 90) + week[at % 7] + 0.5 * random());
    values.fill(Number.NaN, 100, 110);
    const { seasons } = patternOf(values, [7, 30]);
    expect(seasons[0]).toMatchObject({ period: 7, peak: 3, low: 6 });
    expect(seasons[0].strength).toBeGreaterThan(0.9);
    expect(seasons[1].strength).toBeLessThan(0.1);
  });
});

describe('changes of level', () => {
  const random = mulberry(5);
  const made = (length: number, value: (at: number) => number) => Float64Array.from({ length }, (_, at) => value(at) + random());

  it('are found where they are, with the levels around them, also in long series with gaps', () => {
    const short = levelChanges(made(200, (at) => (at < 80 ? 10 : at < 150 ? 14 : 7)));
    expect(short.map(({ at }) => at)).toEqual([80, 150]);
    expect(short[0].before).toBeCloseTo(10.5, 0);
    expect(short[0].after).toBeCloseTo(14.5, 0);
    const long = made(20_000, (at) => (at < 12_000 ? 0 : 5));
    long.fill(Number.NaN, 3000, 4000);
    expect(levelChanges(long)).toMatchObject([{ at: 12_000 }]);
  });

  it('are none in a line, in noise, in a week, and in too few values', () => {
    for (const value of [(at: number) => 0.3 * at, () => 0, (at: number) => 5 * Math.sin((at * 2 * Math.PI) / 7)])
      expect(levelChanges(made(300, value))).toEqual([]);
    expect(levelChanges(made(10, (at) => at))).toEqual([]);
    expect(levelChanges(new Float64Array(50).fill(Number.NaN))).toEqual([]);
    expect(levelChanges(new Float64Array(50).fill(3))).toEqual([]);
  });
});
