import { LearningError } from '../../errors.js';
import type { GraphBuilder } from '../../onnx/graph-builder.js';
import type { Matrix } from '../estimator.js';
import { dotProduct, pointsOf, pointsToOnnx, squaredDistancesToOnnx } from '../points.js';
import { packArray, unpackArray } from '../trees/packed-array.js';
import { type Kernel, kernelKinds, normed, normShare, type NormedPoints, overflow } from './kernel-function.js';
import { kernelRows } from './panel-kernel.js';

/** Functions Σ c·k(vector, x) − offset, one per output, over shared support vectors. */
export interface SupportVectors {
  readonly kernel: Kernel;
  readonly origin: Float64Array;
  /** The vectors as they were learned, row-major float32 [vectors × columns]. */
  readonly vectors: Float32Array;
  /** Row-major [outputs × vectors]. */
  readonly coefficients: Float64Array;
  readonly offsets: Float64Array;
}

/** Keeps the rows that any of the functions needs; `coefficients` are per output, one per training row. */
export function supportVectors(
  x: Matrix,
  kernel: Kernel,
  origin: Float64Array,
  coefficients: readonly Float64Array[],
  offsets: readonly number[],
): SupportVectors {
  const used = Array.from({ length: x.rows }, (_, row) => row).filter((row) => coefficients.some((each) => each[row] !== 0));
  const vectors = new Float32Array(used.length * x.columns);
  used.forEach((row, i) => vectors.set(x.data.subarray(row * x.columns, (row + 1) * x.columns), i * x.columns));
  return {
    kernel,
    origin,
    vectors,
    coefficients: Float64Array.from(coefficients.flatMap((each) => used.map((row) => each[row]))),
    offsets: Float64Array.from(offsets),
  };
}

/** The functions, ready to be evaluated: row-major [rows × outputs]. Throws `learning.value_invalid` for what the kernel can't take. */
export function compileSupportVectors(model: SupportVectors): (x: Matrix) => Float64Array {
  const { kernel, origin, offsets } = model;
  const directions = kernel.kind === 'linear' ? normed(directionsOf(model)) : undefined;
  const vectors = directions ?? normed(vectorPoints(model));
  const coefficients = directions ? identity(offsets.length) : model.coefficients;
  const values = new Float64Array(vectors.rows);
  const panels = kernelRows(kernel, vectors);
  return (x) => {
    const points = normed(pointsOf(x, origin));
    const scores = new Float64Array(x.rows * offsets.length);
    for (let row = 0; row < x.rows; row++) {
      panels.row(points, row, values);
      for (let output = 0; output < offsets.length; output++) {
        const score = dotProduct(coefficients, output, values, 0, vectors.rows) - offsets[output];
        if (!Number.isFinite(score)) throw overflow(row);
        scores[row * offsets.length + output] = score;
      }
    }
    return scores;
  };
}

/** The same in a graph: float32 [n, columns] to double [n, outputs]. float32 would lose the small differences of large kernel sums. */
export function supportVectorsToOnnx(model: SupportVectors, graph: GraphBuilder, input: string): string {
  const { kernel, origin, offsets } = model;
  const points = pointsToOnnx(graph, input, origin);
  if (kernel.kind === 'linear') return affine(graph, points, directionsOf(model).data, offsets);
  const vectors = vectorPoints(model);
  // A model without any vector is its offsets.
  if (vectors.rows === 0) return affine(graph, points, new Float64Array(offsets.length * origin.length), offsets);
  return affine(graph, kernelToOnnx(kernel, graph, points, normed(vectors)), model.coefficients, offsets);
}

/** tensor [n, m] · weights [outputs × m]ᵀ − offsets. */
function affine(graph: GraphBuilder, tensor: string, weights: Float64Array, offsets: Float64Array): string {
  const outputs = offsets.length;
  const constants = [
    graph.constant('double', [outputs, weights.length / outputs], weights),
    graph.constant(
      'double',
      [outputs],
      offsets.map((offset) => -offset),
    ),
  ];
  return graph.node('Gemm', [tensor, ...constants], { transB: { int: 1 } });
}

function kernelToOnnx({ kind, gamma, coef0, degree }: Kernel, graph: GraphBuilder, points: string, vectors: NormedPoints): string {
  const scalar = (value: number) => graph.constant('double', [], [value]);
  if (kind === 'rbf')
    return graph.node('Exp', [graph.node('Mul', [squaredDistancesToOnnx(graph, points, vectors, normShare), scalar(-gamma)])]);
  const scaled = graph.constant(
    'double',
    [vectors.rows, vectors.columns],
    vectors.data.map((value) => gamma * value),
  );
  const inner = graph.node('Gemm', [points, scaled, scalar(coef0)], { transB: { int: 1 } });
  return kind === 'poly' ? graph.node('Pow', [inner, scalar(degree)]) : graph.node('Tanh', [inner]);
}

function vectorPoints({ vectors, origin }: SupportVectors) {
  const columns = origin.length;
  return pointsOf({ rows: vectors.length / columns, columns, data: vectors, names: [] }, origin);
}

/** Σ c·vector per output: all that a linear kernel needs. */
function directionsOf(model: SupportVectors) {
  const { data, rows, columns } = vectorPoints(model);
  const outputs = model.offsets.length;
  const directions = new Float64Array(outputs * columns);
  for (let output = 0; output < outputs; output++)
    for (let row = 0; row < rows; row++)
      for (let column = 0; column < columns; column++)
        directions[output * columns + column] += model.coefficients[output * rows + row] * data[row * columns + column];
  return { rows: outputs, columns, data: directions };
}

function identity(size: number): Float64Array {
  return Float64Array.from({ length: size * size }, (_, at) => (at % (size + 1) === 0 ? 1 : 0));
}

export function supportVectorsToJSON({ kernel, origin, vectors, coefficients, offsets }: SupportVectors) {
  return {
    kernel,
    origin: packArray(origin),
    vectors: packArray(vectors),
    coefficients: packArray(coefficients),
    offsets: packArray(offsets),
  };
}

/** Throws `learning.model_invalid` for anything but what `supportVectorsToJSON` gave. */
export function parseSupportVectors(json: unknown): SupportVectors {
  const given = (typeof json === 'object' && json !== null ? json : {}) as Record<string, unknown>;
  const kernel = given.kernel as Kernel | undefined;
  const model = {
    kernel: kernel as Kernel,
    origin: unpackArray('f64', given.origin, 'origin'),
    vectors: unpackArray('f32', given.vectors, 'vectors'),
    coefficients: unpackArray('f64', given.coefficients, 'coefficients'),
    offsets: unpackArray('f64', given.offsets, 'offsets'),
  };
  const rows = model.vectors.length / model.origin.length;
  const numbers = [kernel?.gamma, kernel?.coef0, kernel?.degree];
  if (!kernelKinds.includes(kernel?.kind as Kernel['kind']) || !numbers.every(Number.isFinite))
    throw new LearningError('learning.model_invalid', 'The saved model has no kernel.', 'kernel');
  if (!Number.isInteger(rows) || model.offsets.length === 0 || model.coefficients.length !== rows * model.offsets.length)
    throw new LearningError('learning.model_invalid', 'The saved support vectors and their coefficients do not belong together.');
  return model;
}
