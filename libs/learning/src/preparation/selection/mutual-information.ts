import type { Random } from '../../random/random.js';
import { digamma } from './digamma.js';

/** A column as information is measured: numbers by nearest neighbours, codes by counting. */
export type Variable = { readonly kind: 'numbers'; readonly values: Float64Array } | { readonly kind: 'codes'; readonly codes: Int32Array };

const neighbours = 3;

/**
 * Mutual information in nats, never below 0: by counts between codes, by nearest neighbours where numbers are involved (Kraskov, Stögbauer and Grassberger
 * 2004; Ross 2014), as scikit-learn's mutual_info_classif and mutual_info_regression with three neighbours. Numbers want `withNoise` first.
 */
export function mutualInformation(x: Variable, y: Variable): number {
  if (x.kind === 'codes') return y.kind === 'codes' ? betweenCodes(x.codes, y.codes) : numbersAndCodes(y.values, x.codes);
  return y.kind === 'codes' ? numbersAndCodes(x.values, y.codes) : betweenNumbers(x.values, y.values);
}

/**
 * Divided by their standard deviation, with normal noise of 10⁻¹⁰ of their size that parts equal values, as Kraskov advises: distances to neighbours must
 * not be 0. The noise is seeded, so results differ from scikit-learn's as those of two seeds do; without ties by about 10⁻⁹.
 */
export function withNoise(values: Float64Array, random: Random): Float64Array {
  const mean = values.reduce((sum, value) => sum + value / values.length, 0);
  const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2 / values.length, 0)) || 1;
  const size = values.reduce((sum, value) => sum + Math.abs(value / deviation) / values.length, 0);
  return values.map((value) => value / deviation + 1e-10 * Math.max(1, size) * random.normal());
}

function betweenCodes(x: Int32Array, y: Int32Array): number {
  const [ofX, ofY] = [counted(x), counted(y)];
  const pairs = new Map<string, number>();
  for (let row = 0; row < x.length; row++) {
    const key = `${x[row]}/${y[row]}`;
    pairs.set(key, (pairs.get(key) ?? 0) + 1);
  }
  let information = 0;
  for (const [key, count] of pairs) {
    const [a, b] = key.split('/').map(Number);
    const expected = ((ofX.get(a) as number) * (ofY.get(b) as number)) / x.length;
    information += (count / x.length) * Math.log(count / expected);
  }
  return Math.max(0, information);
}

function counted(codes: Int32Array): Map<number, number> {
  const counts = new Map<number, number>();
  for (const code of codes) counts.set(code, (counts.get(code) ?? 0) + 1);
  return counts;
}

function numbersAndCodes(values: Float64Array, codes: Int32Array): number {
  const byCode = new Map<number, number[]>();
  for (let row = 0; row < codes.length; row++) {
    const rows = byCode.get(codes[row]);
    if (rows) rows.push(row);
    else byCode.set(codes[row], [row]);
  }
  const used = [...byCode.values()].filter((rows) => rows.length > 1);
  const all = Float64Array.from(used.flatMap((rows) => rows.map((row) => values[row]))).sort();
  let information = digamma(all.length);
  for (const rows of used) {
    const own = Float64Array.from(rows, (row) => values[row]).sort();
    const k = Math.min(neighbours, own.length - 1);
    information += (own.length / all.length) * (digamma(k) - digamma(own.length));
    for (let i = 0; i < own.length; i++) information -= digamma(countWithin(all, own[i], kthDistance(own, i, k))) / all.length;
  }
  return Math.max(0, information);
}

/** Distance from the i-th of ascending values to its k-th nearest other. */
function kthDistance(sorted: Float64Array, i: number, k: number): number {
  let [low, high, distance] = [i - 1, i + 1, 0];
  for (let found = 0; found < k; found++) {
    const below = low >= 0 ? sorted[i] - sorted[low] : Number.POSITIVE_INFINITY;
    const above = high < sorted.length ? sorted[high] - sorted[i] : Number.POSITIVE_INFINITY;
    distance = Math.min(below, above);
    if (below <= above) low--;
    else high++;
  }
  return distance;
}

/** How many of ascending values are nearer to one of them than this, itself included (one at least). */
function countWithin(sorted: Float64Array, value: number, distance: number): number {
  const from = firstWhere(sorted, (other) => value - other < distance);
  const to = firstWhere(sorted, (other) => other > value && other - value >= distance);
  return Math.max(1, to - from);
}

/** The first index of which a condition holds that, from there on, always holds; the length when it never does. */
function firstWhere(sorted: Float64Array, holds: (value: number) => boolean): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(sorted[middle])) high = middle;
    else low = middle + 1;
  }
  return low;
}

function betweenNumbers(x: Float64Array, y: Float64Array): number {
  const rows = x.length;
  const k = Math.min(neighbours, rows - 1);
  if (k < 1) return 0;
  const order = Int32Array.from(x.keys()).sort((a, b) => x[a] - x[b]);
  const byX = Float64Array.from(order, (row) => x[row]);
  const across = Float64Array.from(order, (row) => y[row]);
  const byY = y.toSorted();
  let information = digamma(rows) + digamma(k);
  for (let i = 0; i < rows; i++) {
    const distance = kthInPlane(byX, across, i, k);
    information -= (digamma(countWithin(byX, byX[i], distance)) + digamma(countWithin(byY, across[i], distance))) / rows;
  }
  return Math.max(0, information);
}

/** Distance (the larger of both differences) to the k-th nearest other point; points are ascending in x, so the search ends with x. */
function kthInPlane(x: Float64Array, y: Float64Array, i: number, k: number): number {
  const nearest: number[] = [];
  const offer = (j: number) => {
    const distance = Math.max(Math.abs(x[i] - x[j]), Math.abs(y[i] - y[j]));
    let place = nearest.length;
    while (place > 0 && nearest[place - 1] > distance) place--;
    nearest.splice(place, 0, distance);
    if (nearest.length > k) nearest.pop();
  };
  const farthest = () => (nearest.length < k ? Number.POSITIVE_INFINITY : nearest[k - 1]);
  let [low, high] = [i - 1, i + 1];
  while (low >= 0 || high < x.length) {
    const below = low >= 0 ? x[i] - x[low] : Number.POSITIVE_INFINITY;
    const above = high < x.length ? x[high] - x[i] : Number.POSITIVE_INFINITY;
    if (Math.min(below, above) > farthest()) break;
    offer(below <= above ? low-- : high++);
  }
  return nearest[nearest.length - 1];
}
