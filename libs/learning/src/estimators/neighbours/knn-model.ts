import { LearningError } from '../../errors.js';
import type { Task } from '../../frame/signature.js';
import { packArray, unpackArray } from '../trees/packed-array.js';
import type { Metric, MetricKind } from './metric.js';

/** All that a neighbour's vote needs: the training rows are the model. */
export interface KnnModel {
  readonly task: Task;
  readonly classes: number;
  readonly neighbours: number;
  readonly weighting: 'uniform' | 'distance';
  readonly metric: Metric;
  readonly search: 'brute' | 'kd_tree';
  readonly leafSize: number;
  readonly columns: number;
  /** Row-major [rows × columns]. */
  readonly data: Float32Array;
  readonly y: Float64Array;
  /** By how much each row's vote counts; absent when all count 1. */
  readonly weights?: Float64Array;
}

export function knnToJSON({ data, y, weights, ...rest }: KnnModel) {
  return { ...rest, data: packArray(data), y: packArray(y), weights: weights ? packArray(weights) : null };
}

const metricKinds: readonly MetricKind[] = ['euclidean', 'manhattan', 'minkowski', 'cosine'];

/** Throws `learning.model_invalid` for anything but what `knnToJSON` gave. */
export function parseKnn(json: unknown): KnnModel {
  const given = (typeof json === 'object' && json !== null ? json : {}) as Readonly<Record<string, unknown>>;
  const { task, classes, neighbours, weighting, metric, search, leafSize, columns } = given as unknown as KnnModel;
  const data = unpackArray('f32', given.data, 'data');
  const y = unpackArray('f64', given.y, 'y');
  const weights = given.weights === null ? undefined : unpackArray('f64', given.weights, 'weights');
  const isWhole =
    data.length === y.length * columns &&
    (weights ?? y).length === y.length &&
    metricKinds.includes(metric?.kind) &&
    [neighbours, classes, leafSize].every(Number.isInteger);
  if (!isWhole) throw new LearningError('learning.model_invalid', 'The saved neighbours are cut short.');
  return { task, classes, neighbours, weighting, metric, search, leafSize, columns, data, y, weights };
}
