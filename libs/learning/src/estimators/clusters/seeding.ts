import type { Random } from '../../random/random.js';
import { squaredDistance } from '../points.js';
import type { ClusterSpace } from './cluster-space.js';

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
export function plusPlusRows(space: ClusterSpace, clusters: number, random: Random): Int32Array {
  const trials = 2 + Math.floor(Math.log(clusters));
  const { weights } = space;
  const nearest = new NearestCentres(space, clusters);
  nearest.take(drawBy(weights, random.next() * weights.reduce((sum, weight) => sum + weight, 0)));
  while (nearest.count < clusters) {
    const candidates = Array.from({ length: trials }, () => drawBy(weights, random.next() * nearest.potential, nearest.distances));
    nearest.take(nearest.bestOf(candidates));
  }
  return nearest.rows;
}

/** The centres so far, each a row, and how far every row is from the nearest. */
class NearestCentres {
  readonly rows: Int32Array;
  readonly distances: Float64Array;
  count = 0;
  /** Σ weight × squared distance. */
  potential = Number.POSITIVE_INFINITY;
  private readonly owners: Int32Array;
  private readonly quarters: Float64Array;

  constructor(
    private readonly space: ClusterSpace,
    clusters: number,
  ) {
    const { memory, points } = space;
    this.rows = new Int32Array(clusters);
    this.distances = memory.doubles(points.rows).fill(Number.POSITIVE_INFINITY);
    this.owners = memory.integers(points.rows).fill(0);
    this.quarters = memory.doubles(clusters).fill(0);
  }

  take(row: number): void {
    this.potential = this.potentialWith(row, this.count);
    this.rows[this.count++] = row;
  }

  /** The row that would leave the least potential as a centre; the first of equal ones. */
  bestOf(candidates: readonly number[]): number {
    const potentials = candidates.map((row) => this.potentialWith(row, -1));
    return candidates[potentials.indexOf(Math.min(...potentials))];
  }

  private potentialWith(row: number, owner: number): number {
    const { space, rows, distances, owners, quarters, count } = this;
    const { memory, points, weights } = space;
    const { data, columns } = points;
    for (let i = 0; i < count; i++) quarters[i] = squaredDistance(data, rows[i], data, row, columns) / 4;
    const centre = data.byteOffset + 8 * row * columns;
    return memory.kernels.furtherCentre(
      data.byteOffset,
      columns,
      points.rows,
      weights.byteOffset,
      distances.byteOffset,
      owners.byteOffset,
      quarters.byteOffset,
      centre,
      owner,
    );
  }
}

/** The first row at which the running sum of weight × distance passes `target`; rows of none only where there is nothing else. */
function drawBy(weights: Float64Array, target: number, distances?: Float64Array): number {
  let sum = 0;
  let last = 0;
  for (let row = 0; row < weights.length; row++) {
    const mass = distances ? weights[row] * distances[row] : weights[row];
    if (mass === 0) continue;
    sum += mass;
    last = row;
    if (sum > target) return row;
  }
  return last;
}
