/** @jest-environment ./tools/onnx/jest-environment.mjs */
import { describe, expect, it } from '@jest/globals';
import { createGraph } from '../../../onnx/graph-writer.js';
import { runOnnx } from '../../../onnx/onnxruntime.suite.js';
import { createRandom } from '../../../random/random.js';
import type { FitOptions, FittedEstimator, LearningSet, Matrix } from '../../estimator.js';
import { type ParameterValue, resolveParameters } from '../../parameters.js';
import { largestError } from '../../trees/trees.suite.js';
import { catboost } from './catboost.js';
import { modelFromJSON } from './catboost-saved.js';

const sizes = Int32Array.of(0, 12, 2, 7, 0);
const names = ['number', 'many', 'two', 'some', 'noise'];

/** The target hangs on a number, on a pair of categories, and on which of two. */
function setOf(rows: number, seed: number, classes = 2): LearningSet {
  const random = createRandom(seed);
  const data = new Float32Array(rows * sizes.length);
  const y = Float64Array.from({ length: rows }, (_, row) => {
    const codes = Array.from(sizes, (size) => (size === 0 ? random.normal() : random.next() < 0.05 ? Number.NaN : random.integer(size)));
    data.set(codes, row * sizes.length);
    const [number, many, two, some] = codes.map((code) => code || 0);
    const score = 0.5 * number + (((many * 7 + some * 3) % 5) - 2) + (two === 1 ? 1 : -1) + 0.3 * random.normal();
    return classes === 0 ? score : classes === 2 ? Number(score > 0) : score < -1 ? 0 : score < 1 ? 1 : 2;
  });
  return { x: { rows, columns: sizes.length, data, names, categories: sizes }, y };
}

function fit(train: LearningSet, classes: number, given: Record<string, ParameterValue> = {}, changes: Partial<FitOptions> = {}) {
  const parameters = resolveParameters('catboost', catboost.parameters, { iterations: 30, learning_rate: 0.2, ...given });
  return catboost.fit(train, { task: classes === 0 ? 'regression' : 'classification', classes, seed: 1, parameters, ...changes });
}

const accuracy = (fitted: FittedEstimator, { x, y }: LearningSet) =>
  fitted.predict(x).filter((code, row) => code === y[row]).length / y.length;

async function graphOutput(fitted: FittedEstimator, x: Matrix): Promise<Float32Array> {
  const graph = createGraph('categories');
  graph.output('y', fitted.toOnnx(graph, graph.input('x', 'float', x.columns)), 'float', ['n', 'n']);
  return (await runOnnx(graph.toBytes(), { x: x.data }, x.columns)).y.data as Float32Array;
}

describe.each([
  ['two classes', 2],
  ['three classes', 3],
  ['regression', 0],
] as const)('catboost on categories: %s', (_name, classes) => {
  const train = setOf(600, 1, classes);
  const test = setOf(300, 2, classes);

  it.each([
    ['statistics of single columns', { max_ctr_complexity: 1 }],
    ['statistics of pairs', { max_ctr_complexity: 2 }],
    ['a split per category', { one_hot_max_size: 20 }],
  ])('says the same in ONNX, saved and loaded, also of categories it has not seen: %s', async (_how, given) => {
    const fitted = await fit(train, classes, given);
    const strange = { ...test.x, data: test.x.data.map((value, i) => (i % 11 === 1 ? 40 : i % 13 === 1 ? Number.NaN : value)) };
    for (const x of [test.x, strange]) {
      const expected = fitted.predictProba?.(x) ?? fitted.predict(x);
      expect(largestError(await graphOutput(fitted, x), Array.from(expected))).toBeLessThan(1e-5);
      const loaded = catboost.load(JSON.parse(JSON.stringify(fitted.toJSON())));
      expect(loaded.predict(x)).toEqual(fitted.predict(x));
    }
    expect(modelFromJSON(fitted.toJSON()).tables.length).toBeGreaterThan(0);
    expect(fitted.trees).toBeUndefined();
    const importance = fitted.importance as Float64Array;
    expect(importance.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 9);
    expect(importance[1]).toBeGreaterThan(importance[4]);
  });

  it('gives the same bytes for the same seed', async () => {
    const bytes = async (seed: number) => JSON.stringify((await fit(train, classes, { max_ctr_complexity: 2 }, { seed })).toJSON());
    expect(await bytes(1)).toBe(await bytes(1));
    expect(await bytes(1)).not.toBe(await bytes(2));
  });

  it('measures the validation set as the finished model does', async () => {
    const fitted = await fit(train, classes, { max_ctr_complexity: 2 }, { validation: test, earlyStopping: { patience: 3 } });
    const { validation_loss } = fitted.history[fitted.bestIteration as number].metrics;
    const proba = fitted.predictProba?.(test.x);
    const loss = proba
      ? test.y.reduce((sum, code, row) => sum - Math.log(proba[row * classes + code]), 0) / test.y.length
      : fitted.predict(test.x).reduce((sum, value, row) => sum + (value - Math.fround(test.y[row])) ** 2, 0) / test.y.length;
    expect(validation_loss).toBeCloseTo(loss, 6);
  });
});

describe('target statistics', () => {
  it('learn what only pairs of categories tell', async () => {
    const [train, test] = [setOf(3000, 3), setOf(1000, 4)];
    const single = accuracy(await fit(train, 2, { max_ctr_complexity: 1, depth: 4 }), test);
    const pairs = accuracy(await fit(train, 2, { max_ctr_complexity: 2, depth: 4 }), test);
    expect(pairs).toBeGreaterThan(single);
    expect(pairs).toBeGreaterThan(0.85);
  });

  it('do not tell a row its own target: a category per row predicts nothing', async () => {
    const rows = 500;
    const random = createRandom(9);
    const data = Float32Array.from({ length: 2 * rows }, (_, i) => (i % 2 === 0 ? i / 2 : random.normal()));
    const y = Float64Array.from({ length: rows }, () => random.integer(2));
    const x = { rows, columns: 2, data, names: ['id', 'noise'], categories: Int32Array.of(rows, 0) };
    const fitted = await fit({ x, y }, 2, { random_strength: 0, bootstrap_type: 'No', max_ctr_complexity: 1 });
    const used = modelFromJSON(fitted.toJSON()).trees.flatMap(({ feature }) => Array.from(feature));
    expect(used.length).toBeGreaterThan(0);
    expect(used.every((feature) => feature === 1)).toBe(true);
  });

  it('are of training rows alone: validation rows don’t change the trees', async () => {
    const train = setOf(300, 5);
    const plain = modelFromJSON((await fit(train, 2)).toJSON());
    const watched = modelFromJSON((await fit(train, 2, {}, { validation: setOf(300, 6) })).toJSON());
    expect(watched).toEqual(plain);
  });

  it('learn from columns with one category, and with none', async () => {
    const { x, y } = setOf(60, 7);
    const data = x.data.map((value, i) => (i % 5 === 1 ? 3 : i % 5 === 3 ? Number.NaN : value));
    const fitted = await fit({ x: { ...x, data }, y }, 2);
    expect(fitted.predict({ ...x, data }).every(Number.isFinite)).toBe(true);
  });
});

describe('what catboost refuses', () => {
  const train = setOf(50, 8);
  const values = setOf(50, 8, 0);

  it.each([
    [train, 2, { loss_function: 'RMSE' }, 'learning.parameter_invalid', 'loss_function'],
    [setOf(50, 8, 3), 3, { loss_function: 'Logloss' }, 'learning.parameter_invalid', 'loss_function'],
    [values, 0, { loss_function: 'MultiClass' }, 'learning.parameter_invalid', 'loss_function'],
    [values, 0, { loss_function: 'Poisson' }, 'learning.value_invalid', 'loss_function'],
    [train, 2, { leaf_estimation_method: 'Exact' }, 'learning.parameter_invalid', 'leaf_estimation_method'],
    [values, 0, { loss_function: 'MAE', leaf_estimation_method: 'Newton' }, 'learning.parameter_invalid', 'leaf_estimation_method'],
  ] as const)('names the parameter (%#)', async (set, classes, given, code, where) => {
    await expect(fit(set, classes, given)).rejects.toMatchObject({ code, where });
  });

  it('refuses missing numbers, but not missing categories, when it is told to', async () => {
    await fit(train, 2, { nan_mode: 'Forbidden' });
    const data = train.x.data.map((value, i) => (i === 5 ? Number.NaN : value));
    const holes = { ...train, x: { ...train.x, data } };
    await expect(fit(holes, 2, { nan_mode: 'Forbidden' })).rejects.toMatchObject({ code: 'learning.value_invalid', where: 'number' });
  });
});
