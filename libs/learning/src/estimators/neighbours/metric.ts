import type { Matrix } from '../estimator.js';
import { dotProduct, originOf, type Points, pointsOf, squaredDistance, squaredNorms } from '../points.js';

export type MetricKind = 'euclidean' | 'manhattan' | 'minkowski' | 'cosine';

/** A distance between rows. Searches compare its `measure`, which orders rows as the distance does and is cheaper. */
export interface Metric {
  readonly kind: MetricKind;
  /** The exponent of minkowski. */
  readonly p: number;
}

/** Minkowski with p = 1 or 2 is Manhattan or Euclidean. */
export function metricOf(kind: MetricKind, p: number): Metric {
  if (kind !== 'minkowski') return { kind, p: kind === 'manhattan' ? 1 : 2 };
  return { kind: p === 1 ? 'manhattan' : p === 2 ? 'euclidean' : 'minkowski', p };
}

/** Where the metric's points have their origin: angles are about 0, distances about any. */
export function metricOrigin({ kind }: Metric, x: Matrix): Float64Array {
  return kind === 'cosine' ? new Float64Array(x.columns) : originOf(x);
}

/** The rows as the metric compares them: of length 1 for cosine, but for rows of zeros. */
export function metricPoints({ kind }: Metric, x: Matrix, origin: Float64Array): Points {
  const points = pointsOf(x, origin);
  if (kind !== 'cosine') return points;
  const norms = squaredNorms(points);
  const { columns } = points;
  return { ...points, data: points.data.map((value, at) => value / (Math.sqrt(norms[Math.floor(at / columns)]) || 1)) };
}

/** So many times as far out as any training row, all that a coordinate says is that it is far out. */
const farthest = 1024;

/**
 * How far a coordinate is followed. Squared distances of rows further out would be alike in all digits that float64 has, and the nearest of them
 * chance; cosines don't depend on the length, and other distances lose no digits to squares.
 */
export function reachOf({ kind }: Metric, { data }: Points): number {
  if (kind !== 'euclidean') return Number.POSITIVE_INFINITY;
  let largest = 0;
  for (const value of data) largest = Math.max(largest, Math.abs(value));
  return farthest * (largest || 1);
}

export function withinReach(points: Points, reach: number): Points {
  const { data } = points;
  for (let at = 0; at < data.length; at++) data[at] = Math.min(reach, Math.max(-reach, data[at]));
  return points;
}

/** Cosine distances are multiples of this, so that rows of one direction tie in whatever order sums are added up. */
export const cosineGrain = 2 ** -40;

export type Measure = (a: Float64Array, i: number, b: Float64Array, j: number, columns: number) => number;

/** Σ|a − b|^p; for cosine 1 − a·b. */
export function measureOf({ kind, p }: Metric): Measure {
  if (kind === 'euclidean') return squaredDistance;
  if (kind === 'cosine')
    return (a, i, b, j, columns) => Math.max(0, Math.round((1 - dotProduct(a, i, b, j, columns)) / cosineGrain) * cosineGrain);
  const power = kind === 'manhattan' ? (difference: number) => difference : (difference: number) => difference ** p;
  return (a, i, b, j, columns) => {
    let sum = 0;
    for (let column = 0; column < columns; column++) sum += power(Math.abs(a[i * columns + column] - b[j * columns + column]));
    return sum;
  };
}

/** Splits 13 of 53 binary digits off (Veltkamp 1968). */
export const splitter = 2 ** 13 + 1;

/**
 * A measure to 40 binary digits: rows that are equally far but for the order in which terms are added up then tie, here and in the graph, and the
 * tie goes by index.
 */
export function snapped(measure: number): number {
  const far = measure * splitter;
  return far - (far - measure);
}

/** What leaves room for snapping and rounding in comparisons of plain measures. */
export const certain = 1 - 2e-12;

export function distanceOf({ kind, p }: Metric, measure: number): number {
  if (kind === 'euclidean') return Math.sqrt(measure);
  return kind === 'minkowski' ? measure ** (1 / p) : measure;
}
