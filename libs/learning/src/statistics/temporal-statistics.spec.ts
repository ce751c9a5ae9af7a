import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { changePoints, type ChangePointOptions } from './change-points.js';
import { type MonotoneTrend, monotoneTrend } from './monotone-trend.js';
import { seasonalTrend, type SeasonalTrendOptions } from './seasonal-trend.js';

interface Fixture {
  readonly stl: readonly (SeasonalTrendOptions & { values: number[]; seasonal: number | number[]; trend: number[]; weights: number[] })[];
  readonly steps: readonly number[];
  readonly pelt: readonly (ChangePointOptions & { changes: number[] })[];
  readonly trends: readonly (MonotoneTrend & { values: number[] })[];
}

const fixture = JSON.parse(readFileSync(new URL('./fixtures/temporal.json', import.meta.url), 'utf8')) as Fixture;
const furthest = (a: ArrayLike<number>, b: ArrayLike<number>) => Math.max(...Array.from(a, (value, at) => Math.abs(value - b[at])));

describe('seasonal-trend decomposition', () => {
  it.each([
    [0, { period: 7 }],
    [1, { period: 7, robust: true }],
    [2, { period: 12, seasonal: 13, trend: 21 }],
  ])('is that of statsmodels (%i: %j)', (at, options) => {
    const wanted = fixture.stl[at];
    const made = seasonalTrend(wanted.values, options);
    expect(furthest(made.trend, wanted.trend)).toBeLessThan(1e-6);
    expect(furthest(made.seasonal, wanted.seasonal as number[])).toBeLessThan(1e-6);
    expect(furthest(made.weights, wanted.weights)).toBeLessThan(1e-6);
    expect(
      furthest(
        wanted.values,
        made.residual.map((value, k) => value + made.trend[k] + made.seasonal[k]),
      ),
    ).toBeLessThan(1e-9);
  });

  it('tells how strong season and trend are', () => {
    const { seasonalStrength, trendStrength } = seasonalTrend(fixture.stl[0].values, { period: 7 });
    expect(seasonalStrength).toBeGreaterThan(0.9);
    expect(trendStrength).toBeGreaterThan(0.9);
    expect(seasonalTrend(new Float64Array(20).fill(3), { period: 7 })).toMatchObject({ seasonalStrength: 0, trendStrength: 0 });
  });

  it.each<[string, number[], SeasonalTrendOptions, string]>([
    ['too few values', [1, 2, 3], { period: 2 }, 'learning.too_few_rows'],
    ['a missing value', [1, 2, Number.NaN, 4], { period: 2 }, 'learning.value_invalid'],
    ['a period of one', [1, 2, 3, 4], { period: 1 }, 'learning.parameter_invalid'],
    ['an even smoother', [1, 2, 3, 4], { period: 2, seasonal: 8 }, 'learning.parameter_invalid'],
    ['a trend shorter than a season', [1, 2, 3, 4], { period: 2, trend: 1 }, 'learning.parameter_invalid'],
  ])('refuses %s', (_, values, options, code) => {
    expect(() => seasonalTrend(values, options)).toThrow(expect.objectContaining({ code }));
  });
});

describe('change points', () => {
  it.each(fixture.pelt.map(({ changes, ...options }) => [options, changes] as const))(
    'are those of ruptures for %j',
    (options, changes) => {
      expect(changePoints(fixture.steps, options)).toEqual(changes);
    },
  );

  it('are found without being told a penalty, at any level and scale', () => {
    const found = changePoints(fixture.steps);
    expect(found.filter((at) => [40, 70, 95].some((true_) => Math.abs(at - true_) <= 2)).length).toBeGreaterThanOrEqual(2);
    expect(changePoints(fixture.steps.map((value) => 1e6 + 1000 * value))).toEqual(found);
    expect(changePoints(new Float64Array(50).fill(7))).toEqual([]);
    expect(changePoints([1, 2, 3])).toEqual([]);
  });

  it('cost no more than any other cut, by property', () => {
    const cost = (values: number[], ends: number[]) =>
      [...ends, values.length].reduce((sum, end, k, all) => {
        const part = values.slice(k === 0 ? 0 : all[k - 1], end);
        const mean = part.reduce((a, b) => a + b, 0) / part.length;
        return sum + part.reduce((a, b) => a + (b - mean) ** 2, 0) + 3;
      }, 0);
    const values = fc.array(fc.integer({ min: -5, max: 5 }), { minLength: 4, maxLength: 9 });
    fc.assert(
      fc.property(values, (given) => {
        const found = cost(given, changePoints(given, { penalty: 3, minSize: 1 }));
        for (let mask = 0; mask < 1 << (given.length - 1); mask++) {
          const ends = given.map((_, at) => at).filter((at) => at > 0 && (mask >> (at - 1)) & 1);
          expect(found).toBeLessThanOrEqual(cost(given, ends) + 1e-9);
        }
      }),
      { numRuns: 30 },
    );
  });

  it.each<[string, number[], ChangePointOptions, string]>([
    ['a missing value', [1, Number.NaN], {}, 'learning.value_invalid'],
    ['no penalty', [1, 2], { penalty: 0 }, 'learning.parameter_invalid'],
    ['segments of nothing', [1, 2], { minSize: 0 }, 'learning.parameter_invalid'],
  ])('refuse %s', (_, values, options, code) => {
    expect(() => changePoints(values, options)).toThrow(expect.objectContaining({ code }));
  });
});

describe('a monotone trend', () => {
  it.each(fixture.trends.map((wanted, at) => [at, wanted] as const))('is that of scipy (%i)', (_, { values, tau, pValue, slope }) => {
    const made = monotoneTrend(values);
    expect(made.tau).toBeCloseTo(tau, 10);
    expect(Math.abs(made.pValue / pValue - 1)).toBeLessThan(1e-6);
    expect(made.slope).toBeCloseTo(slope, 10);
  });

  it('passes over missing values, and is none of too few', () => {
    expect(monotoneTrend([1, Number.NaN, 3, 4])).toMatchObject({ tau: 1, slope: 1 });
    expect(monotoneTrend([1, Number.NaN, 3])).toEqual({ tau: 0, pValue: 1, slope: 0 });
    expect(monotoneTrend(Float64Array.from({ length: 4000 }, (_, at) => 2 * at)).slope).toBe(2);
    expect(monotoneTrend([5, 5, 5, 5]).pValue).toBe(1);
  });
});
