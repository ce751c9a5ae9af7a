import { LearningError } from '../errors.js';
import type { GraphBuilder } from '../onnx/graph-builder.js';
import type { Matrix } from './estimator.js';

/** Rows as points in float64, row-major, moved so that `origin` is at 0: distances then lose no digits to far-away means. */
export interface Points {
  readonly rows: number;
  readonly columns: number;
  readonly data: Float64Array;
}

/** Beyond ±10³⁰ (as float32 has it) nothing changes, so that distances stay finite in float32 too. */
const bound = Math.fround(1e30);

/**
 * Near the mean of each column, but with few binary digits: numbers on a grid (counts, codes, 0 and 1) then stay on it and
 * their distances are exact, ties included, in whatever order they are added up.
 */
export function originOf(x: Matrix): Float64Array {
  const { means, squares } = columnMoments(x);
  return means.map((mean, column) => {
    const deviation = Math.sqrt(squares[column] / x.rows);
    if (!(deviation > 1e-12 * Math.abs(mean))) return clipped(x.data[column]);
    const grain = 2 ** Math.floor(Math.log2(deviation));
    return Math.round(mean / grain) * grain;
  });
}

/** The mean and the sum of squared deviations of each column, row by row as they lie in memory. */
function columnMoments({ data, rows, columns }: Matrix): { means: Float64Array; squares: Float64Array } {
  const means = new Float64Array(columns);
  const squares = new Float64Array(columns);
  for (let row = 0, at = 0; row < rows; row++) for (let column = 0; column < columns; column++, at++) means[column] += clipped(data[at]);
  for (let column = 0; column < columns; column++) means[column] /= rows;
  for (let row = 0, at = 0; row < rows; row++)
    for (let column = 0; column < columns; column++, at++) squares[column] += (clipped(data[at]) - means[column]) ** 2;
  return { means, squares };
}

function clipped(value: number): number {
  return value > bound ? bound : value < -bound ? -bound : value;
}

/**
 * Throws `learning.value_invalid` for a missing value or another number of columns than the origin has. `data` is where the points are written,
 * [rows × columns].
 */
export function pointsOf(x: Matrix, origin: Float64Array, data: Float64Array = new Float64Array(x.rows * x.columns)): Points {
  const { rows, columns } = x;
  if (columns !== origin.length)
    throw new LearningError('learning.value_invalid', `The model reads ${origin.length} columns, not ${columns}.`);
  for (let row = 0, at = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++, at++) {
      data[at] = clipped(x.data[at]) - origin[column];
      if (Number.isNaN(data[at])) throw missingValue(x.names[column], row);
    }
  }
  return { rows, columns, data };
}

function missingValue(name: string, row: number): LearningError {
  return new LearningError('learning.value_invalid', `Row ${row + 1} has no value in "${name}"; impute it first.`, name);
}

/** The same in a graph: float32 [n, columns] to double [n, columns]. */
export function pointsToOnnx(graph: GraphBuilder, input: string, origin: Float64Array): string {
  const limit = (value: number) => graph.constant('float', [], [value]);
  const limited = graph.node('Clip', [input, limit(-bound), limit(bound)]);
  const exact = graph.node('Cast', [limited], { to: { int: 11 } });
  return graph.node('Sub', [exact, graph.constant('double', [1, origin.length], origin)]);
}

/** Σ (a − b)² of row i of `a` and row j of `b`; four sums, so that the additions needn't wait for each other. */
export function squaredDistance(a: Float64Array, i: number, b: Float64Array, j: number, columns: number): number {
  let from = i * columns;
  let to = j * columns;
  const end = from + columns;
  const even = end - (columns & 3);
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  for (; from < even; from += 4, to += 4) {
    const d0 = a[from] - b[to];
    const d1 = a[from + 1] - b[to + 1];
    const d2 = a[from + 2] - b[to + 2];
    const d3 = a[from + 3] - b[to + 3];
    s0 += d0 * d0;
    s1 += d1 * d1;
    s2 += d2 * d2;
    s3 += d3 * d3;
  }
  for (; from < end; from++, to++) {
    const d = a[from] - b[to];
    s0 += d * d;
  }
  return s0 + s1 + (s2 + s3);
}

/** a · b of row i of `a` and row j of `b`, added up as `squaredDistance` does. */
export function dotProduct(a: Float64Array, i: number, b: Float64Array, j: number, columns: number): number {
  let from = i * columns;
  let to = j * columns;
  const end = from + columns;
  const even = end - (columns & 3);
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  for (; from < even; from += 4, to += 4) {
    s0 += a[from] * b[to];
    s1 += a[from + 1] * b[to + 1];
    s2 += a[from + 2] * b[to + 2];
    s3 += a[from + 3] * b[to + 3];
  }
  for (; from < end; from++, to++) s0 += a[from] * b[to];
  return s0 + s1 + (s2 + s3);
}

/** ‖a‖² of each row. */
export function squaredNorms({ data, rows, columns }: Points): Float64Array {
  return Float64Array.from({ length: rows }, (_, row) => dotProduct(data, row, data, row, columns));
}

/** [n, m] squared distances of double [n, columns] to constant points, by share · (‖x‖² + ‖c‖²) − 2·x·c. Never below 0. */
export function squaredDistancesToOnnx(graph: GraphBuilder, points: string, centres: Points, share = 1): string {
  const { rows, columns, data } = centres;
  const double = (shape: number[], values: ArrayLike<number>) => graph.constant('double', shape, values);
  const squares = graph.node('Mul', [points, share === 1 ? points : graph.node('Mul', [points, double([], [share])])]);
  const own = graph.node('ReduceSum', [squares, graph.constant('int64', [1], [1])], { keepdims: { int: 1 } });
  const norms = squaredNorms(centres).map((norm) => share * norm);
  const doubled = double(
    [rows, columns],
    data.map((value) => -2 * value),
  );
  const products = graph.node('Gemm', [points, doubled, double([rows], norms)], { transB: { int: 1 } });
  return graph.node('Max', [graph.node('Add', [own, products]), double([], [0])]);
}
