/** A value over equal steps of time; NaN where there is none. */
export interface SeriesPattern {
  /** Change in a step by the Theil–Sen line (Sen 1968), and over the whole span as a share of the values' interquartile range. */
  readonly slope: number;
  readonly trend: 'rising' | 'falling' | 'none';
  /** Kendall's tau with time: −1 to 1. */
  readonly tau: number;
  /** Of each period that was asked for: how much of the detrended variance it explains (Wang, Smith and Hyndman 2006), 0 to 1, the strongest first. */
  readonly seasons: readonly { readonly period: number; readonly strength: number; readonly peak: number; readonly low: number }[];
  /** Correlation of each value with the one before. */
  readonly persistence: number;
}

/** Theil–Sen looks at all pairs; of more points it takes evenly spread ones. */
const mostPoints = 400;
const leastTrend = 0.1;

/** Trend, seasons and persistence of a series. `periods` are numbers of steps; those that the series does not hold twice are left out. */
export function patternOf(values: Float64Array, periods: readonly number[]): SeriesPattern {
  const { slope, tau } = theilSen(values);
  const detrended = values.map((value, at) => value - slope * at);
  const seasons = periods
    .filter((period) => period >= 2 && values.length >= 2 * period)
    .map((period) => ({ period, ...season(detrended, period) }))
    .sort((a, b) => b.strength - a.strength);
  const trend = Math.abs(tau) < leastTrend ? 'none' : slope > 0 ? 'rising' : 'falling';
  return { slope, tau, trend, seasons, persistence: lagOne(values) };
}

function theilSen(values: Float64Array): { slope: number; tau: number } {
  const step = Math.max(1, Math.ceil(values.length / mostPoints));
  const places = Array.from({ length: Math.ceil(values.length / step) }, (_, at) => at * step).filter((at) => !Number.isNaN(values[at]));
  const slopes: number[] = [];
  let agreement = 0;
  for (const [at, first] of places.entries()) {
    for (const second of places.slice(at + 1)) {
      const rise = values[second] - values[first];
      slopes.push(rise / (second - first));
      agreement += Math.sign(rise);
    }
  }
  if (slopes.length === 0) return { slope: 0, tau: 0 };
  return { slope: median(Float64Array.from(slopes)), tau: agreement / slopes.length };
}

function median(values: Float64Array): number {
  const sorted = values.sort();
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
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
