import type { FittedEstimator, Matrix, Progress } from '../estimator.js';
import type { Points } from '../points.js';
import { codesOfLargest } from '../trees/learning-rows.js';
import { BruteForce } from './brute-force.js';
import { KdTree } from './kd-tree.js';
import { type KnnModel, knnToJSON } from './knn-model.js';
import { knnToOnnx } from './knn-onnx.js';
import { distanceOf, metricOrigin, metricPoints, reachOf, withinReach } from './metric.js';
import type { NearestList } from './nearest-list.js';
import { RoughSearch } from './rough-search.js';
import type { NeighbourSearch } from './search.js';

export function fittedKnn(model: KnnModel, history: readonly Progress[]): FittedEstimator {
  const train = trainingMatrix(model);
  const origin = metricOrigin(model.metric, train);
  const points = metricPoints(model.metric, train, origin);
  const reach = reachOf(model.metric, points);
  const search = searchOf(model, points);
  const averages = (x: Matrix) => neighbourAverages(model, search, withinReach(metricPoints(model.metric, x, origin), reach));
  const isClasses = model.task === 'classification';
  return {
    history,
    predictProba: isClasses ? averages : undefined,
    predict: isClasses ? (x) => codesOfLargest(averages(x), model.classes) : averages,
    toOnnx: (graph, input) => knnToOnnx(model, train, origin, graph, input),
    toJSON: () => ({ ...knnToJSON(model), history }),
  };
}

function trainingMatrix({ data, columns, y }: KnnModel): Matrix {
  return { rows: y.length, columns, data, names: Array.from({ length: columns }, (_, column) => `column ${column + 1}`) };
}

function searchOf({ metric, search, leafSize }: KnnModel, points: Points): NeighbourSearch {
  if (search === 'kd_tree') return new KdTree(points, metric, leafSize);
  return RoughSearch.serves(metric, points) ? new RoughSearch(points, metric) : new BruteForce(points, metric);
}

/** Shares of the classes, row-major [rows × classes], or mean values, [rows]: each neighbour counts with its weight. */
function neighbourAverages(model: KnnModel, search: NeighbourSearch, queries: ReturnType<typeof metricPoints>): Float64Array {
  const { neighbours, classes, y } = model;
  const width = classes || 1;
  const averages = new Float64Array(queries.rows * width);
  search.search(queries, neighbours, (query, list) => {
    const votes = votesOf(model, list);
    let total = 0;
    for (let rank = 0; rank < list.size; rank++) {
      const target = y[list.indices[rank]];
      averages[query * width + (classes ? target : 0)] += classes ? votes[rank] : votes[rank] * target;
      total += votes[rank];
    }
    for (let k = 0; k < width; k++) averages[query * width + k] /= total;
  });
  return averages;
}

/** 1, or 1 / distance; where a neighbour is at the very place, those that are have all the say, as in scikit-learn. Times the row's weight. */
function votesOf({ weighting, metric, weights }: KnnModel, { size, measures, indices }: NearestList): Float64Array {
  const isThere = measures[0] === 0;
  return Float64Array.from({ length: size }, (_, rank) => {
    const own = weights ? weights[indices[rank]] : 1;
    if (weighting === 'uniform') return own;
    return isThere ? own * Number(measures[rank] === 0) : own / distanceOf(metric, measures[rank]);
  });
}
