import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { createRandom } from '../random/random.js';
import { chiSquare, expectedStability, fisherExact, jensenShannon, poolRare, populationStability, sameRate } from './counts.js';
import { benjaminiHochberg } from './false-discovery.js';
import { chiSquareSurvival, gammaP, gammaQ, kolmogorovSurvival, lnGamma, poissonSurvival } from './special.js';
import { kolmogorovSmirnov, wasserstein } from './two-samples.js';

interface Fixture {
  gamma: { a: number; x: number; q: number; p: number }[];
  ln_gamma: { x: number; value: number }[];
  kolmogorov: { t: number; p: number }[];
  poisson: { count: number; mean: number; p: number }[];
  samples: { name: string; a: number[]; b: number[]; statistic: number; exact: number; limit: number; wasserstein: number }[];
  counts: { reference: number[]; current: number[]; statistic: number; degrees: number; p_value: number; jensen_shannon: number }[];
  fisher: { table: [number, number, number, number]; p: number }[];
  benjamini_hochberg: { p: number[]; q: number[] };
}
const fixture = JSON.parse(readFileSync(new URL('./fixtures/statistics.json', import.meta.url), 'utf8')) as Fixture;

/** Within 1e-9 of the value, relative to it. */
function expectNear(actual: number, expected: number, tolerance = 1e-9): void {
  expect(Math.abs(actual - expected)).toBeLessThanOrEqual(tolerance * Math.abs(expected) + 1e-300);
}

describe('special functions, against SciPy', () => {
  it('incomplete gamma', () => {
    for (const { a, x, q, p } of fixture.gamma) {
      if (q > 1e-300 && q < 0.999) expectNear(gammaQ(a, x), q);
      if (p > 1e-300 && p < 0.999) expectNear(gammaP(a, x), p);
      expect(gammaQ(a, x) + gammaP(a, x)).toBeCloseTo(1, 12);
    }
    expect([gammaQ(2, 0), gammaP(2, 0), chiSquareSurvival(3, 0)]).toEqual([1, 0, 1]);
  });

  it('ln gamma', () => {
    for (const { x, value } of fixture.ln_gamma) expect(lnGamma(x)).toBeCloseTo(value, 8);
  });

  it("Kolmogorov's limit", () => {
    for (const { t, p } of fixture.kolmogorov) expectNear(kolmogorovSurvival(t), p, 1e-8);
    expect(kolmogorovSurvival(0)).toBe(1);
  });

  it('Poisson', () => {
    for (const { count, mean, p } of fixture.poisson) expectNear(poissonSurvival(count, mean), p);
    expect(poissonSurvival(0, 3)).toBe(1);
  });
});

describe('tests of two samples, against SciPy', () => {
  it.each(fixture.samples)('$name', ({ a, b, statistic, exact, wasserstein: area }) => {
    const result = kolmogorovSmirnov(Float64Array.from(a), Float64Array.from(b));
    expect(result.statistic).toBeCloseTo(statistic, 12);
    expect(result.p_value).toBeCloseTo(exact, 9);
    expect(wasserstein(Float64Array.from(a), Float64Array.from(b))).toBeCloseTo(area, 10);
  });

  it('comes to the limit beyond 10,000 pairs', () => {
    const random = createRandom(1);
    const a = Float64Array.from({ length: 101 }, () => random.normal());
    const b = Float64Array.from({ length: 100 }, () => random.normal() + 0.3);
    const exact = kolmogorovSmirnov(a.slice(0, 100), b);
    const limit = kolmogorovSmirnov(a, b);
    expect(Math.abs(Math.log(limit.p_value / exact.p_value))).toBeLessThan(0.5);
    expect(() => kolmogorovSmirnov(a, new Float64Array())).toThrow(expect.objectContaining({ code: 'learning.too_few_rows' }));
  });

  it('rejects equal distributions at its level', () => {
    let rejected = 0;
    for (let seed = 0; seed < 500; seed++) {
      const random = createRandom(seed);
      const draw = (length: number) => Float64Array.from({ length }, () => random.next());
      if (kolmogorovSmirnov(draw(150), draw(90)).p_value < 0.05) rejected++;
    }
    // Binomial(500, 0.05): 25 ± 3.3 standard deviations.
    expect(Math.abs(rejected - 25)).toBeLessThan(17);
  });
});

describe('tests of counts, against SciPy', () => {
  it('chi-square and Jensen-Shannon', () => {
    for (const { reference, current, statistic, degrees, p_value, jensen_shannon } of fixture.counts) {
      const result = chiSquare({ reference, current });
      expect(result.degrees).toBe(degrees);
      expectNear(result.statistic, statistic);
      expectNear(result.p_value, p_value);
      expectNear(jensenShannon({ reference, current }), jensen_shannon);
    }
  });

  it("Fisher's exact test", () => {
    for (const { table, p } of fixture.fisher) expectNear(fisherExact(...table), p, 1e-7);
    expect(sameRate(1, 24, 7, 25)).toBe(fisherExact(1, 24, 7, 25));
    expect(sameRate(100, 1000, 180, 1000)).toBe(chiSquare({ reference: [100, 900], current: [180, 820] }).p_value);
    expect(sameRate(0, 50, 0, 60)).toBeCloseTo(1, 9);
  });

  it('Benjamini-Hochberg', () => {
    expect(benjaminiHochberg(fixture.benjamini_hochberg.p)).toEqual(fixture.benjamini_hochberg.q.map((q) => expect.closeTo(q, 12)));
    expect(benjaminiHochberg([])).toEqual([]);
  });
});

describe('divergences', () => {
  const counts = fc.array(fc.tuple(fc.nat({ max: 50 }), fc.nat({ max: 50 })), { minLength: 2, maxLength: 12 });

  it('are 0 for equal shares, never negative, and symmetric', () => {
    fc.assert(
      fc.property(counts, (given) => {
        const reference = given.map(([count]) => count);
        const current = given.map(([, count]) => count);
        fc.pre(Math.max(...reference) > 0 && Math.max(...current) > 0);
        for (const measure of [populationStability, jensenShannon]) {
          const value = measure({ reference, current });
          expect(value).toBeGreaterThanOrEqual(0);
          expect(Number.isFinite(value)).toBe(true);
          expect(measure({ reference: current, current: reference })).toBeCloseTo(value, 10);
          expect(measure({ reference, current: reference })).toBeCloseTo(0, 10);
        }
        expect(jensenShannon({ reference, current })).toBeLessThanOrEqual(1 + 1e-12);
      }),
    );
  });

  it('PSI is that of the textbook where no bin is empty', () => {
    const value = populationStability({ reference: [50_000, 30_000, 20_000], current: [40_000, 40_000, 20_000] });
    expect(value).toBeCloseTo(-0.1 * Math.log(0.4 / 0.5) + 0.1 * Math.log(0.4 / 0.3), 5);
  });

  it('PSI without drift is its noise on average', () => {
    const random = createRandom(8);
    let sum = 0;
    const draw = (rows: number) => {
      const bins = Array.from({ length: 10 }, () => 0);
      for (let i = 0; i < rows; i++) bins[random.integer(10)]++;
      return bins;
    };
    const reference = [2000, 400];
    for (let i = 0; i < 300; i++) sum += populationStability({ reference: draw(reference[0]), current: draw(reference[1]) });
    const noise = expectedStability({ reference: draw(2000), current: draw(400) });
    expect(Math.abs(sum / 300 / noise - 1)).toBeLessThan(0.1);
    expect(noise).toBeCloseTo(9 * (1 / 2000 + 1 / 400), 12);
  });

  it('refuse bins that do not match, and samples without rows', () => {
    expect(() => chiSquare({ reference: [1], current: [1, 2] })).toThrow(expect.objectContaining({ code: 'learning.value_invalid' }));
    expect(() => jensenShannon({ reference: [1], current: [0] })).toThrow(expect.objectContaining({ code: 'learning.too_few_rows' }));
  });

  it('pool rare bins without losing a row', () => {
    fc.assert(
      fc.property(counts, (given) => {
        const reference = given.map(([count]) => count);
        const current = given.map(([, count]) => count);
        const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
        fc.pre(sum(reference) > 0 && sum(current) > 0);
        const pooled = poolRare({ reference, current });
        expect([sum(pooled.reference), sum(pooled.current)]).toEqual([sum(reference), sum(current)]);
        const share = Math.min(sum(reference), sum(current)) / (sum(reference) + sum(current));
        for (const [i, count] of pooled.reference.entries()) {
          if (pooled.reference.length > 1) expect((count + pooled.current[i]) * share).toBeGreaterThanOrEqual(5);
        }
      }),
    );
  });
});
