import { LearningError } from '../../errors.js';
import { createRandom, type Random } from '../../random/random.js';
import type { Matrix, Progress } from '../estimator.js';
import type { ParameterSet } from '../parameters.js';
import { originOf, type Points } from '../points.js';
import { checkpointFor } from '../trees/learning-rows.js';
import type { UnlabelledSet, Unsupervised, UnsupervisedOptions } from '../unsupervised.js';
import { type ClusterSpace, clusterSpace } from './cluster-space.js';
import { type FittedClusters, fittedClusters, parseClusters } from './fitted-clusters.js';
import { type Clustering, lloyd } from './lloyd.js';
import { miniBatch } from './mini-batch.js';
import { plusPlusRows, randomRows } from './seeding.js';

const parameters: ParameterSet = {
  n_clusters: { type: 'integer', default: 8, min: 1, max: 10_000, search: [2, 20], doc: 'Number of clusters.' },
  init: { type: 'choice', default: 'k-means++', choices: ['k-means++', 'random'], doc: 'How the first centres are drawn.' },
  n_init: {
    type: 'choice',
    default: 'auto',
    choices: ['auto'],
    orNumber: { min: 1, max: 1000 },
    doc: 'Starts, of which the best is kept; "auto" is 1 for k-means++ and 10 for random.',
  },
  max_iter: { type: 'integer', default: 300, min: 1, max: 100_000, doc: 'Most iterations of one start.' },
  tol: {
    type: 'number',
    default: 1e-4,
    min: 0,
    doc: 'Ends when the squared moves of the centres sum to less than this share of the mean variance.',
  },
  algorithm: {
    type: 'choice',
    default: 'lloyd',
    choices: ['lloyd', 'mini_batch'],
    doc: 'All rows in each iteration, or random batches: faster on many rows, a little worse.',
  },
  batch_size: { type: 'integer', default: 1024, min: 1, doc: 'Rows in a batch of mini_batch.' },
};

/**
 * k-means clustering (scikit-learn's KMeans and MiniBatchKMeans): greedy k-means++ or random starts, Lloyd's iterations with exact
 * skipping, row weights. `predict` gives the nearest centre, `scores` the distances to all.
 */
export const kmeans: Unsupervised = {
  name: 'kmeans',
  summary: 'k-means: a given number of compact clusters, each around its mean',
  kind: 'clusters',
  parameters,
  scaleSensitive: true,
  handlesMissing: false,
  fit: fitKmeans,
  load: (json) => fittedClusters(parseClusters(json)),
};

interface KmeansParameters {
  readonly n_clusters: number;
  readonly init: 'k-means++' | 'random';
  readonly n_init: number | 'auto';
  readonly max_iter: number;
  readonly tol: number;
  readonly algorithm: 'lloyd' | 'mini_batch';
  readonly batch_size: number;
}

export async function fitKmeans(train: UnlabelledSet, options: UnsupervisedOptions): Promise<FittedClusters> {
  const given = options.parameters as unknown as KmeansParameters;
  const course = new Course(startsOf(given) * given.max_iter, options);
  const { x, weights } = weighted(train);
  requireRows(x.rows, given.n_clusters);
  const origin = originOf(x);
  const set = clusterSpace(x, origin, weights);
  const best = await bestOfStarts(set, given, createRandom(options.seed), course);
  return fittedClusters({ origin, centres: best.centres, inertia: best.inertia, history: course.history });
}

/** The start of least inertia; the earlier on a tie. */
async function bestOfStarts(set: ClusterSpace, given: KmeansParameters, random: Random, course: Course): Promise<Clustering> {
  const tolerance = given.tol * meanVariance(set.points);
  const bounds = { maxIterations: given.max_iter, tolerance, pause: (inertia?: number) => course.pass(inertia) };
  let best: Clustering | undefined;
  for (let start = 0; start < startsOf(given); start++) {
    const own = random.fork(`start ${start}`);
    await course.pass();
    const centres = await set.memory.borrow(() => firstCentres(set, given, own));
    const found = await set.memory.borrow(() =>
      given.algorithm === 'lloyd'
        ? lloyd(set, centres, bounds)
        : miniBatch(set, centres, { ...bounds, batchSize: given.batch_size, random: own }),
    );
    if (!best || found.inertia < best.inertia) best = found;
  }
  return best as Clustering;
}

function startsOf({ n_init, init }: KmeansParameters): number {
  if (n_init === 'auto') return init === 'random' ? 10 : 1;
  if (!Number.isInteger(n_init)) throw new LearningError('learning.parameter_invalid', '"n_init" must be a whole number.', 'n_init');
  return n_init;
}

function firstCentres(set: ClusterSpace, { n_clusters, init }: KmeansParameters, random: Random): Float64Array {
  const { points, weights } = set;
  const rows = init === 'random' ? randomRows(weights, n_clusters, random) : plusPlusRows(set, n_clusters, random);
  const centres = new Float64Array(n_clusters * points.columns);
  rows.forEach((row, i) => centres.set(points.data.subarray(row * points.columns, (row + 1) * points.columns), i * points.columns));
  return centres;
}

/** The rows whose weight isn't 0, and their weights. */
function weighted({ x, weights }: UnlabelledSet): { x: Matrix; weights: Float64Array } {
  if (!weights) return { x, weights: new Float64Array(x.rows).fill(1) };
  const kept = Array.from(weights.keys()).filter((row) => weights[row] > 0);
  const data = new Float32Array(kept.length * x.columns);
  kept.forEach((row, i) => data.set(x.data.subarray(row * x.columns, (row + 1) * x.columns), i * x.columns));
  return { x: { ...x, rows: kept.length, data }, weights: Float64Array.from(kept, (row) => weights[row]) };
}

function requireRows(rows: number, clusters: number): void {
  if (rows < clusters)
    throw new LearningError('learning.too_few_rows', `${clusters} clusters need as many rows; there are ${rows}.`, 'n_clusters');
}

/** Unweighted, as scikit-learn's tolerance is. */
function meanVariance({ data, rows, columns }: Points): number {
  const means = new Float64Array(columns);
  for (let at = 0, column = 0; at < data.length; at++, column = column + 1 === columns ? 0 : column + 1) means[column] += data[at] / rows;
  let total = 0;
  for (let at = 0, column = 0; at < data.length; at++, column = column + 1 === columns ? 0 : column + 1)
    total += (data[at] - means[column]) ** 2;
  return total / (rows * columns);
}

/** Counts iterations over all starts, reports them, and stops when told to. */
class Course {
  readonly history: Progress[] = [];
  private readonly checkpoint: () => Promise<void>;

  constructor(
    private readonly total: number,
    private readonly options: UnsupervisedOptions,
  ) {
    this.checkpoint = checkpointFor(options.signal);
  }

  async pass(inertia?: number): Promise<void> {
    if (inertia !== undefined) {
      const progress = { iteration: this.history.length, total: this.total, metrics: { inertia } };
      this.history.push(progress);
      this.options.onProgress?.(progress);
    }
    await this.checkpoint();
  }
}
