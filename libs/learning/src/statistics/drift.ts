import { LearningError } from '../errors.js';
import type { ColumnSketch, NumberSketch, TextSketch } from './column-sketch.js';
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
  /** Over the reference's deciles, or its 19 commonest categories; rare, unseen and missing are bins of their own. */
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
   * `null` when the reference has more categories than it lists.
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

const binnedCategories = 19;

function compareTexts(reference: TextSketch, current: TextSketch): Comparison {
  const isComplete = reference.other === 0;
  const known = new Map(reference.categories);
  const now = new Map(current.categories);
  const counted = reference.categories.map(([key, count]) => ({ before: count, now: now.get(key) ?? 0 }));
  const unlisted = current.categories.reduce((sum, [key, count]) => (known.has(key) ? sum : sum + count), current.other);
  const unseen = isComplete ? unlisted : 0;
  const other = { before: reference.other, now: unlisted - unseen };
  const common = counted.slice(0, binnedCategories);
  const rare = [...counted.slice(binnedCategories), other].reduce((sum, bin) => ({
    before: sum.before + bin.before,
    now: sum.now + bin.now,
  }));
  const bins = paired([...common, rare, { before: 0, now: unseen }, { before: reference.missing, now: current.missing }]);
  if (reference.count === 0 || current.count === 0) return { bins, pValues: [], unseen_rate: current.count === 0 ? 0 : 1 };
  const chi_square = chiSquareOf(paired([...counted, other]));
  return {
    bins,
    ...(chi_square ? { chi_square } : {}),
    unseen_rate: isComplete ? unseen / current.count : null,
    pValues: [...(chi_square ? [chi_square.p_value] : []), ...(isComplete ? [unseenSurvival(reference, current.count, unseen)] : [])],
  };
}

/** Nothing to test when all that came is unseen. */
function chiSquareOf(bins: BinnedPair): ChiSquareResult | undefined {
  return bins.current.some((count) => count > 0) ? chiSquare(poolRare(bins)) : undefined;
}

function paired(bins: readonly { readonly before: number; readonly now: number }[]): BinnedPair {
  return { reference: bins.map((bin) => bin.before), current: bins.map((bin) => bin.now) };
}

/**
 * P(so many rows of unseen categories) without drift. Categories seen once in the reference tell how much of the distribution it
 * hasn't seen (Good 1953); the upper 95 % bound of their number is used, since the estimate is itself noisy.
 */
function unseenSurvival(reference: TextSketch, rows: number, unseen: number): number {
  const once = reference.categories.filter(([, count]) => count === 1).length;
  return poissonSurvival(unseen, (rows * (once + 1.65 * Math.sqrt(once + 1) + 1)) / (reference.count + 1));
}
