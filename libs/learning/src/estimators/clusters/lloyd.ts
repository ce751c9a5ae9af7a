import type { Points } from '../points.js';
import { squaredDistance } from '../points.js';
import { Assignment, inertiaOf, spreadOf } from './assignment.js';
import type { ClusterSpace } from './cluster-space.js';

export interface Clustering {
  /** Row-major [clusters × columns], relative to the points' origin. */
  readonly centres: Float64Array;
  readonly codes: Int32Array;
  /** Σ w·‖x − c‖². */
  readonly inertia: number;
  readonly iterations: number;
}

export interface LloydOptions {
  readonly maxIterations: number;
  /** Ends when the squared moves of all centres sum to no more. */
  readonly tolerance: number;
  /** Called after each iteration with the inertia, and between parts of a long one without. */
  readonly pause: (inertia?: number) => Promise<void>;
}

/**
 * Lloyd's iterations from given centres, with scikit-learn's rules: ends when no code changes or the centres hardly move, and a cluster
 * that lost all rows gets the row that is farthest from its own centre.
 */
export async function lloyd(set: ClusterSpace, start: Float64Array, options: LloydOptions): Promise<Clustering> {
  const { points, weights } = set;
  const assignment = new Assignment(set, start);
  const spread = spreadOf(points, weights);
  let centres = start;
  let iterations = 0;
  for (; iterations < options.maxIterations; ) {
    const changes = await updateAll(assignment, points, options.pause);
    assignment.addUp();
    fillEmpty(assignment, set, centres);
    const next = means(assignment, points.columns);
    const move = totalMove(next, centres, points.columns);
    iterations++;
    await options.pause(Math.max(0, spread - explained(assignment, next, points.columns)));
    centres = next;
    assignment.moveTo(next);
    if (changes === 0 || move <= options.tolerance) break;
  }
  await updateAll(assignment, points, options.pause);
  return { centres, codes: assignment.codes.slice(), inertia: inertiaOf(points, weights, centres, assignment.codes), iterations };
}

/** Multiply-adds between two pauses: some 20 ms. */
const stretch = 2e7;

async function updateAll(assignment: Assignment, { rows, columns }: Points, pause: LloydOptions['pause']): Promise<number> {
  const step = Math.max(256, Math.ceil(stretch / (columns * assignment.totals.length + 1)));
  let changes = 0;
  for (let from = 0; from < rows; from += step) {
    if (from > 0) await pause();
    changes += assignment.update(from, Math.min(rows, from + step));
  }
  return changes;
}

/** As scikit-learn's _relocate_empty_clusters: the farthest rows, each to one empty cluster, unless all rows sit on their centres. */
function fillEmpty(assignment: Assignment, { points, weights }: ClusterSpace, centres: Float64Array): void {
  const empty = Array.from(assignment.counts.keys()).filter((code) => assignment.counts[code] === 0);
  if (empty.length === 0) return;
  const { codes } = assignment;
  const distances = Float64Array.from(weights, (_, row) => squaredDistance(points.data, row, centres, codes[row], points.columns));
  const farthest = Array.from(distances.keys()).toSorted((a, b) => distances[b] - distances[a] || a - b);
  empty.forEach((code, i) => {
    if (distances[farthest[i]] > 0) assignment.lend(farthest[i], code);
  });
}

/** A cluster that is still empty shares the place of the heaviest. */
function means({ sums, totals, counts }: Assignment, columns: number): Float64Array {
  const heaviest = totals.indexOf(Math.max(...totals));
  return sums.map((_, at) => {
    const code = Math.floor(at / columns);
    const source = counts[code] > 0 ? code : heaviest;
    return sums[source * columns + (at % columns)] / totals[source];
  });
}

function totalMove(a: Float64Array, b: Float64Array, columns: number): number {
  let total = 0;
  for (let code = 0; code * columns < a.length; code++) total += squaredDistance(a, code, b, code, columns);
  return total;
}

/** Σ W·‖mean‖²: the inertia to the origin less the inertia to the means. */
function explained({ totals, counts }: Assignment, centres: Float64Array, columns: number): number {
  return centres.reduce((sum, value, at) => {
    const code = Math.floor(at / columns);
    return counts[code] > 0 ? sum + totals[code] * value * value : sum;
  }, 0);
}
