import { LearningError } from '../errors.js';
import { loess } from './loess.js';

export interface SeasonalTrendOptions {
  /** Values of one season, at least 2. */
  readonly period: number;
  /** Length of the seasonal smoother, odd and at least 3; default 7. */
  readonly seasonal?: number;
  /** Length of the trend smoother, odd and above `period`; default the next odd number from 1.5 period / (1 − 1.5 / seasonal). */
  readonly trend?: number;
  /** Weigh down values far off; default false. */
  readonly robust?: boolean;
}

/** A series as trend + seasonal + residual, with what share of the variance trend and season explain beside the rest. */
export interface SeasonalTrend {
  readonly trend: Float64Array;
  readonly seasonal: Float64Array;
  readonly residual: Float64Array;
  /** Weight of each value, 1 without `robust`. */
  readonly weights: Float64Array;
  /** max(0, 1 − Var(residual) / Var(trend + residual)), 0 to 1 (Wang, Smith and Hyndman 2006). */
  readonly trendStrength: number;
  /** max(0, 1 − Var(residual) / Var(seasonal + residual)). */
  readonly seasonalStrength: number;
}

/**
 * STL, seasonal-trend decomposition by loess (Cleveland, Cleveland, McRae and Terpenning 1990), linear smoothers, no jumps, as statsmodels has it.
 * It looks ahead: for profiles of a series that is over, never for features of a row.
 * Throws `learning.too_few_rows` for less than two periods, `learning.value_invalid` for a missing value, `learning.parameter_invalid`.
 */
export function seasonalTrend(values: ArrayLike<number>, options: SeasonalTrendOptions): SeasonalTrend {
  const y = Float64Array.from(values);
  const { period, seasonal, trend, robust } = checked(y, options);
  const parts = { trend: new Float64Array(y.length), seasonal: new Float64Array(y.length) };
  const weights = new Float64Array(y.length).fill(1);
  const lowPass = nextOdd(period + 1);
  const rounds = robust ? 16 : 1;
  for (let round = 0; round < rounds; round++) {
    const robustness = round > 0 ? weights : undefined;
    for (let step = 0; step < (robust ? 2 : 5); step++) refine(y, parts, { period, seasonal, trend, lowPass }, robustness);
    if (round < rounds - 1) weigh(y, parts, weights);
  }
  const residual = y.map((value, at) => value - parts.trend[at] - parts.seasonal[at]);
  return {
    ...parts,
    residual,
    weights,
    trendStrength: strength(residual, parts.trend, y),
    seasonalStrength: strength(residual, parts.seasonal, y),
  };
}

interface Lengths {
  readonly period: number;
  readonly seasonal: number;
  readonly trend: number;
  readonly lowPass: number;
}

function checked(y: Float64Array, { period, seasonal = 7, trend, robust = false }: SeasonalTrendOptions) {
  const length = trend ?? nextOdd(Math.ceil((1.5 * period) / (1 - 1.5 / seasonal)));
  requireLength('period', period, 2, false);
  requireLength('seasonal', seasonal, 3, true);
  requireLength('trend', length, period + 1, true);
  if (y.length < 2 * period)
    throw new LearningError('learning.too_few_rows', `${y.length} values are less than two periods of ${period}.`, 'period');
  const missing = y.findIndex((value) => !Number.isFinite(value));
  if (missing >= 0) throw new LearningError('learning.value_invalid', `Value ${missing} is missing or infinite; fill the gaps first.`);
  return { period, seasonal, trend: length, robust };
}

function requireLength(name: string, value: number, least: number, odd: boolean): void {
  if (Number.isInteger(value) && value >= least && (!odd || value % 2 === 1)) return;
  const wanted = `${odd ? 'an odd' : 'a whole'} number from ${least} on`;
  throw new LearningError('learning.parameter_invalid', `"${name}" must be ${wanted}, not ${value}.`, name);
}

function nextOdd(value: number): number {
  return value % 2 === 0 ? value + 1 : value;
}

/** The paper's inner loop: a season of the detrended series, without what of it is trend, and a trend of the rest. */
function refine(
  y: Float64Array,
  parts: { trend: Float64Array; seasonal: Float64Array },
  { period, seasonal, trend, lowPass }: Lengths,
  weights: Float64Array | undefined,
): void {
  const cycles = smoothCycles(
    y.map((value, at) => value - parts.trend[at]),
    period,
    seasonal,
    weights,
  );
  const low = movingMean(movingMean(movingMean(cycles, period), period), 3);
  const drift = loess(low, lowPass);
  for (let at = 0; at < y.length; at++) parts.seasonal[at] = cycles[period + at] - drift[at];
  parts.trend.set(
    loess(
      y.map((value, at) => value - parts.seasonal[at]),
      trend,
      weights,
    ),
  );
}

/** Each place of the season smoothed over the seasons, one season further at either end. */
function smoothCycles(y: Float64Array, period: number, length: number, weights: Float64Array | undefined): Float64Array {
  const smooth = new Float64Array(y.length + 2 * period);
  for (let place = 0; place < period; place++) {
    const cycle = every(y, place, period);
    const made = loess(cycle, length, weights && every(weights, place, period), true);
    for (let season = 0; season < made.length; season++) smooth[season * period + place] = made[season];
  }
  return smooth;
}

function every(values: Float64Array, from: number, step: number): Float64Array {
  return Float64Array.from({ length: Math.ceil((values.length - from) / step) }, (_, at) => values[from + at * step]);
}

function movingMean(values: Float64Array, length: number): Float64Array {
  const means = new Float64Array(values.length - length + 1);
  let sum = 0;
  for (let at = 0; at < values.length; at++) {
    sum += values[at];
    if (at >= length) sum -= values[at - length];
    if (at >= length - 1) means[at - length + 1] = sum / length;
  }
  return means;
}

/** Bisquare weights of six median absolute residuals. */
function weigh(y: Float64Array, { trend, seasonal }: { trend: Float64Array; seasonal: Float64Array }, weights: Float64Array): void {
  const off = y.map((value, at) => Math.abs(value - trend[at] - seasonal[at]));
  const sorted = off.toSorted();
  const half = sorted.length >> 1;
  const limit = 3 * (sorted[half] + sorted[sorted.length - half - 1]);
  for (let at = 0; at < y.length; at++) {
    if (off[at] <= 0.001 * limit) weights[at] = 1;
    else weights[at] = off[at] <= 0.999 * limit ? (1 - (off[at] / limit) ** 2) ** 2 : 0;
  }
}

function strength(residual: Float64Array, part: Float64Array, y: Float64Array): number {
  const whole = variance(residual.map((value, at) => value + part[at]));
  // What rounding alone leaves of a constant is no variance.
  const rounding = y.reduce((most, value) => Math.max(most, Math.abs(value)), 0) * 1e-12;
  return whole <= rounding * rounding ? 0 : Math.max(0, 1 - variance(residual) / whole);
}

function variance(values: Float64Array): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
}
