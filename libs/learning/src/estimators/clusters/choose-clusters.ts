import { LearningError } from '../../errors.js';
import { daviesBouldin, silhouetteScore } from '../../evaluation/clusters.js';
import { createRandom, shuffle } from '../../random/random.js';
import type { Matrix } from '../estimator.js';
import { requireUnlabelledSet } from '../learning-set.js';
import { type ParameterValue, resolveParameters } from '../parameters.js';
import { checkpointFor } from '../trees/learning-rows.js';
import type { UnlabelledSet } from '../unsupervised.js';
import type { FittedClusters } from './fitted-clusters.js';
import { fitKmeans, kmeans } from './kmeans.js';

/** How good a division into so many clusters is. */
export interface ClusterCount {
  readonly clusters: number;
  readonly silhouette: number;
  readonly daviesBouldin: number;
  readonly inertia: number;
}

export interface ChooseClustersOptions {
  /** Fewest and most clusters that are tried; default 2 to 10. */
  readonly from?: number;
  readonly to?: number;
  /** Other hyper-parameters of kmeans. */
  readonly parameters?: Readonly<Record<string, ParameterValue>>;
  /** Rows that silhouettes are of, drawn at random where there are more: they take every pair. Default 2000. */
  readonly sample?: number;
  readonly seed: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (count: ClusterCount) => void;
}

export interface ChosenClusters {
  readonly fitted: FittedClusters;
  readonly counts: readonly ClusterCount[];
}

/**
 * k-means with the number of clusters of the highest mean silhouette (Rousseeuw 1987), the smaller on a tie. Throws `learning.too_few_rows` below
 * three different rows, and `learning.value_invalid` as a fit does.
 */
export async function chooseClusters(train: UnlabelledSet, options: ChooseClustersOptions): Promise<ChosenClusters> {
  requireUnlabelledSet(train, false);
  const { from = 2, to = 10, seed, signal } = options;
  const checkpoint = checkpointFor(signal);
  const sample = sampleOf(train, options.sample ?? 2000, seed);
  const most = Math.min(to, differentRows(sample, to + 1) - 1);
  if (most < from)
    throw new LearningError('learning.too_few_rows', `To compare ${from} clusters there must be ${from + 1} different rows or more.`);
  const tried: { fitted: FittedClusters; count: ClusterCount }[] = [];
  for (let clusters = from; clusters <= most; clusters++) {
    const parameters = resolveParameters('kmeans', kmeans.parameters, { n_init: 5, ...options.parameters, n_clusters: clusters });
    const fitted = await fitKmeans(train, { parameters, seed, signal });
    await checkpoint();
    const count = countOf(fitted, sample);
    if (!count) continue;
    tried.push({ fitted, count });
    options.onProgress?.(count);
    await checkpoint();
  }
  return best(tried);
}

function best(tried: readonly { fitted: FittedClusters; count: ClusterCount }[]): ChosenClusters {
  if (tried.length === 0) throw new LearningError('learning.too_few_rows', 'The sampled rows fall into one cluster; give a larger sample.');
  const { fitted } = tried.reduce((kept, each) => (each.count.silhouette > kept.count.silhouette ? each : kept));
  return { fitted, counts: tried.map(({ count }) => count) };
}

/** Undefined where the sample happens to lie in one cluster, or in one each: then there is nothing to compare. */
function countOf(fitted: FittedClusters, sample: Matrix): ClusterCount | undefined {
  const codes = fitted.predict(sample);
  const found = new Set(codes).size;
  if (found < 2 || found >= sample.rows) return undefined;
  return {
    clusters: fitted.codes,
    silhouette: silhouetteScore(sample, codes),
    daviesBouldin: daviesBouldin(sample, codes),
    inertia: fitted.inertia,
  };
}

function sampleOf({ x, weights }: UnlabelledSet, size: number, seed: number): Matrix {
  const rows = Int32Array.from(weights?.keys() ?? Array(x.rows).keys()).filter((row) => !weights || weights[row] > 0);
  const kept = rows.length > size ? shuffle(rows, createRandom(seed).fork('silhouettes')).subarray(0, size) : rows;
  const data = new Float32Array(kept.length * x.columns);
  kept.forEach((row, i) => data.set(x.data.subarray(row * x.columns, (row + 1) * x.columns), i * x.columns));
  return { ...x, rows: kept.length, data };
}

/** How many rows differ, as far as it matters. */
function differentRows({ rows, columns, data }: Matrix, enough: number): number {
  const seen = new Set<string>();
  for (let row = 0; row < rows && seen.size < enough; row++) seen.add(data.subarray(row * columns, (row + 1) * columns).join());
  return seen.size;
}
