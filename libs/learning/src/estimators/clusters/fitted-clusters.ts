import { LearningError } from '../../errors.js';
import type { GraphBuilder } from '../../onnx/graph-builder.js';
import type { Matrix, Progress } from '../estimator.js';
import { pointsOf, pointsToOnnx, squaredDistancesToOnnx } from '../points.js';
import { packArray, unpackArray } from '../trees/packed-array.js';
import type { FittedUnsupervised, UnsupervisedTensors } from '../unsupervised.js';
import { squaredDistances } from './assignment.js';

/** What k-means found: `centres` are row-major [clusters × columns], relative to `origin`. */
export interface ClusterModel {
  readonly origin: Float64Array;
  readonly centres: Float64Array;
  readonly inertia: number;
  readonly history: readonly Progress[];
}

export interface FittedClusters extends FittedUnsupervised {
  /** Row-major [clusters × columns], in the units of the columns. */
  readonly centres: Float64Array;
  /** Σ w·‖x − c‖² over the training rows. */
  readonly inertia: number;
}

export function fittedClusters(model: ClusterModel): FittedClusters {
  const { origin, centres, inertia, history } = model;
  const columns = origin.length;
  const clusters = centres.length / columns;
  const squares = (x: Matrix) => squaredDistances(pointsOf(x, origin), centres);
  return {
    codes: clusters,
    width: clusters,
    centres: centres.map((value, at) => value + origin[at % columns]),
    inertia,
    history,
    predict: (x) => codesOfSmallest(squares(x), clusters),
    scores: (x) => squares(x).map(Math.sqrt),
    toOnnx: (graph, input) => clustersToOnnx(model, graph, input),
    toJSON: () => ({ origin: packArray(origin), centres: packArray(centres), inertia, history }),
  };
}

function codesOfSmallest(values: Float64Array, width: number): Float64Array {
  return Float64Array.from({ length: values.length / width }, (_, row) => {
    let best = 0;
    for (let code = 1; code < width; code++) if (values[row * width + code] < values[row * width + best]) best = code;
    return best;
  });
}

function clustersToOnnx({ origin, centres }: ClusterModel, graph: GraphBuilder, input: string): UnsupervisedTensors {
  const columns = origin.length;
  const squares = squaredDistancesToOnnx(graph, pointsToOnnx(graph, input, origin), {
    rows: centres.length / columns,
    columns,
    data: centres,
  });
  const float = (tensor: string) => graph.node('Cast', [tensor], { to: { int: 1 } });
  return { codes: float(graph.node('ArgMin', [squares], { axis: { int: 1 } })), scores: float(graph.node('Sqrt', [squares])) };
}

/** Throws `learning.model_invalid` for anything but what `toJSON` gave. */
export function parseClusters(json: unknown): ClusterModel {
  const given = (typeof json === 'object' && json !== null ? json : {}) as Record<string, unknown>;
  const origin = unpackArray('f64', given.origin, 'origin');
  const centres = unpackArray('f64', given.centres, 'centres');
  if (centres.length === 0 || centres.length % origin.length !== 0 || typeof given.inertia !== 'number' || !Array.isArray(given.history))
    throw new LearningError('learning.model_invalid', 'The saved clusters are cut short or not clusters.');
  return { origin, centres, inertia: given.inertia, history: given.history };
}
