import type { Random } from '../../random/random.js';
import { type Points, squaredDistance } from '../points.js';
import { inertiaOf } from './assignment.js';
import type { ClusterSpace } from './cluster-space.js';
import type { Clustering, LloydOptions } from './lloyd.js';

export interface MiniBatchOptions extends LloydOptions {
  readonly batchSize: number;
  readonly random: Random;
}

/** Batches without a better smoothed inertia after which it ends, and the share of the largest count below which a centre is moved. */
const patience = 10;
const neglected = 0.01;

/**
 * k-means on batches drawn at random (Sculley 2010): each centre is the running mean of the rows that came to it. One iteration is as many
 * batches as cover the rows once. Ends by scikit-learn's MiniBatchKMeans' rule: a smoothed inertia that no longer improves.
 */
export async function miniBatch(set: ClusterSpace, start: Float64Array, options: MiniBatchOptions): Promise<Clustering> {
  const { points, weights } = set;
  const centres = Float64Array.from(start);
  const totals = new Float64Array(start.length / points.columns);
  const course = new Smoothed(Math.min(1, (2 * options.batchSize) / (points.rows + 1)));
  const batches = Math.ceil(points.rows / options.batchSize);
  let iterations = 0;
  for (let over = false; iterations < options.maxIterations && !over; iterations++) {
    for (let batch = 0; batch < batches && !over; batch++) {
      const inertia = learnBatch(set, centres, totals, drawRows(points.rows, options));
      over = course.isOver(inertia);
      await options.pause();
    }
    await options.pause(course.value * weights.reduce((sum, weight) => sum + weight, 0));
  }
  const codes = await nearestCodes(points, centres, options.pause);
  return { centres, codes, inertia: inertiaOf(points, weights, centres, codes), iterations };
}

function drawRows(rows: number, { batchSize, random }: MiniBatchOptions): Int32Array {
  return Int32Array.from({ length: Math.min(batchSize, rows) }, () => random.integer(rows));
}

/** Moves the centres towards the rows that are nearest to them. Returns the mean squared distance before. */
function learnBatch({ points, weights }: ClusterSpace, centres: Float64Array, totals: Float64Array, rows: Int32Array): number {
  const { data, columns } = points;
  const codes = rows.map((row) => nearestCode(points, row, centres));
  let inertia = 0;
  let mass = 0;
  rows.forEach((row, i) => {
    inertia += weights[row] * squaredDistance(data, row, centres, codes[i], columns);
    mass += weights[row];
  });
  rows.forEach((row, i) => {
    const code = codes[i];
    totals[code] += weights[row];
    const share = weights[row] / totals[code];
    for (let column = 0; column < columns; column++)
      centres[code * columns + column] += share * (data[row * columns + column] - centres[code * columns + column]);
  });
  reseat(points, centres, totals, rows);
  return inertia / mass;
}

/** Centres that hardly any row comes to start anew at rows of the batch. */
function reseat({ data, columns }: Points, centres: Float64Array, totals: Float64Array, rows: Int32Array): void {
  const most = Math.max(...totals);
  const least = Math.min(...totals.filter((total) => total >= neglected * most));
  totals.forEach((total, code) => {
    if (total >= neglected * most || code >= rows.length) return;
    centres.set(data.subarray(rows[code] * columns, (rows[code] + 1) * columns), code * columns);
    totals[code] = least;
  });
}

/** An exponentially weighted mean, and whether it has stopped falling. */
class Smoothed {
  value = Number.NaN;
  private best = Number.POSITIVE_INFINITY;
  private idle = 0;

  constructor(private readonly share: number) {}

  isOver(next: number): boolean {
    this.value = Number.isNaN(this.value) ? next : this.value * (1 - this.share) + next * this.share;
    this.idle = this.value < this.best ? 0 : this.idle + 1;
    this.best = Math.min(this.best, this.value);
    return this.idle >= patience;
  }
}

async function nearestCodes(points: Points, centres: Float64Array, pause: LloydOptions['pause']): Promise<Int32Array> {
  const codes = new Int32Array(points.rows);
  const step = Math.max(256, Math.ceil(2e7 / (centres.length + 1)));
  for (let row = 0; row < points.rows; row++) {
    if (row % step === step - 1) await pause();
    codes[row] = nearestCode(points, row, centres);
  }
  return codes;
}

function nearestCode({ data, columns }: Points, row: number, centres: Float64Array): number {
  let nearest = Number.POSITIVE_INFINITY;
  let best = 0;
  for (let code = 0; code * columns < centres.length; code++) {
    const distance = squaredDistance(data, row, centres, code, columns);
    if (distance < nearest) {
      nearest = distance;
      best = code;
    }
  }
  return best;
}
