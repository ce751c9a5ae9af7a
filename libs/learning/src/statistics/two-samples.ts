import { LearningError } from '../errors.js';
import { type Distribution, distributionOf, empirical, walkBoth } from './distribution.js';
import { type QuantileSketch, rankError } from './quantile-sketch.js';
import { kolmogorovSurvival } from './special.js';

export interface TestResult {
  readonly statistic: number;
  readonly p_value: number;
}

/**
 * Two-sample Kolmogorov–Smirnov test, two-sided. The p-value is exact up to 10,000 pairs (the lattice count of R's psmirnov; conservative with ties),
 * beyond that Kolmogorov's limit with Stephens' correction. Throws `learning.too_few_rows` for an empty sample.
 */
export function kolmogorovSmirnov(a: Float64Array, b: Float64Array): TestResult {
  requireValues(a.length, b.length);
  const statistic = largestGap(empirical(a), empirical(b));
  const pairs = a.length * b.length;
  return {
    statistic,
    p_value: pairs <= 10_000 ? exactSurvival(statistic, a.length, b.length) : limitSurvival(statistic, a.length, b.length),
  };
}

/**
 * The same from sketches. The statistic is off by at most the sum of both rank errors (at 95 % confidence), which is taken off before the
 * p-value is read: it errs towards no difference.
 */
export function kolmogorovSmirnovOf(a: QuantileSketch, b: QuantileSketch): TestResult {
  requireValues(a.n, b.n);
  const statistic = largestGap(distributionOf(a), distributionOf(b));
  const certain = Math.max(0, statistic - rankError(a) - rankError(b));
  return { statistic, p_value: limitSurvival(certain, a.n, b.n) };
}

/** Area between the two distribution functions, in the column's unit. Throws `learning.too_few_rows`. */
export function wasserstein(a: Float64Array, b: Float64Array): number {
  requireValues(a.length, b.length);
  return areaBetween(empirical(a), empirical(b));
}

/** The same from sketches. */
export function wassersteinOf(a: QuantileSketch, b: QuantileSketch): number {
  requireValues(a.n, b.n);
  return areaBetween(distributionOf(a), distributionOf(b));
}

function requireValues(a: number, b: number): void {
  if (a === 0 || b === 0) throw new LearningError('learning.too_few_rows', 'Two samples of at least one value each are needed.');
}

function largestGap(a: Distribution, b: Distribution): number {
  let largest = 0;
  walkBoth(a, b, (shareA, shareB) => {
    largest = Math.max(largest, Math.abs(shareA - shareB));
  });
  return largest;
}

function areaBetween(a: Distribution, b: Distribution): number {
  let area = 0;
  walkBoth(a, b, (shareA, shareB, width) => {
    area += Math.abs(shareA - shareB) * width;
  });
  return area;
}

/** Stephens (1970): the limit holds from about 4 effective values. */
function limitSurvival(statistic: number, a: number, b: number): number {
  const root = Math.sqrt((a * b) / (a + b));
  return kolmogorovSurvival((root + 0.12 + 0.11 / root) * statistic);
}

/** P(D ≥ statistic): one minus the share of lattice paths that stay below it. */
function exactSurvival(statistic: number, a: number, b: number): number {
  const m = Math.min(a, b);
  const n = Math.max(a, b);
  const bound = (0.5 + Math.floor(statistic * m * n - 1e-7)) / (m * n);
  const inside = new Float64Array(n + 1);
  for (let j = 0; j <= n; j++) inside[j] = j / n > bound ? 0 : 1;
  for (let i = 1; i <= m; i++) {
    const weight = i / (i + n);
    inside[0] = i / m > bound ? 0 : weight * inside[0];
    for (let j = 1; j <= n; j++) inside[j] = Math.abs(i / m - j / n) > bound ? 0 : weight * inside[j] + inside[j - 1];
  }
  return Math.min(1, Math.max(0, 1 - inside[n]));
}
