import { LearningError } from '../errors.js';

export interface ChangePointOptions {
  /** What a further change point has to save in squared deviations; default 2 σ² ln n, σ from the median of absolute differences. */
  readonly penalty?: number;
  /** Values between two change points at least; default 2. */
  readonly minSize?: number;
}

/**
 * Where the mean of a series changes: indices of the first values of new segments, ascending, found exactly by PELT with the cost of
 * squared deviations (Killick, Fearnhead and Eckley 2012), as ruptures' `Pelt(model="l2", jump=1)`. It looks ahead: for profiles, never for features.
 * Throws `learning.value_invalid` for a missing value, `learning.parameter_invalid`.
 */
export function changePoints(values: ArrayLike<number>, { penalty, minSize = 2 }: ChangePointOptions = {}): number[] {
  const n = values.length;
  if (!Number.isInteger(minSize) || minSize < 1) throw refused('minSize', minSize);
  if (penalty !== undefined && !(penalty > 0)) throw refused('penalty', penalty);
  for (let at = 0; at < n; at++) {
    if (!Number.isFinite(values[at]))
      throw new LearningError('learning.value_invalid', `Value ${at} is missing or infinite; fill the gaps first.`);
  }
  if (n < 2 * minSize) return [];
  return segment(sumsOf(values), n, minSize, penalty ?? defaultPenalty(values));
}

interface Sums {
  readonly values: Float64Array;
  readonly squares: Float64Array;
}

/** Sums up to each value, of deviations from the mean, so that no digits are lost to a high level. */
function sumsOf(values: ArrayLike<number>): Sums {
  const n = values.length;
  let mean = 0;
  for (let at = 0; at < n; at++) mean += (values[at] - mean) / (at + 1);
  const sums = { values: new Float64Array(n + 1), squares: new Float64Array(n + 1) };
  for (let at = 0; at < n; at++) {
    const off = values[at] - mean;
    sums.values[at + 1] = sums.values[at] + off;
    sums.squares[at + 1] = sums.squares[at] + off * off;
  }
  return sums;
}

function costOf({ values, squares }: Sums, from: number, to: number): number {
  const sum = values[to] - values[from];
  return Math.max(0, squares[to] - squares[from] - (sum * sum) / (to - from));
}

function segment(sums: Sums, n: number, minSize: number, penalty: number): number[] {
  const best = new Float64Array(n + 1).fill(Infinity);
  const last = new Int32Array(n + 1);
  best[0] = -penalty;
  let candidates: number[] = [];
  for (let end = minSize; end <= n; end++) {
    candidates.push(end - minSize);
    const costs = candidates.map((from) => best[from] + costOf(sums, from, end) + penalty);
    const least = costs.reduce((min, cost, at) => (cost < costs[min] ? at : min), 0);
    best[end] = costs[least];
    last[end] = candidates[least];
    // What is already worse than the best by a penalty can begin no segment of the best cut of a longer series.
    candidates = candidates.filter((_, at) => costs[at] - penalty <= best[end]);
  }
  const found: number[] = [];
  for (let end = last[n]; end > 0; end = last[end]) found.push(end);
  return found.reverse();
}

function defaultPenalty(values: ArrayLike<number>): number {
  const steps = Float64Array.from({ length: values.length - 1 }, (_, at) => Math.abs(values[at + 1] - values[at])).toSorted();
  // The median absolute difference of two normal values is 0.954 σ.
  const sigma = steps[steps.length >> 1] / 0.9539;
  return Math.max(2 * sigma * sigma * Math.log(values.length), 1e-12);
}

function refused(name: string, value: number): LearningError {
  return new LearningError('learning.parameter_invalid', `"${name}" must be above 0, not ${value}.`, name);
}
