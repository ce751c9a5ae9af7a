import { describe, expect, it } from '@jest/globals';
import { LearningError } from '../errors.js';
import { createGraph } from '../onnx/graph-writer.js';
import { runOnnx } from '../onnx/onnxruntime.suite.js';
import { createRandom } from '../random/random.js';
import type { Estimator, FittedEstimator, FitOptions, LearningSet, Matrix, Progress } from './estimator.js';
import { type ParameterValue, type ParameterValues, resolveParameters } from './parameters.js';
import { findEstimator } from './registry.js';

/** What a particular estimator promises beyond the contract, and what keeps its tests short. */
export interface EstimatorTraits {
  /** Small values of hyper-parameters for the tests. */
  readonly parameters?: Readonly<Record<string, ParameterValue>>;
  /** A row of weight 2 is the same as the row twice: nothing is drawn by chance and nothing counts rows. */
  readonly weightsAreRepetition?: boolean;
}

interface Problem {
  readonly name: string;
  readonly task: FitOptions['task'];
  readonly classes: number;
}

const problems: readonly Problem[] = [
  { name: 'two classes', task: 'classification', classes: 2 },
  { name: 'three classes', task: 'classification', classes: 3 },
  { name: 'regression', task: 'regression', classes: 0 },
];

/** Runs the contract on all estimators of a folder, as they are registered; `traits` by name, of those that need some. */
export function describeEstimators(family: readonly Estimator[], traits: Readonly<Record<string, EstimatorTraits>>): void {
  for (const { name, tasks } of family) describeEstimator(findEstimator(name, tasks[0]), traits[name]);
  it('knows the estimators that it has traits of', () => {
    expect(family.map(({ name }) => name)).toEqual(expect.arrayContaining(Object.keys(traits)));
  });
}

/** The contract that every registered estimator keeps, for each of its tasks (scikit-learn's estimator checks are the model). */
function describeEstimator(estimator: Estimator, traits: EstimatorTraits = {}): void {
  describe(`${estimator.name}, as every estimator`, () => {
    describeDeclaration(estimator);
    for (const problem of problems.filter(({ task }) => estimator.tasks.includes(task))) {
      describe(problem.name, () => {
        const bench = new Bench(estimator, problem, traits);
        describePredictions(bench);
        describeRepeatability(bench, traits);
        describeAwkwardInput(bench);
        describeGraph(bench);
        describeCourse(bench);
      });
    }
  });
}

function describeDeclaration(estimator: Estimator): void {
  it('declares defaults that its own hyper-parameters allow', () => {
    const defaults = resolveParameters(estimator.name, estimator.parameters, {});
    expect(resolveParameters(estimator.name, estimator.parameters, defaults)).toEqual(defaults);
    expect(estimator.tasks.length).toBeGreaterThan(0);
    expect(estimator.summary).not.toBe('');
  });

  it('refuses unknown hyper-parameters and values outside of their range', () => {
    const resolve = (given: Record<string, unknown>) => () => resolveParameters(estimator.name, estimator.parameters, given);
    expect(resolve({ no_such_thing: 1 })).toThrow(expect.objectContaining({ code: 'learning.parameter_unknown' }));
    for (const name of Object.keys(estimator.parameters)) {
      for (const wrong of [{}, [], Number.NaN, 'no such choice', undefined])
        expect(resolve({ [name]: wrong })).toThrow(expect.objectContaining({ code: 'learning.parameter_invalid', where: name }));
    }
  });

  it('refuses to load what is not its own', () => {
    for (const json of [null, 1, 'model', [], {}, { trees: 1 }])
      expect(() => estimator.load(json)).toThrow(expect.objectContaining({ code: 'learning.model_invalid' }));
  });
}

function describePredictions(bench: Bench): void {
  it('learns: better than the most frequent class or the mean, on rows it has not seen', async () => {
    const fitted = await bench.fit(bench.set(200));
    const test = bench.set(200, 2);
    expect(loss(fitted.predict(test.x), test, bench.problem)).toBeLessThan(
      0.7 * loss(constantPrediction(test, bench.problem), test, bench.problem),
    );
  });

  it('gives a finite number or a class per row, and probabilities that sum to 1', async () => {
    const fitted = await bench.fit(bench.set(60));
    const { x } = bench.set(40, 2);
    const predicted = fitted.predict(x);
    expect(predicted).toHaveLength(40);
    expect(predicted.every(Number.isFinite)).toBe(true);
    expect(fitted.predictProba === undefined).toBe(bench.problem.task === 'regression');
    if (bench.problem.task === 'classification') expectProbabilities(fitted, x, bench.problem.classes);
  });

  it('says how much each column matters, or says nothing', async () => {
    const { importance } = await bench.fit(bench.set(60));
    if (!importance) return;
    expect(importance).toHaveLength(columns);
    expect(Math.min(...importance)).toBeGreaterThanOrEqual(0);
    const sum = importance.reduce((total, share) => total + share, 0);
    expect(sum === 0 || Math.abs(sum - 1) < 1e-9).toBe(true);
  });

  it('predicts row by row what it predicts together, and nothing for no rows', async () => {
    const fitted = await bench.fit(bench.set(50));
    const { x } = bench.set(12, 3);
    const together = fitted.predict(x);
    for (let row = 0; row < x.rows; row++) expect(fitted.predict(rowsOf(x, [row]))[0]).toBe(together[row]);
    expect(fitted.predict(rowsOf(x, []))).toHaveLength(0);
  });
}

function expectProbabilities(fitted: FittedEstimator, x: Matrix, classes: number): void {
  const probabilities = probabilitiesOf(fitted, x);
  expect(probabilities).toHaveLength(x.rows * classes);
  const predicted = fitted.predict(x);
  for (let row = 0; row < x.rows; row++) {
    const own = Array.from(probabilities.subarray(row * classes, (row + 1) * classes));
    expect(Math.min(...own)).toBeGreaterThanOrEqual(0);
    expect(own.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 6);
    // Ties go to the lower code. Leaves may be float32, hence the six digits above.
    expect(predicted[row]).toBe(own.indexOf(Math.max(...own)));
  }
}

function describeRepeatability(bench: Bench, { weightsAreRepetition }: EstimatorTraits): void {
  it('gives the same bytes for the same seed, with one thread or two', async () => {
    const train = bench.set(80);
    const bytes = async (changes: Partial<FitOptions>) => JSON.stringify((await bench.fit(train, changes)).toJSON());
    const first = await bytes({ seed: 5, threads: 1 });
    expect(await bytes({ seed: 5, threads: 1 })).toBe(first);
    expect(await bytes({ seed: 5, threads: 2 })).toBe(first);
  });

  it('is the same after it was saved and loaded', async () => {
    const fitted = await bench.fit(bench.set(60));
    const json = JSON.stringify(fitted.toJSON());
    const loaded = bench.estimator.load(JSON.parse(json));
    const { x } = bench.set(50, 2);
    expect([...loaded.predict(x)]).toEqual([...fitted.predict(x)]);
    if (fitted.predictProba) expect([...probabilitiesOf(loaded, x)]).toEqual([...probabilitiesOf(fitted, x)]);
    expect(loaded.importance && [...loaded.importance]).toEqual(fitted.importance && [...fitted.importance]);
    expect(loaded.history).toEqual(fitted.history);
    expect(JSON.stringify(loaded.toJSON())).toBe(json);
    expect((await graphOutput(loaded, x)).length).toBeGreaterThan(0);
  });

  it('does not change what it learns from', async () => {
    const train = bench.set(40);
    const before = [[...train.x.data], [...train.y]];
    await bench.fit({ ...train, weights: new Float64Array(40).fill(1) });
    expect([[...train.x.data], [...train.y]]).toEqual(before);
  });

  it('takes no weights for weights of 1, and a weight of 0 for no row', async () => {
    const train = bench.set(60);
    const { x } = bench.set(30, 2);
    const plain = (await bench.fit(train)).predict(x);
    expectClose((await bench.fit({ ...train, weights: new Float64Array(60).fill(1) })).predict(x), plain);
    if (!weightsAreRepetition) return;
    const weights = Float64Array.from({ length: 60 }, (_, row) => (row % 3 === 0 ? 0 : 1));
    const kept = indicesWhere(weights, (weight) => weight > 0);
    expectClose((await bench.fit({ ...train, weights })).predict(x), (await bench.fit(repeat(train, kept))).predict(x));
  });

  if (weightsAreRepetition) {
    it('takes a weight of n for the row n times', async () => {
      const train = bench.set(50);
      const weights = Float64Array.from({ length: 50 }, (_, row) => 1 + (row % 3));
      const repeated = repeat(
        train,
        indicesWhere(weights, () => true).flatMap((row) => Array.from({ length: weights[row] }, () => row)),
      );
      const { x } = bench.set(40, 2);
      expectClose((await bench.fit({ ...train, weights })).predict(x), (await bench.fit(repeated)).predict(x));
    });
  }
}

function describeAwkwardInput(bench: Bench): void {
  const { estimator, problem } = bench;

  it(estimator.handlesMissing ? 'learns from and predicts with missing values' : 'says where a value is missing', async () => {
    const train = bench.set(80);
    const holes = { ...train, x: { ...train.x, data: train.x.data.map((value, i) => (i % 7 === 3 ? Number.NaN : value)) } };
    if (!estimator.handlesMissing) {
      await expect(bench.fit(holes)).rejects.toMatchObject({ code: 'learning.value_invalid', where: expect.any(String) });
      const fitted = await bench.fit(train);
      expect(() => fitted.predict(holes.x)).toThrow(LearningError);
      return;
    }
    const fitted = await bench.fit(holes);
    const empty = { ...train.x, data: new Float32Array(train.x.data.length).fill(Number.NaN) };
    for (const x of [holes.x, train.x, empty]) {
      expect(fitted.predict(x).every(Number.isFinite)).toBe(true);
      await expectParity(fitted, x, problem);
    }
  });

  it('learns from one row per class, and from two rows', async () => {
    const rows = Math.max(2, problem.classes);
    const tiny = bench.set(rows);
    const y = Float64Array.from({ length: rows }, (_, row) => row);
    const fitted = await bench.fit({ ...tiny, y });
    expect(fitted.predict(tiny.x).every(Number.isFinite)).toBe(true);
    await expectParity(fitted, bench.set(20, 2).x, problem);
  });

  it('learns where columns are constant, and where all of them are', async () => {
    const train = bench.set(40);
    const firstConstant = train.x.data.map((value, i) => (i % columns === 0 ? 3 : value));
    for (const data of [firstConstant, new Float32Array(train.x.data.length).fill(1)]) {
      const fitted = await bench.fit({ ...train, x: { ...train.x, data } });
      expect(fitted.predict(train.x).every(Number.isFinite)).toBe(true);
      await expectParity(fitted, train.x, problem);
    }
  });

  it('stands values near the ends of float32', async () => {
    const train = bench.set(60);
    const factors = [1e30, 1e-30, 3e37, 1e-42];
    const data = train.x.data.map((value, i) => value * factors[i % columns]);
    const fitted = await bench.fit({ ...train, x: { ...train.x, data } });
    expect(fitted.predict({ ...train.x, data }).every(Number.isFinite)).toBe(true);
    await expectParity(fitted, { ...train.x, data }, problem);
    const largest = { ...train.x, data: train.x.data.map((value) => (value > 0 ? 3.4028234663852886e38 : -3.4028234663852886e38)) };
    expect(fitted.predict(largest).every(Number.isFinite)).toBe(true);
    await expectParity(fitted, largest, problem);
  });

  it('refuses sets that can not be learned from', async () => {
    const train = bench.set(20);
    const code = (given: LearningSet) =>
      bench.fit(given).then(
        () => 'none',
        (error: LearningError) => error.code,
      );
    expect(await code({ ...train, y: train.y.slice(1) })).toBe('learning.value_invalid');
    expect(await code({ ...train, weights: new Float64Array(20).fill(-1) })).toBe('learning.value_invalid');
    expect(await code({ ...train, weights: new Float64Array(20) })).toBe('learning.value_invalid');
    expect(await code({ ...train, y: train.y.map(() => Number.NaN) })).toBe('learning.value_invalid');
    expect(await code({ x: rowsOf(train.x, []), y: new Float64Array() })).toBe('learning.too_few_rows');
    const infinite = { ...train.x, data: train.x.data.map((value, i) => (i === 5 ? Number.POSITIVE_INFINITY : value)) };
    expect(await code({ ...train, x: infinite })).toBe('learning.value_invalid');
    if (problem.task === 'classification') {
      expect(await code({ ...train, y: train.y.map(() => 0) })).toBe('learning.target_constant');
      expect(await code({ ...train, y: train.y.map(() => problem.classes) })).toBe('learning.value_invalid');
    }
  });

  if (problem.task === 'regression') {
    it('learns a constant target', async () => {
      const train = bench.set(40);
      const fitted = await bench.fit({ ...train, y: train.y.map(() => 1e6) });
      expectClose(
        fitted.predict(train.x),
        train.y.map(() => 1e6),
      );
    });
  } else {
    it('learns where a class has no row', async () => {
      const train = bench.set(60);
      const fitted = await bench.fit({ ...train, y: train.y.map((code) => Math.min(code, 1)) }, { classes: problem.classes + 1 });
      expectProbabilities(fitted, train.x, problem.classes + 1);
      expect(Math.max(...fitted.predict(train.x))).toBeLessThan(2);
    });
  }
}

function describeGraph(bench: Bench): void {
  it('says in ONNX what it says here', async () => {
    const fitted = await bench.fit(bench.set(150));
    await expectParity(fitted, bench.set(500, 2).x, bench.problem);
    await expectParity(fitted, rowsOf(bench.set(1, 3).x, [0]), bench.problem);
  });
}

function describeCourse(bench: Bench): void {
  it('reports its iterations in order, and keeps them', async () => {
    const reported: Progress[] = [];
    const fitted = await bench.fit(bench.set(60), { validation: bench.set(40, 2), onProgress: (progress) => reported.push(progress) });
    expect(reported.length).toBeGreaterThan(0);
    expect(fitted.history.length).toBeGreaterThan(0);
    for (const course of [reported, fitted.history]) {
      course.forEach(({ iteration, total, metrics }, i) => {
        expect(iteration).toBe(i);
        expect(iteration).toBeLessThan(total);
        expect(Object.values(metrics).every(Number.isFinite)).toBe(true);
      });
    }
  });

  it('keeps the best iteration when it stops early', async () => {
    const fitted = await bench.fit(bench.set(60), { validation: bench.set(40, 2), earlyStopping: { patience: 1 } });
    if (fitted.bestIteration === undefined) return;
    const losses = fitted.history.map(({ metrics }) => metrics.validation_loss);
    expect(losses[fitted.bestIteration]).toBe(Math.min(...losses));
  });

  it('stops when it is told to, before and during', async () => {
    const train = bench.set(60);
    await expect(bench.fit(train, { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'learning.aborted' });
    const controller = new AbortController();
    const aborted = bench.fit(train, { signal: controller.signal, onProgress: () => controller.abort() });
    await expect(aborted).rejects.toMatchObject({ code: 'learning.aborted' });
  });
}

const columns = 4;

/** An estimator at work on a problem of four columns: two matter, one is rounded to few values, one is noise. */
class Bench {
  private readonly parameters: ParameterValues;

  constructor(
    readonly estimator: Estimator,
    readonly problem: Problem,
    traits: EstimatorTraits,
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
    const names = Array.from({ length: columns }, (_, column) => `column ${column}`);
    const y = Float64Array.from({ length: rows }, (_, row) =>
      this.target(2 * data[row * columns] - data[row * columns + 2] + 0.3 * random.normal(), row),
    );
    return { x: { rows, columns, data, names }, y };
  }

  /** The first rows are of one class each, so that small sets have them all. */
  private target(score: number, row: number): number {
    const { classes } = this.problem;
    if (classes === 0) return 10 + 5 * score;
    if (row < classes) return row;
    return classes === 2 ? Number(score > 0) : score < -1 ? 0 : score < 1 ? 1 : 2;
  }
}

function probabilitiesOf(fitted: FittedEstimator, x: Matrix): Float64Array {
  return fitted.predictProba?.(x) ?? new Float64Array();
}

async function graphOutput(fitted: FittedEstimator, x: Matrix): Promise<Float32Array> {
  const graph = createGraph('estimator');
  graph.output('y', fitted.toOnnx(graph, graph.input('x', 'float', x.columns)), 'float', ['n', 'n']);
  return (await runOnnx(graph.toBytes(), { x: x.data }, x.columns)).y.data as Float32Array;
}

async function expectParity(fitted: FittedEstimator, x: Matrix, { task, classes }: Problem): Promise<void> {
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

function rowsOf(x: Matrix, rows: readonly number[]): Matrix {
  const data = Float32Array.from(rows.flatMap((row) => Array.from(x.data.subarray(row * x.columns, (row + 1) * x.columns))));
  return { ...x, rows: rows.length, data };
}

function repeat({ x, y }: LearningSet, rows: readonly number[]): LearningSet {
  return { x: rowsOf(x, rows), y: Float64Array.from(rows, (row) => y[row]) };
}

function indicesWhere(values: Float64Array, test: (value: number) => boolean): number[] {
  return Array.from(values.keys()).filter((i) => test(values[i]));
}

function expectClose(actual: Float64Array, expected: Float64Array): void {
  expect(actual).toHaveLength(expected.length);
  const unit = Math.max(1, ...expected.map(Math.abs));
  expect(expected.reduce((error, value, i) => Math.max(error, Math.abs(value - actual[i]) / unit), 0)).toBeLessThan(1e-6);
}

/** Share of wrong classes, or mean squared error. */
function loss(predicted: Float64Array, { y }: LearningSet, { task }: Problem): number {
  const each = (value: number, row: number) => (task === 'classification' ? Number(value !== y[row]) : (value - y[row]) ** 2);
  return predicted.reduce((sum, value, row) => sum + each(value, row), 0) / y.length;
}

function constantPrediction({ y }: LearningSet, { task }: Problem): Float64Array {
  if (task === 'regression') return y.map(() => y.reduce((sum, value) => sum + value, 0) / y.length);
  const counts = [0, 1, 2].map((code) => y.filter((each) => each === code).length);
  return y.map(() => counts.indexOf(Math.max(...counts)));
}
