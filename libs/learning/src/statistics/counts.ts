import { LearningError } from '../errors.js';
import { chiSquareSurvival, lnGamma } from './special.js';
import type { TestResult } from './two-samples.js';

export interface ChiSquareResult extends TestResult {
  readonly degrees: number;
}

/** Two samples' counts in the same bins. */
export interface BinnedPair {
  readonly reference: readonly number[];
  readonly current: readonly number[];
}

/** Pearson's chi-square test that both samples come from one distribution; bins empty in both are left out. */
export function chiSquare(bins: BinnedPair): ChiSquareResult {
  const { n, m } = totals(bins);
  let statistic = 0;
  let occupied = 0;
  for (const [i, a] of bins.reference.entries()) {
    const both = a + bins.current[i];
    if (both === 0) continue;
    occupied++;
    statistic +=
      (a - (both * n) / (n + m)) ** 2 / ((both * n) / (n + m)) + (bins.current[i] - (both * m) / (n + m)) ** 2 / ((both * m) / (n + m));
  }
  return { statistic, degrees: occupied - 1, p_value: chiSquareSurvival(statistic, occupied - 1) };
}

/** Puts bins with fewer expected rows than `minimum` in either sample together (Cochran's rule), so that the test's limit holds. */
export function poolRare(bins: BinnedPair, minimum = 5): BinnedPair {
  const { n, m } = totals(bins);
  const order = bins.reference.map((a, i) => ({ a, b: bins.current[i] })).sort((x, y) => x.a + x.b - y.a - y.b);
  const pooled: { a: number; b: number }[] = [];
  let open = { a: 0, b: 0 };
  for (const bin of order) {
    open = { a: open.a + bin.a, b: open.b + bin.b };
    if (((open.a + open.b) * Math.min(n, m)) / (n + m) < minimum) continue;
    pooled.push(open);
    open = { a: 0, b: 0 };
  }
  const last = pooled.pop() ?? { a: 0, b: 0 };
  pooled.push({ a: last.a + open.a, b: last.b + open.b });
  return { reference: pooled.map((bin) => bin.a), current: pooled.map((bin) => bin.b) };
}

/**
 * Population stability index Σ (c − r) ln(c / r) over shares. Half a row is added to each bin that either sample occupies, so that an
 * empty one counts as rare rather than as infinitely far.
 */
export function populationStability(bins: BinnedPair): number {
  const occupied = withoutEmpty(bins);
  const reference = smoothed(occupied.reference);
  const current = smoothed(occupied.current);
  return reference.reduce((sum, share, i) => sum + (current[i] - share) * Math.log(current[i] / share), 0);
}

/** What the index is on average when nothing has changed: about (bins − 1)(1/n + 1/m) (Yurdakul 2018). */
export function expectedStability(bins: BinnedPair): number {
  const { n, m } = totals(bins);
  return (withoutEmpty(bins).reference.length - 1) * (1 / n + 1 / m);
}

/** Jensen–Shannon distance, the square root of the divergence in bits: 0 equal, 1 nothing in common. */
export function jensenShannon(bins: BinnedPair): number {
  const { n, m } = totals(bins);
  let divergence = 0;
  for (const [i, count] of bins.reference.entries()) {
    const r = count / n;
    const c = bins.current[i] / m;
    divergence += partial(r, (r + c) / 2) + partial(c, (r + c) / 2);
  }
  return Math.sqrt(Math.max(0, divergence / 2));
}

function partial(share: number, middle: number): number {
  return share === 0 ? 0 : share * Math.log2(share / middle);
}

/**
 * Test that two samples have the same rate (e.g. of missing values), two-sided: Fisher's exact test where fewer than 5 are expected in a
 * cell, else chi-square.
 */
export function sameRate(hits: number, rows: number, otherHits: number, otherRows: number): number {
  const bins = { reference: [hits, rows - hits], current: [otherHits, otherRows - otherHits] };
  const all = rows + otherRows;
  const scarce = Math.min(hits + otherHits, all - hits - otherHits) * Math.min(rows, otherRows) < 5 * all;
  return scarce ? fisherExact(hits, rows, otherHits, otherRows) : chiSquare(bins).p_value;
}

/** Two-sided: the tables no likelier than the observed one, margins given. */
export function fisherExact(hits: number, rows: number, otherHits: number, otherRows: number): number {
  const total = hits + otherHits;
  const lnChoose = (n: number, k: number) => lnGamma(n + 1) - lnGamma(k + 1) - lnGamma(n - k + 1);
  const lnLikelihood = (k: number) => lnChoose(rows, k) + lnChoose(otherRows, total - k) - lnChoose(rows + otherRows, total);
  const observed = lnLikelihood(hits) + 1e-7;
  let sum = 0;
  for (let k = Math.max(0, total - otherRows); k <= Math.min(rows, total); k++) {
    const likelihood = lnLikelihood(k);
    if (likelihood <= observed) sum += Math.exp(likelihood);
  }
  return Math.min(1, sum);
}

/** Throws `learning.too_few_rows` when a sample is empty, `learning.value_invalid` when the bins don't match. */
function totals({ reference, current }: BinnedPair): { n: number; m: number } {
  if (reference.length !== current.length)
    throw new LearningError('learning.value_invalid', 'The two samples are not counted in the same bins.');
  const n = reference.reduce((sum, count) => sum + count, 0);
  const m = current.reduce((sum, count) => sum + count, 0);
  if (n === 0 || m === 0) throw new LearningError('learning.too_few_rows', 'Two samples of at least one row each are needed.');
  return { n, m };
}

function withoutEmpty({ reference, current }: BinnedPair): BinnedPair {
  const isOccupied = (_: number, i: number) => reference[i] + current[i] > 0;
  return { reference: reference.filter(isOccupied), current: current.filter(isOccupied) };
}

function smoothed(counts: readonly number[]): number[] {
  const total = counts.reduce((sum, count) => sum + count + 0.5, 0);
  return counts.map((count) => (count + 0.5) / total);
}
