import { LearningError } from '../errors.js';
import { createRandom, type Random } from '../random/random.js';
import { metricDirection, prepareMetric, type Scorer } from './metrics/catalogue.js';
import { type Outcome, requireOutcome } from './metrics/outcome.js';

export interface BootstrapOptions {
  readonly metric: string;
  readonly seed: number;
  /** Resamples; default 1000. */
  readonly repeats?: number;
  /** Default 0.95. */
  readonly confidence?: number;
}

export interface Interval {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

export interface PairedComparison {
  /** How much better the candidate is, in the metric's unit: positive means better, also for errors and losses. */
  readonly difference: number;
  readonly low: number;
  readonly high: number;
  /** Two-sided, of "there is no difference". */
  readonly pValue: number;
}

/** Percentile bootstrap interval of a metric over rows (Efron & Tibshirani 1993, chapter 13). Throws `learning.value_invalid` where the metric is undefined. */
export function bootstrapInterval(outcome: Outcome, options: BootstrapOptions): Interval {
  requireOutcome(outcome);
  const score = prepareMetric(options.metric, outcome);
  const resampled = resample(outcome.truth.length, options, (weights) => score(weights));
  return { value: defined(score(), options.metric), ...percentiles(resampled, options.confidence) };
}

/**
 * Paired bootstrap of two models on the same rows: each resample scores both. The p-value counts resamples on the far side of 0,
 * with one added (Davison & Hinkley 1997, section 4.2). Throws `learning.value_invalid` when the truths differ or the metric is undefined.
 */
export function comparePaired(incumbent: Outcome, candidate: Outcome, options: BootstrapOptions): PairedComparison {
  requireOutcome(incumbent);
  requireOutcome(candidate);
  requireSameTruth(incumbent, candidate);
  const sign = metricDirection(options.metric) === 'maximize' ? 1 : -1;
  const better = difference(prepareMetric(options.metric, incumbent), prepareMetric(options.metric, candidate), sign);
  const resampled = resample(incumbent.truth.length, options, better);
  return { difference: defined(better(), options.metric), ...percentiles(resampled, options.confidence), pValue: twoSided(resampled) };
}

function difference(incumbent: Scorer, candidate: Scorer, sign: number): Scorer {
  return (weights) => sign * (candidate(weights) - incumbent(weights));
}

function requireSameTruth(a: Outcome, b: Outcome): void {
  const same = a.task === b.task && a.truth.length === b.truth.length && a.truth.every((value, row) => value === b.truth[row]);
  if (!same) throw new LearningError('learning.value_invalid', 'The two models were not evaluated on the same rows.', 'truth');
}

/** A resample is a count per row: what depends on order alone (sorting for ROC-AUC) is done once for all of them. */
function resample(rows: number, { seed, repeats = 1000 }: BootstrapOptions, score: (weights: Float64Array) => number): Float64Array {
  const random = createRandom(seed).fork('bootstrap');
  const counts = new Float64Array(rows);
  const scores = Float64Array.from({ length: repeats }, () => score(drawCounts(counts, random)));
  // A resample without one of the classes has no ROC-AUC; it tells nothing and is left out.
  return scores.filter((value) => !Number.isNaN(value)).sort();
}

function drawCounts(counts: Float64Array, random: Random): Float64Array {
  counts.fill(0);
  for (let i = 0; i < counts.length; i++) counts[random.integer(counts.length)]++;
  return counts;
}

function percentiles(sorted: Float64Array, confidence = 0.95): { low: number; high: number } {
  const tail = (1 - confidence) / 2;
  return { low: quantile(sorted, tail), high: quantile(sorted, 1 - tail) };
}

function quantile(sorted: Float64Array, fraction: number): number {
  const at = fraction * (sorted.length - 1);
  const low = Math.floor(at);
  return sorted[low] + (at - low) * (sorted[Math.min(low + 1, sorted.length - 1)] - sorted[low]);
}

function twoSided(differences: Float64Array): number {
  const below = differences.reduce((count, value) => count + (value <= 0 ? 1 : 0), 1);
  const above = differences.reduce((count, value) => count + (value >= 0 ? 1 : 0), 1);
  return Math.min(1, (2 * Math.min(below, above)) / (differences.length + 1));
}

function defined(value: number, metric: string): number {
  if (!Number.isNaN(value)) return value;
  throw new LearningError('learning.value_invalid', `"${metric}" is undefined on these rows; choose another metric.`, 'metric');
}
