import type { Estimator, FittedEstimator, FitOptions, LearningSet, Progress } from '../estimator.js';
import { checkpointFor, withoutWeightlessRows } from '../trees/learning-rows.js';
import { fittedKnn } from './fitted-knn.js';
import { type KnnModel, parseKnn } from './knn-model.js';
import { type MetricKind, metricOf } from './metric.js';

/** Up to so many columns a tree passes over enough rows to be worth its while (scikit-learn's rule). */
const fewColumns = 15;

/**
 * k nearest neighbours (scikit-learn's KNeighborsClassifier and KNeighborsRegressor), exact. Of equally near rows those that come first count.
 * A row's weight multiplies its vote (scikit-learn has none); k still counts rows. Fewer rows than k: all of them vote.
 */
export const knn: Estimator = {
  name: 'knn',
  summary: 'k nearest neighbours: the vote or the mean of the training rows that are most alike',
  tasks: ['classification', 'regression'],
  parameters: {
    n_neighbors: { type: 'integer', default: 5, min: 1, search: [1, 50], log: true, doc: 'How many neighbours vote.' },
    weights: { type: 'choice', default: 'uniform', choices: ['uniform', 'distance'], doc: 'Whether all count alike, or by 1 / distance.' },
    metric: {
      type: 'choice',
      default: 'minkowski',
      choices: ['minkowski', 'euclidean', 'manhattan', 'cosine'],
      doc: 'How far apart two rows are.',
    },
    p: { type: 'number', default: 2, min: 1, max: 10, doc: 'Exponent of minkowski: 1 is manhattan, 2 euclidean.' },
    algorithm: {
      type: 'choice',
      default: 'auto',
      choices: ['auto', 'brute', 'kd_tree'],
      doc: 'How neighbours are searched; all find the same. "auto" takes a tree for few columns; cosine is always brute.',
    },
    leaf_size: { type: 'integer', default: 30, min: 1, doc: 'Rows in a leaf of the tree: speed only.' },
  },
  scaleSensitive: true,
  handlesMissing: false,
  fit: fitKnn,
  load: (json) => fittedKnn(parseKnn(json), (json as { history: readonly Progress[] }).history),
};

interface KnnParameters {
  readonly n_neighbors: number;
  readonly weights: 'uniform' | 'distance';
  readonly metric: MetricKind;
  readonly p: number;
  readonly algorithm: 'auto' | 'brute' | 'kd_tree';
  readonly leaf_size: number;
}

async function fitKnn(train: LearningSet, options: FitOptions): Promise<FittedEstimator> {
  const checkpoint = checkpointFor(options.signal);
  await checkpoint();
  const model = modelOf(withoutWeightlessRows(train), options);
  const progress = { iteration: 0, total: 1, metrics: { rows: model.y.length } };
  const fitted = fittedKnn(model, [progress]);
  options.onProgress?.(progress);
  await checkpoint();
  return fitted;
}

function modelOf({ x, y, weights }: LearningSet, { task, classes, parameters }: FitOptions): KnnModel {
  const given = parameters as unknown as KnnParameters;
  const metric = metricOf(given.metric, given.p);
  const isTreeWorthwhile = given.algorithm === 'kd_tree' || (given.algorithm === 'auto' && x.columns <= fewColumns);
  return {
    task,
    classes,
    neighbours: Math.min(given.n_neighbors, x.rows),
    weighting: given.weights,
    metric,
    search: isTreeWorthwhile && metric.kind !== 'cosine' ? 'kd_tree' : 'brute',
    leafSize: given.leaf_size,
    columns: x.columns,
    data: Float32Array.from(x.data),
    y: Float64Array.from(y),
    weights: weights?.every((weight) => weight === 1) ? undefined : weights && Float64Array.from(weights),
  };
}
