import { LearningError } from '../errors.js';
import { categoryBuckets, type ColumnSketch, type NumberSketch, type TextSketch } from './column-sketch.js';
import {
  type BinnedPair,
  type ChiSquareResult,
  chiSquare,
  expectedStability,
  jensenShannon,
  poolRare,
  populationStability,
  sameRate,
} from './counts.js';
import { type Distribution, distributionOf, quantileAt, shareUpTo } from './distribution.js';
import { poissonSurvival } from './special.js';
import { kolmogorovSmirnovOf, type TestResult, wassersteinOf } from './two-samples.js';

/** Categories that have a bin of their own in PSI and Jensen–Shannon. */
const binnedCategories = 19;

export interface DriftOptions {
  /** Probability of an alarm on a column that hasn't drifted; default 0.05. */
  readonly alpha?: number;
  /** How far PSI must exceed what chance explains; default 0.1. */
  readonly psi?: number;
  /** Or how large the KS statistic must be; default 0.1. A change below both is too small to matter, however sure it is. */
  readonly ks?: number;
}

/** How a column differs from its reference. Plain JSON. */
export interface ColumnDrift {
  readonly column: string;
  readonly kind: 'number' | 'text';
  /** Over the reference's deciles, or its 19 commonest categories (32 bins by hash when it doesn't list all); rare, unseen and missing are bins of their own. */
  readonly psi: number;
  /** The PSI that two samples of these sizes have on average without any drift. */
  readonly psi_noise: number;
  /** Distance 0…1 over the same bins. */
  readonly jensen_shannon: number;
  /** Numbers only, when both have values. */
  readonly ks?: TestResult;
  /** In the column's unit. Numbers only, when both have values. */
  readonly wasserstein?: number;
  /** In standard deviations of the reference, when it has any. */
  readonly wasserstein_scaled?: number;
  /** Texts only, when both have values. */
  readonly chi_square?: ChiSquareResult;
  /** Share of missing rows now minus then. */
  readonly missing_rate_change: number;
  /**
   * Share of the values that the reference doesn't know: other categories, or numbers outside of its range.
   * `null` when the reference doesn't list all its categories.
   */
  readonly unseen_rate: number | null;
  /** Of "nothing has changed", over the tests of distribution, missing and unseen together (Bonferroni). */
  readonly p_value: number;
  readonly drifted: boolean;
}

/**
 * Compares a window with its reference. A column has drifted when chance doesn't explain the difference (p < α) and it is large enough to
 * matter (PSI beyond its noise, or KS). So tiny windows don't alarm by noise, nor huge ones by trifles. For many columns use `driftOfFrame`.
 * Throws `learning.too_few_rows` for a sample without rows, `learning.value_invalid` for different kinds.
 */
export function driftOf(reference: ColumnSketch, current: ColumnSketch, options: DriftOptions = {}): ColumnDrift {
  for (const sketch of [reference, current]) {
    if (sketch.count + sketch.missing === 0)
      throw new LearningError('learning.too_few_rows', `There are no rows of "${sketch.name}" to compare.`, sketch.name);
  }
  if (reference.kind === 'number' && current.kind === 'number')
    return judge(reference, current, compareNumbers(reference, current), options);
  if (reference.kind === 'text' && current.kind === 'text') return judge(reference, current, compareTexts(reference, current), options);
  throw new LearningError(
    'learning.value_invalid',
    `"${reference.name}" holds ${reference.kind}s in the reference and ${current.kind}s now.`,
    reference.name,
  );
}

/** Whether a difference is large enough to matter, however sure it is. */
export function isMaterial(drift: Pick<ColumnDrift, 'psi' | 'psi_noise' | 'ks'>, { psi = 0.1, ks = 0.1 }: DriftOptions = {}): boolean {
  return drift.psi - drift.psi_noise > psi || (drift.ks?.statistic ?? 0) > ks;
}

interface Comparison extends Pick<ColumnDrift, 'ks' | 'wasserstein' | 'wasserstein_scaled' | 'chi_square' | 'unseen_rate'> {
  readonly bins: BinnedPair;
  /** The tests that were possible. */
  readonly pValues: readonly number[];
}

function judge(
  reference: ColumnSketch,
  current: ColumnSketch,
  { bins, pValues, ...compared }: Comparison,
  options: DriftOptions,
): ColumnDrift {
  const rows = reference.count + reference.missing;
  const now = current.count + current.missing;
  const tests = [...pValues, sameRate(reference.missing, rows, current.missing, now)];
  const p_value = Math.min(1, tests.length * Math.min(...tests));
  const measures = { psi: populationStability(bins), psi_noise: expectedStability(bins), jensen_shannon: jensenShannon(bins) };
  return {
    column: reference.name,
    kind: reference.kind,
    ...measures,
    ...compared,
    missing_rate_change: current.missing / now - reference.missing / rows,
    p_value,
    drifted: p_value < (options.alpha ?? 0.05) && isMaterial({ ...measures, ks: compared.ks }, options),
  };
}

function compareNumbers(reference: NumberSketch, current: NumberSketch): Comparison {
  const then = distributionOf(reference.quantiles);
  const now = distributionOf(current.quantiles);
  const edges = decileEdges(then);
  const bins = {
    reference: [reference.missing, ...countBetween(then, edges)],
    current: [current.missing, ...countBetween(now, edges)],
  };
  if (reference.count === 0 || current.count === 0) return { bins, pValues: [], unseen_rate: current.count === 0 ? 0 : 1 };
  const ks = kolmogorovSmirnovOf(reference.quantiles, current.quantiles);
  const distance = wassersteinOf(reference.quantiles, current.quantiles);
  const deviation = Math.sqrt(reference.variance ?? 0);
  return {
    bins,
    ks,
    wasserstein: distance,
    ...(deviation > 0 ? { wasserstein_scaled: distance / deviation } : {}),
    unseen_rate: outsideRate(now, reference),
    pValues: [ks.p_value],
  };
}

function decileEdges(reference: Distribution): number[] {
  if (reference.count === 0) return [];
  return [...new Set(Array.from({ length: 9 }, (_, i) => quantileAt(reference, (i + 1) / 10)))];
}

/** Rows in (−∞, e₁], (e₁, e₂], … (eₖ, ∞). */
function countBetween(distribution: Distribution, edges: readonly number[]): number[] {
  const shares = [...edges.map((edge) => shareUpTo(distribution, edge)), 1];
  return shares.map((share, i) => (share - (i === 0 ? 0 : shares[i - 1])) * distribution.count);
}

function outsideRate(now: Distribution, { min, max }: NumberSketch): number {
  if (min === null || max === null) return 1;
  const first = now.values.findIndex((value) => value >= min);
  const below = first < 0 ? 1 : first === 0 ? 0 : now.cumulative[first - 1];
  return below + 1 - shareUpTo(now, max);
}

function compareTexts(reference: TextSketch, current: TextSketch): Comparison {
  const missing = { before: reference.missing, now: current.missing };
  return reference.other > 0 ? compareBuckets(reference, current, missing) : compareCategories(reference, current, missing);
}

interface Bin {
  readonly before: number;
  readonly now: number;
}

/** The reference lists all its categories: each has its bin, and what it doesn't know is unseen. */
function compareCategories(reference: TextSketch, current: TextSketch, missing: Bin): Comparison {
  const known = new Set(reference.categories.map(([key]) => key));
  const now = new Map(current.categories);
  const counted = reference.categories.map(([key, count]) => ({ before: count, now: now.get(key) ?? 0 }));
  const unseen = current.categories.reduce((sum, [key, count]) => (known.has(key) ? sum : sum + count), current.other);
  const rare = counted
    .slice(binnedCategories)
    .reduce((sum, bin) => ({ before: sum.before + bin.before, now: sum.now + bin.now }), { before: 0, now: 0 });
  const bins = paired([...counted.slice(0, binnedCategories), rare, { before: 0, now: unseen }, missing]);
  const unseenRate = current.count === 0 ? 0 : unseen / current.count;
  if (reference.count === 0 || current.count === 0) return { bins, pValues: [], unseen_rate: unseenRate };
  const chi_square = chiSquare(poolRare(paired(testedBins(counted, unseen))));
  return { bins, chi_square, unseen_rate: unseenRate, pValues: [chi_square.p_value, unseenSurvival(reference, current.count, unseen)] };
}

/**
 * Categories that the reference saw a few times were overestimated by being seen at all, and what they lack now is what comes unseen:
 * together they are fairly compared, apart they are not.
 */
function testedBins(counted: readonly Bin[], unseen: number): Bin[] {
  const scarce = counted
    .filter((bin) => bin.before < 5)
    .reduce((sum, bin) => ({ before: sum.before + bin.before, now: sum.now + bin.now }), { before: 0, now: unseen });
  return [...counted.filter((bin) => bin.before >= 5), scarce];
}

/** The reference has too many categories to list: they are compared in bins by hash. */
function compareBuckets(reference: TextSketch, current: TextSketch, missing: Bin): Comparison {
  const now = categoryBuckets(current);
  const counted = categoryBuckets(reference).map((before, i) => ({ before, now: now[i] }));
  const bins = paired([...counted, missing]);
  if (current.count === 0) return { bins, pValues: [], unseen_rate: null };
  const chi_square = chiSquare(poolRare(paired(counted)));
  return { bins, chi_square, unseen_rate: null, pValues: [chi_square.p_value] };
}

function paired(bins: readonly Bin[]): BinnedPair {
  return { reference: bins.map((bin) => bin.before), current: bins.map((bin) => bin.now) };
}

/**
 * P(so many rows of unseen categories) without drift. Categories seen once in the reference tell how much of the distribution it hasn't
 * seen (Good 1953); since that is itself an estimate, its upper 95 % bound is used (Esty 1983).
 */
function unseenSurvival(reference: TextSketch, rows: number, unseen: number): number {
  const seen = (times: number) => reference.categories.filter(([, count]) => count === times).length;
  const bound = seen(1) + 1 + 1.65 * Math.sqrt(seen(1) + 2 * seen(2) + 1);
  return poissonSurvival(unseen, (rows * bound) / reference.count);
}
