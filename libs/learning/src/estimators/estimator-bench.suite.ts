import { expect } from '@jest/globals';
import { createGraph } from '../onnx/graph-writer.js';
import { runOnnx } from '../onnx/onnxruntime.suite.js';
import { createRandom } from '../random/random.js';
import { columns, rowsOf, tableOf } from './contract.suite.js';
import type { Estimator, FittedEstimator, FitOptions, LearningSet, Matrix } from './estimator.js';
import { type ParameterValue, type ParameterValues, resolveParameters } from './parameters.js';

export interface Problem {
  readonly name: string;
  readonly task: FitOptions['task'];
  readonly classes: number;
}

/** An estimator at work on a problem of four columns: two matter, one is rounded to few values, one is noise. */
export class Bench {
  private readonly parameters: ParameterValues;

  constructor(
    readonly estimator: Estimator,
    readonly problem: Problem,
    traits: { readonly parameters?: Readonly<Record<string, ParameterValue>> },
  ) {
    this.parameters = resolveParameters(estimator.name, estimator.parameters, traits.parameters ?? {});
  }

  fit(train: LearningSet, changes: Partial<FitOptions> = {}): Promise<FittedEstimator> {
    const { task, classes } = this.problem;
    return this.estimator.fit(train, { task, classes, parameters: this.parameters, seed: 1, ...changes });
  }

  set(rows: number, seed = 1): LearningSet {
    const random = createRandom(seed);
    const data = Float32Array.from({ length: rows * columns }, (_, i) =>
      i % columns === 2 ? Math.round(2 * random.normal()) : random.normal(),
    );
    const y = Float64Array.from({ length: rows }, (_, row) =>
      this.target(2 * data[row * columns] - data[row * columns + 2] + 0.3 * random.normal(), row),
    );
    return { x: tableOf(data), y };
  }

  /** The first rows are of one class each, so that small sets have them all. */
  private target(score: number, row: number): number {
    const { classes } = this.problem;
    if (classes === 0) return 10 + 5 * score;
    if (row < classes) return row;
    return classes === 2 ? Number(score > 0) : score < -1 ? 0 : score < 1 ? 1 : 2;
  }
}

export function probabilitiesOf(fitted: FittedEstimator, x: Matrix): Float64Array {
  return fitted.predictProba?.(x) ?? new Float64Array();
}

export async function graphOutput(fitted: FittedEstimator, x: Matrix): Promise<Float32Array> {
  const graph = createGraph('estimator');
  graph.output('y', fitted.toOnnx(graph, graph.input('x', 'float', x.columns)), 'float', ['n', 'n']);
  return (await runOnnx(graph.toBytes(), { x: x.data }, x.columns)).y.data as Float32Array;
}

export async function expectParity(fitted: FittedEstimator, x: Matrix, { task, classes }: Problem): Promise<void> {
  const actual = await graphOutput(fitted, x);
  const expected = task === 'classification' ? probabilitiesOf(fitted, x) : fitted.predict(x);
  expect(actual).toHaveLength(expected.length);
  const unit = task === 'classification' ? 1 : Math.max(1, ...expected.map(Math.abs));
  const largest = expected.reduce(
    (error, value, i) => Math.max(error, Number.isNaN(actual[i]) ? Number.POSITIVE_INFINITY : Math.abs(value - actual[i]) / unit),
    0,
  );
  expect(largest).toBeLessThan(1e-5);
  if (task === 'classification') expectSameLabels(fitted.predict(x), actual, expected, expected.length / x.rows || classes);
}

/** Equal labels, but for classes whose probabilities can't be told apart in float32. */
function expectSameLabels(codes: Float64Array, actual: Float32Array, expected: Float64Array, classes: number): void {
  codes.forEach((code, row) => {
    const own = actual.subarray(row * classes, (row + 1) * classes);
    const label = own.indexOf(Math.max(...own));
    if (label !== code) expect(Math.abs(expected[row * classes + label] - expected[row * classes + code])).toBeLessThan(1e-6);
  });
}

export function repeat({ x, y }: LearningSet, rows: readonly number[]): LearningSet {
  return { x: rowsOf(x, rows), y: Float64Array.from(rows, (row) => y[row]) };
}

/** Share of wrong classes, or mean squared error. */
export function loss(predicted: Float64Array, { y }: LearningSet, { task }: Problem): number {
  const each = (value: number, row: number) => (task === 'classification' ? Number(value !== y[row]) : (value - y[row]) ** 2);
  return predicted.reduce((sum, value, row) => sum + each(value, row), 0) / y.length;
}

export function constantPrediction({ y }: LearningSet, { task }: Problem): Float64Array {
  if (task === 'regression') return y.map(() => y.reduce((sum, value) => sum + value, 0) / y.length);
  const counts = [0, 1, 2].map((code) => y.filter((each) => each === code).length);
  return y.map(() => counts.indexOf(Math.max(...counts)));
}
