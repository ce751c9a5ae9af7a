/** @jest-environment ./tools/onnx/jest-environment.mjs */
import { describe, expect, it } from '@jest/globals';
import { createGraph } from '../../../onnx/graph-writer.js';
import { runOnnx } from '../../../onnx/onnxruntime.suite.js';
import { createRandom } from '../../../random/random.js';
import type { FitOptions, FittedEstimator, LearningSet } from '../../estimator.js';
import { type ParameterValue, resolveParameters } from '../../parameters.js';
import { largestError } from '../../trees/trees.suite.js';
import { catboost } from './catboost.js';
import { modelFromJSON } from './catboost-saved.js';
import { LeastRecent } from './least-recent.js';

const sizes = Int32Array.of(3, 4, 3, 5, 0);

/** The class hangs on three columns together; a hint of it on each alone leads there. */
function setOf(rows: number, seed: number, classes = 2): LearningSet {
  const random = createRandom(seed);
  const data = new Float32Array(rows * sizes.length);
  const y = Float64Array.from({ length: rows }, (_, row) => {
    const codes = Array.from(sizes, (size) => (size === 0 ? random.normal() : random.integer(size)));
    data.set(codes, row * sizes.length);
    const [a, b, c] = codes;
    const value = ((a * 5 + b * 3 + c * 7 + a * b * c) % 4) + 0.4 * (a + b + c) + 0.3 * random.normal();
    return classes === 0 ? value : classes === 2 ? Number(value > 3) : value < 2 ? 0 : value < 4 ? 1 : 2;
  });
  return { x: { rows, columns: sizes.length, data, names: ['a', 'b', 'c', 'd', 'e'], categories: sizes }, y };
}

function fit(train: LearningSet, classes: number, given: Record<string, ParameterValue>, changes: Partial<FitOptions> = {}) {
  const all = { iterations: 40, learning_rate: 0.3, depth: 4, one_hot_max_size: 2, ...given };
  const parameters = resolveParameters('catboost', catboost.parameters, all);
  return catboost.fit(train, { task: classes === 0 ? 'regression' : 'classification', classes, seed: 1, parameters, ...changes });
}

const widest = (fitted: FittedEstimator) => Math.max(...modelFromJSON(fitted.toJSON()).tables.map(({ elements }) => elements.length));

function accuracy(fitted: FittedEstimator, { x, y }: LearningSet): number {
  return fitted.predict(x).filter((code, row) => code === y[row]).length / y.length;
}

describe('combinations of categories', () => {
  it('grow as far as they may, one column a split, and tell what pairs can’t', async () => {
    const [train, test] = [setOf(1500, 1), setOf(800, 2)];
    const by = new Map<number, FittedEstimator>();
    for (const max_ctr_complexity of [1, 2, 3]) by.set(max_ctr_complexity, await fit(train, 2, { max_ctr_complexity, iterations: 25 }));
    for (const [complexity, fitted] of by) expect(widest(fitted)).toBe(complexity);
    const score = (complexity: number) => accuracy(by.get(complexity) as FittedEstimator, test);
    expect(score(3)).toBeGreaterThan(score(1));
    expect(score(3)).toBeGreaterThan(score(2) - 0.01);
    expect(score(3)).toBeGreaterThan(0.9);
  });

  it('take a fourth column where it counts, too', async () => {
    const { x } = setOf(2000, 8);
    const y = Float64Array.from({ length: x.rows }, (_, row) => {
      const [a, b, c, d] = x.data.subarray(row * 5, row * 5 + 4);
      return ((a * 5 + b * 3 + c * 7 + d * 2 + a * b * c * d) % 5) + 0.5 * (a + b + c + d);
    });
    const fitted = await fit({ x, y }, 0, { max_ctr_complexity: 4, depth: 6, model_size_reg: 0 });
    expect(widest(fitted)).toBe(4);
    expect(widest(await fit({ x, y }, 0, { max_ctr_complexity: 3, depth: 6, model_size_reg: 0 }))).toBe(3);
  });

  it.each<[string, number, Record<string, ParameterValue>]>([
    ['two classes', 2, {}],
    ['three classes', 3, { max_ctr_complexity: 4 }],
    ['values', 0, {}],
    ['Ordered', 2, { boosting_type: 'Ordered' }],
    ['Ordered, with columns drawn', 0, { boosting_type: 'Ordered', rsm: 0.7, max_ctr_complexity: 4 }],
  ])('say the same in ONNX, saved and loaded, for the same seed, and of what they haven’t seen: %s', async (_name, classes, given) => {
    const train = setOf(300, 3, classes);
    const fitted = await fit(train, classes, { max_ctr_complexity: 3, iterations: 15, ...given });
    expect(widest(fitted)).toBeGreaterThan(2);
    const json = JSON.stringify(fitted.toJSON());
    expect(JSON.stringify((await fit(train, classes, { max_ctr_complexity: 3, iterations: 15, ...given })).toJSON())).toBe(json);
    const { x } = setOf(120, 4, classes);
    const strange = { ...x, data: x.data.map((value, i) => (i % 13 === 1 ? 40 : i % 17 === 2 ? Number.NaN : value)) };
    const expected = fitted.predictProba?.(strange) ?? fitted.predict(strange);
    expect(catboost.load(JSON.parse(json)).predict(strange)).toEqual(fitted.predict(strange));
    const graph = createGraph('combinations');
    graph.output('y', fitted.toOnnx(graph, graph.input('x', 'float', x.columns)), 'float', ['n', 'n']);
    const { data } = (await runOnnx(graph.toBytes(), { x: strange.data }, x.columns)).y;
    expect(largestError(data as Float32Array, Array.from(expected))).toBeLessThan(1e-5);
  });

  it('measure the validation set as the finished model does', async () => {
    const test = setOf(200, 6);
    const fitted = await fit(setOf(300, 5), 2, { max_ctr_complexity: 4, iterations: 15 }, { validation: test });
    const proba = fitted.predictProba?.(test.x) as Float64Array;
    const loss = test.y.reduce((sum, code, row) => sum - Math.log(proba[row * 2 + code]), 0) / test.y.length;
    expect(fitted.history.at(-1)?.metrics.validation_loss).toBeCloseTo(loss, 6);
  });
});

describe('LeastRecent', () => {
  it('keeps what was asked for last', () => {
    const made: number[] = [];
    const kept = new LeastRecent<number, number>(2);
    const get = (name: number) =>
      kept.get(name, () => {
        made.push(name);
        return 10 * name;
      });
    expect([1, 2, 1, 3, 1, 2].map(get)).toEqual([10, 20, 10, 30, 10, 20]);
    expect(made).toEqual([1, 2, 3, 2]);
  });
});
