import { LearningError } from '../errors.js';
import type { Matrix } from '../estimators/estimator.js';
import { originOf, type Points, pointsOf, squaredDistance } from '../estimators/points.js';

/**
 * How much nearer each row is to its own cluster than to the next: (b − a) / max(a, b) of mean Euclidean distances, −1…1; 0 for a row alone
 * (Rousseeuw 1987). Takes every pair of rows. Throws `learning.value_invalid` unless there are 2 to rows − 1 clusters.
 */
export function silhouettes(x: Matrix, codes: ArrayLike<number>): Float64Array {
  const { points, own, counts } = clustered(x, codes);
  const sums = new Float64Array(points.rows * counts.length);
  for (let a = 0; a < points.rows; a++) {
    for (let b = a + 1; b < points.rows; b++) {
      const distance = Math.sqrt(squaredDistance(points.data, a, points.data, b, points.columns));
      sums[a * counts.length + own[b]] += distance;
      sums[b * counts.length + own[a]] += distance;
    }
  }
  return Float64Array.from(own, (code, row) => silhouette(sums.subarray(row * counts.length, (row + 1) * counts.length), code, counts));
}

function silhouette(sums: Float64Array, own: number, counts: Int32Array): number {
  if (counts[own] === 1) return 0;
  const inside = sums[own] / (counts[own] - 1);
  let outside = Number.POSITIVE_INFINITY;
  sums.forEach((sum, code) => {
    if (code !== own) outside = Math.min(outside, sum / counts[code]);
  });
  const larger = Math.max(inside, outside);
  return larger > 0 ? (outside - inside) / larger : 0;
}

/** The mean silhouette of all rows. */
export function silhouetteScore(x: Matrix, codes: ArrayLike<number>): number {
  return silhouettes(x, codes).reduce((sum, value) => sum + value, 0) / x.rows;
}

/**
 * The mean over clusters of the worst (s₁ + s₂) / d, where s are mean distances to the centre and d is between centres (Davies and Bouldin 1979):
 * 0 and up, lower is better. Throws as `silhouettes` does.
 */
export function daviesBouldin(x: Matrix, codes: ArrayLike<number>): number {
  const { points, own, counts } = clustered(x, codes);
  const centres = means(points, own, counts);
  const spreads = new Float64Array(counts.length);
  own.forEach((code, row) => {
    spreads[code] += Math.sqrt(squaredDistance(points.data, row, centres, code, points.columns)) / counts[code];
  });
  let total = 0;
  for (let a = 0; a < counts.length; a++) {
    let worst = 0;
    for (let b = 0; b < counts.length; b++) {
      const apart = Math.sqrt(squaredDistance(centres, a, centres, b, points.columns));
      if (a !== b && apart > 0) worst = Math.max(worst, (spreads[a] + spreads[b]) / apart);
    }
    total += worst;
  }
  return total / counts.length;
}

/**
 * Variance between clusters over variance within, each per degree of freedom (Caliński and Harabasz 1974): 0 and up, higher is better; 1 where
 * no row is off its centre, as scikit-learn has it. Throws as `silhouettes` does.
 */
export function calinskiHarabasz(x: Matrix, codes: ArrayLike<number>): number {
  const { points, own, counts } = clustered(x, codes);
  const centres = means(points, own, counts);
  const middle = means(points, new Int32Array(points.rows), Int32Array.of(points.rows));
  let within = 0;
  own.forEach((code, row) => {
    within += squaredDistance(points.data, row, centres, code, points.columns);
  });
  let between = 0;
  counts.forEach((count, code) => {
    between += count * squaredDistance(centres, code, middle, 0, points.columns);
  });
  return within === 0 ? 1 : (between * (points.rows - counts.length)) / (within * (counts.length - 1));
}

function means({ data, columns }: Points, own: Int32Array, counts: Int32Array): Float64Array {
  const centres = new Float64Array(counts.length * columns);
  own.forEach((code, row) => {
    for (let column = 0; column < columns; column++) centres[code * columns + column] += data[row * columns + column] / counts[code];
  });
  return centres;
}

/** The rows with the clusters that occur numbered 0, 1, …. */
function clustered(x: Matrix, codes: ArrayLike<number>): { points: Points; own: Int32Array; counts: Int32Array } {
  if (codes.length !== x.rows)
    throw new LearningError('learning.value_invalid', `There are ${codes.length} codes of clusters for ${x.rows} rows.`);
  const places = new Map([...new Set(Array.from(codes))].toSorted((a, b) => a - b).map((code, place) => [code, place]));
  if (places.size < 2 || places.size >= x.rows)
    throw new LearningError('learning.value_invalid', `Clusters are compared where there are 2 to rows − 1; there are ${places.size}.`);
  const own = Int32Array.from(codes, (code) => places.get(code) as number);
  const counts = new Int32Array(places.size);
  for (const code of own) counts[code]++;
  return { points: pointsOf(x, originOf(x)), own, counts };
}
