import { describe, expect, it } from '@jest/globals';
import { LearningError } from '../errors.js';
import {
  atTheEnds,
  columns,
  describeDeclaration,
  describeReports,
  describeSeeds,
  expectClose,
  refusalOf,
  rowsByWeight,
  rowsOf,
  withConstants,
  withHoles,
  withInfinity,
} from './contract.suite.js';
import type { Estimator, FittedEstimator, LearningSet, Matrix } from './estimator.js';
import {
  Bench,
  constantPrediction,
  expectParity,
  graphOutput,
  loss,
  type Problem,
  probabilitiesOf,
  repeat,
} from './estimator-bench.suite.js';
import type { ParameterValue } from './parameters.js';
import { findEstimator } from './registry.js';

/** What a particular estimator promises beyond the contract, and what keeps its tests short. */
export interface EstimatorTraits {
  /** Small values of hyper-parameters for the tests. */
  readonly parameters?: Readonly<Record<string, ParameterValue>>;
  /** A row of weight 2 is the same as the row twice: nothing is drawn by chance and nothing counts rows. */
  readonly weightsAreRepetition?: boolean;
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
    it('names the tasks that it does', () => expect(estimator.tasks.length).toBeGreaterThan(0));
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
  describeSeeds(bench);

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
    expectClose((await bench.fit({ ...train, weights })).predict(x), (await bench.fit(repeat(train, rowsByWeight(weights)))).predict(x));
  });

  if (weightsAreRepetition) {
    it('takes a weight of n for the row n times', async () => {
      const train = bench.set(50);
      const weights = Float64Array.from({ length: 50 }, (_, row) => 1 + (row % 3));
      const repeated = repeat(train, rowsByWeight(weights));
      const { x } = bench.set(40, 2);
      expectClose((await bench.fit({ ...train, weights })).predict(x), (await bench.fit(repeated)).predict(x));
    });
  }
}

function describeAwkwardInput(bench: Bench): void {
  const { estimator, problem } = bench;

  it(estimator.handlesMissing ? 'learns from and predicts with missing values' : 'says where a value is missing', async () => {
    const train = bench.set(80);
    const holes = { ...train, x: withHoles(train.x) };
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
    for (const x of withConstants(train.x)) {
      const fitted = await bench.fit({ ...train, x });
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
    const largest = atTheEnds(train.x);
    expect(fitted.predict(largest).every(Number.isFinite)).toBe(true);
    await expectParity(fitted, largest, problem);
  });

  it('refuses sets that can not be learned from', async () => {
    const train = bench.set(20);
    const code = (given: LearningSet) => refusalOf(bench.fit(given));
    expect(await code({ ...train, y: train.y.slice(1) })).toBe('learning.value_invalid');
    expect(await code({ ...train, weights: new Float64Array(20).fill(-1) })).toBe('learning.value_invalid');
    expect(await code({ ...train, weights: new Float64Array(20) })).toBe('learning.value_invalid');
    expect(await code({ ...train, y: train.y.map(() => Number.NaN) })).toBe('learning.value_invalid');
    expect(await code({ x: rowsOf(train.x, []), y: new Float64Array() })).toBe('learning.too_few_rows');
    expect(await code({ ...train, x: withInfinity(train.x) })).toBe('learning.value_invalid');
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
  describeReports(bench, () => ({ validation: bench.set(40, 2) }));

  it('keeps the best iteration when it stops early', async () => {
    const fitted = await bench.fit(bench.set(60), { validation: bench.set(40, 2), earlyStopping: { patience: 1 } });
    if (fitted.bestIteration === undefined) return;
    const losses = fitted.history.map(({ metrics }) => metrics.validation_loss);
    expect(losses[fitted.bestIteration]).toBe(Math.min(...losses));
  });
}
