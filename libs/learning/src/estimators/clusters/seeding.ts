import type { Random } from '../../random/random.js';
import { type Points, squaredDistance } from '../points.js';

/** Rows that are the first centres: drawn by weight, all different where there are enough of weight above 0. */
export function randomRows(weights: Float64Array, clusters: number, random: Random): Int32Array {
  const left = Float64Array.from(weights);
  return Int32Array.from({ length: clusters }, () => {
    const row = drawBy(left, random.next() * left.reduce((sum, weight) => sum + weight, 0));
    left[row] = 0;
    return row;
  });
}

/**
 * k-means++ (Arthur and Vassilvitskii 2007), greedy as scikit-learn: each next centre is the best of 2 + ⌊ln k⌋ rows that are drawn in
 * proportion to weight × squared distance to the nearest centre.
 */
export function plusPlusRows(points: Points, weights: Float64Array, clusters: number, random: Random): Int32Array {
  const trials = 2 + Math.floor(Math.log(clusters));
  const rows = new Int32Array(clusters);
  const first = drawBy(weights, random.next() * weights.reduce((sum, weight) => sum + weight, 0));
  let nearest = startAt(points, weights, first);
  rows[0] = first;
  for (let chosen = 1; chosen < clusters; chosen++) {
    const candidates = Array.from({ length: trials }, () => drawBy(nearest.masses, random.next() * nearest.potential));
    nearest = candidates
      .map((row) => withCentre(points, weights, nearest, row))
      .reduce((best, each) => (each.potential < best.potential ? each : best));
    rows[chosen] = nearest.row;
  }
  return rows;
}

/** The squared distance of each row to its nearest centre, which row that is, weight × distance, and their sum. */
interface Nearest {
  readonly row: number;
  readonly distances: Float64Array;
  readonly owners: Int32Array;
  readonly masses: Float64Array;
  readonly potential: number;
}

function startAt(points: Points, weights: Float64Array, row: number): Nearest {
  const distances = new Float64Array(points.rows).fill(Number.POSITIVE_INFINITY);
  return withCentre(points, weights, { row, distances, owners: new Int32Array(points.rows).fill(row), masses: weights, potential: 0 }, row);
}

/** A row stays with its centre, unmeasured, where that is less than half as far away as the new centre is from it. */
function withCentre({ data, rows, columns }: Points, weights: Float64Array, before: Nearest, centre: number): Nearest {
  const distances = Float64Array.from(before.distances);
  const owners = Int32Array.from(before.owners);
  const masses = new Float64Array(rows);
  const apart = new Map<number, number>();
  let potential = 0;
  for (let row = 0; row < rows; row++) {
    const owner = owners[row];
    let quarter = apart.get(owner);
    if (quarter === undefined) {
      quarter = squaredDistance(data, owner, data, centre, columns) / 4;
      apart.set(owner, quarter);
    }
    if (distances[row] >= quarter) {
      const distance = squaredDistance(data, row, data, centre, columns);
      if (distance < distances[row]) {
        distances[row] = distance;
        owners[row] = centre;
      }
    }
    masses[row] = weights[row] * distances[row];
    potential += masses[row];
  }
  return { row: centre, distances, owners, masses, potential };
}

/** The first row at which the running sum of masses reaches `target`; rows without mass only where there is none at all. */
function drawBy(masses: Float64Array, target: number): number {
  let sum = 0;
  let last = 0;
  for (let row = 0; row < masses.length; row++) {
    if (masses[row] === 0) continue;
    sum += masses[row];
    last = row;
    if (sum > target) return row;
  }
  return last;
}
