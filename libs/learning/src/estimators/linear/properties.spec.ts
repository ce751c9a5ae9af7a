/** @jest-environment ./tools/onnx/jest-environment.mjs */
import { describe, expect, it } from '@jest/globals';
import { createGraph } from '../../onnx/graph-writer.js';
import { runOnnx } from '../../onnx/onnxruntime.suite.js';
import { createRandom } from '../../random/random.js';
import type { Estimator, FittedEstimator, FitOptions, LearningSet, Matrix } from '../estimator.js';
import { type ParameterValue, resolveParameters } from '../parameters.js';
import { elasticNet } from './elastic-net.js';
import { lasso } from './lasso.js';
import { linear } from './linear.js';
import type { LinearModel } from './linear-model.js';
import { logistic } from './logistic.js';
import { ridge } from './ridge.js';

type Given = Readonly<Record<string, ParameterValue>>;

const tight = { tol: 1e-13, max_iter: 100_000 };
const regressions: [string, Estimator, Given][] = [
  ['linear', linear, {}],
  ['ridge', ridge, { alpha: 2 }],
  ['lasso', lasso, { alpha: 0.1, ...tight }],
  ['elastic_net', elasticNet, { alpha: 0.1, ...tight }],
];
const classifications: [string, Estimator, Given][] = [
  ['logistic, L2', logistic, {}],
  ['logistic, L1', logistic, { penalty: 'l1', C: 0.5 }],
  ['logistic, elastic net', logistic, { penalty: 'elasticnet', C: 0.5 }],
];

function setOf(rows: number, columns: number, classes: number, seed = 1): LearningSet {
  const random = createRandom(seed);
  const data = Float32Array.from({ length: rows * columns }, (_, i) => Math.round(64 * random.normal() * (1 + (i % 3))) / 64);
  const y = Float64Array.from({ length: rows }, (_, row) => {
    const score = data[row * columns] - 2 * data[row * columns + 1] + random.normal();
    return classes === 0 ? 3 + score : Math.min(classes - 1, Math.max(0, Math.round(score + (classes - 1) / 2)));
  });
  return { x: matrixOf(data, columns), y };
}

function matrixOf(data: Float32Array, columns: number): Matrix {
  return { rows: data.length / columns, columns, data, names: Array.from({ length: columns }, (_, column) => `c${column}`) };
}

function fit(estimator: Estimator, given: Given, set: LearningSet, changes: Partial<FitOptions> = {}): Promise<FittedEstimator> {
  const task = estimator.tasks[0];
  const classes = task === 'regression' ? 0 : Math.max(...set.y) + 1;
  return estimator.fit(set, {
    task,
    classes,
    seed: 1,
    parameters: resolveParameters(estimator.name, estimator.parameters, given),
    ...changes,
  });
}

const outputs = (fitted: FittedEstimator, x: Matrix) => fitted.predictProba?.(x) ?? fitted.predict(x);
const model = (fitted: FittedEstimator) => fitted.toJSON() as LinearModel;
const mapped = (x: Matrix, change: (value: number, column: number) => number) =>
  matrixOf(
    x.data.map((value, i) => change(value, i % x.columns)),
    x.columns,
  );

function largestError(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  expect(actual).toHaveLength(expected.length);
  const unit = Math.max(1, ...Array.from(expected, Math.abs));
  return Array.from(expected).reduce((largest, value, i) => Math.max(largest, Math.abs(actual[i] - value) / unit), 0);
}

describe.each([...regressions, ...classifications])('%s', (_, estimator, given) => {
  const classes = estimator.tasks[0] === 'regression' ? 0 : 3;
  const train = setOf(90, 5, classes);
  const { x } = setOf(30, 5, classes, 2);

  it('predicts the same whatever the order of the columns', async () => {
    const turned = (matrix: Matrix) => mapped(matrix, (value) => value);
    const reversed = (matrix: Matrix) => {
      const copy = turned(matrix);
      for (let row = 0; row < copy.rows; row++) copy.data.subarray(row * 5, row * 5 + 5).reverse();
      return copy;
    };
    const plain = outputs(await fit(estimator, given, train), x);
    const other = outputs(await fit(estimator, given, { ...train, x: reversed(train.x) }), reversed(x));
    expect(largestError(other, plain)).toBeLessThan(1e-7);
  });

  it('predicts the same when columns are shifted', async () => {
    const shifted = (matrix: Matrix) => mapped(matrix, (value, column) => value + 16 * column);
    const plain = outputs(await fit(estimator, given, train), x);
    expect(largestError(outputs(await fit(estimator, given, { ...train, x: shifted(train.x) }), shifted(x)), plain)).toBeLessThan(1e-7);
  });

  it('takes weights for repetition', async () => {
    const weights = train.y.map((__, row) => row % 3);
    const rows = Array.from(weights.keys()).flatMap((row) => Array.from({ length: weights[row] }, () => row));
    const data = Float32Array.from(rows.flatMap((row) => [...train.x.data.subarray(row * 5, row * 5 + 5)]));
    const repeated = { x: matrixOf(data, 5), y: Float64Array.from(rows, (row) => train.y[row]) };
    const weighted = outputs(await fit(estimator, given, { ...train, weights }), x);
    expect(largestError(weighted, outputs(await fit(estimator, given, repeated), x))).toBeLessThan(1e-7);
  });

  it('learns the same from a mostly-zero table, column by column or by its entries alone', async () => {
    const random = createRandom(5);
    const sparse = mapped(train.x, (value) => (random.next() < 0.55 ? 0 : value));
    // Twenty columns of zeros more make the same table a sparse one.
    const wide = matrixOf(new Float32Array(90 * 25), 25);
    for (let row = 0; row < 90; row++) wide.data.set(sparse.data.subarray(row * 5, row * 5 + 5), row * 25);
    const dense = mapped(sparse, (value) => value);
    const other = await fit(estimator, given, { ...train, x: wide });
    expect(largestError(outputs(other, wide), outputs(await fit(estimator, given, { ...train, x: dense }), dense))).toBeLessThan(1e-7);
    const own = model(other).coefficients.filter((__, i) => i % 25 >= 5);
    expect(Math.max(...own.map(Math.abs))).toBeLessThan(1e-9);
  });

  it('says the same in ONNX where columns are of very different scale', async () => {
    const scales = [1e6, 1e-5, 1, 1e3, 1e-2];
    const scaled = (matrix: Matrix) => mapped(matrix, (value, column) => (value + 50) * scales[column]);
    const fitted = await fit(estimator, given, { ...train, x: scaled(train.x) });
    const asked = scaled(x);
    const graph = createGraph('linear');
    graph.output('y', fitted.toOnnx(graph, graph.input('x', 'float', 5)), 'float', ['n', 'n']);
    const actual = (await runOnnx(graph.toBytes(), { x: asked.data }, 5)).y.data as Float32Array;
    expect(largestError(actual, outputs(fitted, asked))).toBeLessThan(1e-6);
  });
});

describe('linear', () => {
  it('predicts the same however columns are stretched, and follows the target', async () => {
    const train = setOf(60, 5, 0);
    const stretched = mapped(train.x, (value, column) => value * 2 ** (3 * column - 6));
    const plain = (await fit(linear, {}, train)).predict(train.x);
    expect(largestError((await fit(linear, {}, { ...train, x: stretched })).predict(stretched), plain)).toBeLessThan(1e-9);
    const moved = await fit(linear, {}, { ...train, y: train.y.map((value) => 5 - 3 * value) });
    expect(
      largestError(
        moved.predict(train.x),
        plain.map((value) => 5 - 3 * value),
      ),
    ).toBeLessThan(1e-9);
  });

  it('leaves residuals that no column explains', async () => {
    const { x, y } = setOf(60, 5, 0);
    const residuals = (await fit(linear, {}, { x, y })).predict(x).map((value, row) => y[row] - value);
    for (let column = 0; column < 5; column++) expect(Math.abs(correlation(x, column, residuals))).toBeLessThan(1e-8);
    expect(Math.abs(residuals.reduce((sum, value) => sum + value, 0))).toBeLessThan(1e-8);
  });

  it('gives the shortest of many solutions', async () => {
    const { x, y } = setOf(40, 2, 0);
    const doubled = matrixOf(Float32Array.from([...x.data].flatMap((value) => [value, value])), 4);
    const { coefficients } = model(await fit(linear, {}, { x: doubled, y }));
    expect(coefficients[0]).toBeCloseTo(coefficients[1], 9);
    expect(coefficients[2]).toBeCloseTo(coefficients[3], 9);
  });
});

function correlation({ data, columns, rows }: Matrix, column: number, values: Float64Array): number {
  let sum = 0;
  for (let row = 0; row < rows; row++) sum += data[row * columns + column] * values[row];
  return sum;
}

describe('linear, of many more columns than rows', () => {
  it('finds the same by rows, up to 10⁻⁶', async () => {
    const { x, y } = setOf(40, 60, 0);
    const wide = matrixOf(new Float32Array(40 * 4001), 4001);
    for (let row = 0; row < 40; row++) wide.data.set(x.data.subarray(row * 60, row * 60 + 60), row * 4001 + 17);
    const plain = model(await fit(linear, {}, { x, y }));
    const other = model(await fit(linear, {}, { x: wide, y }));
    expect(largestError(other.coefficients.slice(17, 77), plain.coefficients)).toBeLessThan(1e-6);
    expect(other.intercepts[0]).toBeCloseTo(plain.intercepts[0], 6);
  });
});

describe('ridge', () => {
  it.each([[undefined], [(row: number) => row % 3]])('finds the same by rows, where a table has many columns', async (weigh) => {
    const { x, y } = setOf(60, 6, 0);
    const wide = matrixOf(new Float32Array(60 * 4001), 4001);
    for (let row = 0; row < 60; row++) wide.data.set(x.data.subarray(row * 6, row * 6 + 6), row * 4001 + 17);
    const weights = weigh && y.map((_, row) => weigh(row));
    for (const fit_intercept of [true, false]) {
      const plain = await fit(ridge, { alpha: 0.7, fit_intercept }, { x, y, weights });
      const other = await fit(ridge, { alpha: 0.7, fit_intercept }, { x: wide, y, weights });
      expect(largestError(other.predict(wide), plain.predict(x))).toBeLessThan(1e-9);
      expect(other.history[0].metrics.train_loss).toBeCloseTo(plain.history[0].metrics.train_loss, 9);
    }
  });
});

describe('lasso and elastic_net', () => {
  it.each([
    [1, false],
    [0.4, false],
    [0.4, true],
  ])('end where the conditions of optimality hold, share of L1 %d, positive %p', async (ratio, positive) => {
    for (let seed = 0; seed < 8; seed++) {
      const { x, y } = setOf(50, 8, 0, seed);
      const alpha = 0.05 * 2 ** seed;
      const fitted = await fit(elasticNet, { alpha, l1_ratio: ratio, positive, ...tight }, { x, y });
      const residuals = fitted.predict(x).map((value, row) => (y[row] - value) / x.rows);
      model(fitted).coefficients.forEach((slope, column) => {
        const left = correlation(x, column, residuals) - alpha * (1 - ratio) * slope;
        if (slope !== 0) expect(Math.abs(left - alpha * ratio * Math.sign(slope))).toBeLessThan(1e-7);
        else expect(positive ? left : Math.abs(left)).toBeLessThanOrEqual(alpha * ratio + 1e-7);
        if (positive) expect(slope).toBeGreaterThanOrEqual(0);
      });
    }
  });

  it.each([[undefined], [(row: number) => row % 3]])(
    'finds the same where a table is so wide that only residuals are kept',
    async (weigh) => {
      const { x, y } = setOf(60, 6, 0);
      const wide = matrixOf(new Float32Array(60 * 4001), 4001);
      for (let row = 0; row < 60; row++) wide.data.set(x.data.subarray(row * 6, row * 6 + 6), row * 4001 + 17);
      const weights = weigh && y.map((_, row) => weigh(row));
      const plain = await fit(lasso, { alpha: 0.1, ...tight }, { x, y, weights });
      const other = await fit(lasso, { alpha: 0.1, ...tight }, { x: wide, y, weights });
      expect(largestError(other.predict(wide), plain.predict(x))).toBeLessThan(1e-7);
    },
  );

  it('is least squares without a penalty, and ridge with squares alone', async () => {
    const train = setOf(60, 5, 0);
    const free = await fit(lasso, { alpha: 0, ...tight }, train);
    expect(largestError(free.predict(train.x), (await fit(linear, {}, train)).predict(train.x))).toBeLessThan(1e-6);
    const squares = await fit(elasticNet, { alpha: 0.5, l1_ratio: 0, ...tight }, train);
    expect(largestError(squares.predict(train.x), (await fit(ridge, { alpha: 30 }, train)).predict(train.x))).toBeLessThan(1e-6);
  });

  it('reports no more often than a hundred times, and stops at max_iter', async () => {
    const train = setOf(60, 5, 0);
    const { history } = await fit(lasso, { alpha: 0.01, tol: 0, max_iter: 3 }, train);
    expect(history.map(({ iteration, total }) => [iteration, total])).toEqual([
      [0, 3],
      [1, 3],
      [2, 3],
    ]);
    expect(history[2].metrics.train_loss).toBeLessThanOrEqual(history[0].metrics.train_loss);
    const long = await fit(lasso, { alpha: 0.01, max_iter: 1_000_000 }, train);
    expect(long.history[0].total).toBe(100);
  });
});

describe('logistic with an L1 penalty', () => {
  it.each([2, 3])('ends where the conditions of optimality hold, %d classes', async (classes) => {
    const { x, y } = setOf(120, 6, classes);
    const fitted = await fit(logistic, { penalty: 'l1', C: 0.3 }, { x, y });
    const probabilities = outputs(fitted, x);
    const { coefficients } = model(fitted);
    for (let code = classes === 2 ? 1 : 0; code < classes; code++) {
      const residuals = y.map((own, row) => Number(own === code) - probabilities[row * classes + code]);
      expect(Math.abs(residuals.reduce((sum, value) => sum + value, 0))).toBeLessThan(1e-4);
      for (let column = 0; column < 6; column++) {
        const slope = coefficients[code * 6 + column];
        const left = correlation(x, column, residuals) * 0.3;
        if (slope !== 0) expect(Math.abs(left - Math.sign(slope))).toBeLessThan(1e-5);
        else expect(Math.abs(left)).toBeLessThanOrEqual(1 + 1e-5);
      }
    }
    expect(coefficients.filter((slope) => slope === 0).length).toBeGreaterThan(classes === 2 ? 6 : 0);
  });

  it('finds the same orthant by orthant, where the Hessian would be too large', async () => {
    const { x, y } = setOf(60, 6, 2);
    const wide = matrixOf(new Float32Array(60 * 3100), 3100);
    for (let row = 0; row < 60; row++) wide.data.set(x.data.subarray(row * 6, row * 6 + 6), row * 3100);
    const given = { penalty: 'l1', C: 0.5, max_iter: 2000, tol: 1e-9 };
    const plain = await fit(logistic, given, { x, y });
    const other = await fit(logistic, given, { x: wide, y });
    expect(largestError(outputs(other, wide), outputs(plain, x))).toBeLessThan(1e-6);
    expect(model(other).coefficients.filter((slope) => slope !== 0).length).toBe(
      model(plain).coefficients.filter((slope) => slope !== 0).length,
    );
  });
});
