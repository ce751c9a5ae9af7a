import type { QuantileSketch } from './quantile-sketch.js';

/** A step function: the share of values ≤ `values[i]` is `cumulative[i]`. Distinct ascending values. */
export interface Distribution {
  readonly count: number;
  readonly values: Float64Array;
  readonly cumulative: Float64Array;
}

/** The empirical distribution of finite numbers. */
export function empirical(values: Float64Array): Distribution {
  const sorted = values.toSorted();
  return stepsOf(
    sorted.length,
    Array.from(sorted, (value) => [value, 1] as const),
  );
}

/** The distribution that a sketch holds; off by its `rankError`. */
export function distributionOf({ n, levels }: QuantileSketch): Distribution {
  const weighted = levels.flatMap((items, level) => items.map((value) => [value, 2 ** level] as const));
  return stepsOf(
    n,
    weighted.sort(([a], [b]) => a - b),
  );
}

function stepsOf(count: number, weighted: readonly (readonly [number, number])[]): Distribution {
  const values: number[] = [];
  const cumulative: number[] = [];
  let sum = 0;
  for (const [i, [value, weight]] of weighted.entries()) {
    sum += weight;
    if (i + 1 < weighted.length && weighted[i + 1][0] === value) continue;
    values.push(value);
    cumulative.push(sum / count);
  }
  return { count, values: Float64Array.from(values), cumulative: Float64Array.from(cumulative) };
}

/** The share of values ≤ x. */
export function shareUpTo({ values, cumulative }: Distribution, x: number): number {
  const at = upperBound(values, x);
  return at === 0 ? 0 : cumulative[at - 1];
}

/** The smallest value that at least the given share doesn't exceed. NaN without values. */
export function quantileAt({ values, cumulative }: Distribution, share: number): number {
  const at = cumulative.findIndex((reached) => reached >= share - 1e-12);
  return values.length === 0 ? Number.NaN : values[at < 0 ? values.length - 1 : at];
}

function upperBound(values: Float64Array, x: number): number {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (values[middle] <= x) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Walks both distributions together: once per distinct value, with both shares up to it and the distance to the next value (0 at the last). */
export function walkBoth(a: Distribution, b: Distribution, visit: (shareA: number, shareB: number, width: number) => void): void {
  let i = 0;
  let j = 0;
  while (i < a.values.length || j < b.values.length) {
    const x = Math.min(a.values[i] ?? Number.POSITIVE_INFINITY, b.values[j] ?? Number.POSITIVE_INFINITY);
    if (a.values[i] === x) i++;
    if (b.values[j] === x) j++;
    const next = Math.min(a.values[i] ?? Number.POSITIVE_INFINITY, b.values[j] ?? Number.POSITIVE_INFINITY);
    visit(i === 0 ? 0 : a.cumulative[i - 1], j === 0 ? 0 : b.cumulative[j - 1], next === Number.POSITIVE_INFINITY ? 0 : next - x);
  }
}
