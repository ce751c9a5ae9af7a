import { chiSquareSurvival } from './special.js';

/** Values that Sen's slope looks at; longer series are thinned evenly. */
const mostPairsFrom = 1500;

export interface MonotoneTrend {
  /** Kendall's S over its largest size: −1 always down, 1 always up. */
  readonly tau: number;
  /** Two-sided, normal approximation with ties (Mann 1945, Kendall 1975). */
  readonly pValue: number;
  /** Median of the slopes of all pairs, per step (Sen 1968); of a long series, of an even sample of it. */
  readonly slope: number;
}

/** Whether a series goes up or down over time, whatever the shape; missing values (NaN) are passed over. Fewer than three: no trend, p 1. */
export function monotoneTrend(values: ArrayLike<number>): MonotoneTrend {
  const places = Array.from(values, (_, at) => at).filter((at) => Number.isFinite(values[at]));
  const n = places.length;
  if (n < 3) return { tau: 0, pValue: 1, slope: 0 };
  const known = Float64Array.from(places, (at) => values[at]);
  const sign = concordance(known);
  const variance = (n * (n - 1) * (2 * n + 5) - tieTerm(known)) / 18;
  const score = variance > 0 ? (sign - Math.sign(sign)) / Math.sqrt(variance) : 0;
  return { tau: sign / ((n * (n - 1)) / 2), pValue: chiSquareSurvival(score * score, 1), slope: sensSlope(places, known) };
}

/** Pairs that rise less pairs that fall, by a Fenwick tree over ranks. */
function concordance(values: Float64Array): number {
  const distinct = [...new Set(values)].sort((a, b) => a - b);
  const rankOf = new Map(distinct.map((value, at) => [value, at + 1]));
  const tree = new Float64Array(distinct.length + 1);
  const below = (rank: number) => {
    let count = 0;
    for (let at = rank; at > 0; at -= at & -at) count += tree[at];
    return count;
  };
  let sum = 0;
  for (const [seen, value] of values.entries()) {
    const rank = rankOf.get(value) as number;
    sum += below(rank - 1) - (seen - below(rank));
    for (let at = rank; at < tree.length; at += at & -at) tree[at]++;
  }
  return sum;
}

function tieTerm(values: Float64Array): number {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts.values()].reduce((sum, t) => sum + t * (t - 1) * (2 * t + 5), 0);
}

function sensSlope(places: readonly number[], values: Float64Array): number {
  const step = Math.ceil(places.length / mostPairsFrom);
  const slopes: number[] = [];
  for (let i = 0; i < places.length; i += step) {
    for (let j = i + step; j < places.length; j += step) slopes.push((values[j] - values[i]) / (places[j] - places[i]));
  }
  const sorted = Float64Array.from(slopes).sort();
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}
