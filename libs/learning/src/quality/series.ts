import { monotoneTrend } from '../statistics/monotone-trend.js';
import { seasonalTrend } from '../statistics/seasonal-trend.js';

/** A value over equal steps of time; NaN where there is none. */
export interface SeriesPattern {
  /** Change in a step by the Theil–Sen line (Sen 1968). */
  readonly slope: number;
  readonly trend: 'rising' | 'falling' | 'none';
  /** Kendall's tau with time: −1 to 1, and the Mann–Kendall test's p-value of no trend. */
  readonly tau: number;
  readonly pValue: number;
  /** Of each period that was asked for: how much of the detrended variance it explains (Wang, Smith and Hyndman 2006), 0 to 1, the strongest first. */
  readonly seasons: readonly { readonly period: number; readonly strength: number; readonly peak: number; readonly low: number }[];
  /** Correlation of each value with the one before. */
  readonly persistence: number;
}

/** In a long series the smallest drift is certain: a trend is one that is sure and also large enough to matter. */
const leastTrend = 0.1;
const certain = 0.01;
/** STL's cost goes by values times smoothers' lengths; beyond this (a tenth of a second) a line stands for the trend. */
const mostSteps = 4_000_000;
const seasonalLength = 35;
const leastSeasons = 5;
const leastKnown = 0.8;

/** Trend, seasons and persistence of a series. `periods` are numbers of steps; those that the series does not hold twice are left out. */
export function patternOf(values: Float64Array, periods: readonly number[]): SeriesPattern {
  const { slope, tau, pValue } = monotoneTrend(values);
  const filled = withoutGaps(values);
  const seasons = periods
    .filter((period) => period >= 2 && values.length >= 2 * period)
    .map((period) => ({ period, ...seasonOf(values, filled, slope, period) }))
    .sort((a, b) => b.strength - a.strength);
  const trend = Math.abs(tau) < leastTrend || pValue > certain ? 'none' : tau > 0 ? 'rising' : 'falling';
  return { slope, tau, pValue, trend, seasons, persistence: lagOne(values) };
}

/** By STL, whose trend may bend, where the series has enough seasons; else around a straight line. */
function seasonOf(values: Float64Array, filled: Float64Array | null, slope: number, period: number) {
  const isDecomposable = values.length >= leastSeasons * period && values.length * (seasonalLength + 1.6 * period) <= mostSteps;
  if (filled === null || !isDecomposable)
    return season(
      values.map((value, at) => value - slope * at),
      period,
    );
  const { trend } = seasonalTrend(filled, { period, seasonal: seasonalLength });
  return season(
    values.map((value, at) => value - trend[at]),
    period,
  );
}

/** With a straight line over each gap, and the nearest value at either end; null where too many are missing. */
function withoutGaps(values: Float64Array): Float64Array | null {
  const known = Array.from(values.keys()).filter((at) => !Number.isNaN(values[at]));
  if (known.length === 0 || known.length < leastKnown * values.length) return null;
  const filled = values.slice();
  for (const [i, at] of known.entries()) bridge(filled, known[i - 1] ?? at, at);
  return filled.fill(values[known[0]], 0, known[0]).fill(values[known[known.length - 1]], known[known.length - 1]);
}

/** A straight line between two values. */
function bridge(values: Float64Array, from: number, to: number): void {
  const step = (values[to] - values[from]) / (to - from);
  for (let at = from + 1; at < to; at++) values[at] = values[from] + step * (at - from);
}

/** Means of the places in the period against what is left without them; corrected for the means that noise has. */
function season(values: Float64Array, period: number): { strength: number; peak: number; low: number } {
  const sums = new Float64Array(period);
  const counts = new Float64Array(period);
  let n = 0;
  let all = 0;
  for (let at = 0; at < values.length; at++) {
    if (Number.isNaN(values[at])) continue;
    sums[at % period] += values[at];
    counts[at % period]++;
    all += values[at];
    n++;
  }
  const mean = all / n;
  const means = sums.map((sum, place) => (counts[place] > 0 ? sum / counts[place] : mean));
  let residual = 0;
  let variance = 0;
  for (let at = 0; at < values.length; at++) {
    if (Number.isNaN(values[at])) continue;
    residual += (values[at] - means[at % period]) ** 2;
    variance += (values[at] - mean) ** 2;
  }
  const explained = variance > 0 && n > period ? 1 - residual / (n - period) / (variance / (n - 1)) : 0;
  return { strength: Math.max(0, explained), peak: placeOf(means, Math.max(...means)), low: placeOf(means, Math.min(...means)) };
}

function placeOf(values: Float64Array, value: number): number {
  return values.indexOf(value);
}

function lagOne(values: Float64Array): number {
  let n = 0;
  let sum = 0;
  for (const value of values) {
    if (Number.isNaN(value)) continue;
    sum += value;
    n++;
  }
  const mean = sum / n;
  let above = 0;
  let below = 0;
  for (let at = 0; at < values.length; at++) {
    if (Number.isNaN(values[at])) continue;
    below += (values[at] - mean) ** 2;
    if (at > 0 && !Number.isNaN(values[at - 1])) above += (values[at] - mean) * (values[at - 1] - mean);
  }
  return below > 0 ? above / below : 0;
}
