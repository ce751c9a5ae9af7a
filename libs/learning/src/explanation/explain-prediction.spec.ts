import { describe, expect, it } from '@jest/globals';
import type { FittedEstimator, LearningSet, Matrix } from '../estimators/estimator.js';
import { type ParameterValue, resolveParameters } from '../estimators/parameters.js';
import { findEstimator } from '../estimators/registry.js';
import { createRandom } from '../random/random.js';
import { attributedSums, groupAttribution } from './attribution.js';
import { explainPrediction, type Explanation, type ExplanationMethod } from './explain-prediction.js';
import { modelOutputOf } from './model-output.js';

type Problem = 'two' | 'three' | 'value';
const classesOf = { two: 2, three: 3, value: 0 };

function tableOf(problem: Problem, rows: number, columns: number, seed = 1): LearningSet {
  const random = createRandom(seed);
  const data = Float32Array.from({ length: rows * columns }, () => random.normal());
  const score = (row: number) => data[row * columns] * data[row * columns + 1] + data[row * columns + 2] + 0.1 * random.normal();
  const target = (value: number) => ({ two: Number(value > 0), three: value < -0.5 ? 0 : value < 0.6 ? 1 : 2, value: 3 + value })[problem];
  const y = Float64Array.from({ length: rows }, (_, row) => target(score(row)));
  return { x: { rows, columns, data, names: Array.from({ length: columns }, (_, i) => `c${i}`) }, y };
}

function fit(
  name: string,
  problem: Problem,
  train: LearningSet,
  given: Readonly<Record<string, ParameterValue>> = {},
): Promise<FittedEstimator> {
  const task = problem === 'value' ? 'regression' : 'classification';
  const estimator = findEstimator(name, task);
  return estimator.fit(train, {
    task,
    classes: classesOf[problem],
    seed: 1,
    parameters: resolveParameters(name, estimator.parameters, given),
  });
}

const firstRows = (x: Matrix, rows: number): Matrix => ({ ...x, rows, data: x.data.slice(0, rows * x.columns) });

function largest(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  expect(actual.length).toBe(expected.length);
  const unit = Math.max(1, ...Array.from(expected, Math.abs));
  return Array.from(actual).reduce((error, value, i) => Math.max(error, Math.abs(value - expected[i]) / unit), 0);
}

/** The outputs that an explanation must sum to. */
function outputsOf(fitted: FittedEstimator, x: Matrix, { space, outputs }: Explanation): Float64Array {
  if (space === 'score') return fitted.decisionFunction?.(x) ?? fitted.predict(x).map(Math.log);
  if (space === 'value') return fitted.predict(x);
  const proba = fitted.predictProba?.(x) as Float64Array;
  return outputs > 1 ? proba : proba.filter((_, i) => i % 2 === 1);
}

const small = { n_estimators: 8, max_depth: 4 };
const models: readonly [string, Problem, Readonly<Record<string, ParameterValue>>, ExplanationMethod, Explanation['space']][] = [
  ['decision_tree', 'value', { max_depth: 5 }, 'tree_interventional', 'value'],
  ['random_forest', 'two', small, 'tree_interventional', 'probability'],
  ['random_forest', 'three', small, 'tree_interventional', 'probability'],
  ['extra_trees', 'value', small, 'tree_interventional', 'value'],
  ['lightgbm', 'two', small, 'tree_interventional', 'score'],
  ['lightgbm', 'three', small, 'tree_interventional', 'score'],
  ['lightgbm', 'value', { ...small, objective: 'poisson' }, 'tree_interventional', 'score'],
  ['ridge', 'value', {}, 'linear', 'value'],
  ['logistic', 'two', {}, 'linear', 'score'],
  ['logistic', 'three', {}, 'linear', 'score'],
  ['knn', 'three', {}, 'exact', 'probability'],
  ['knn', 'value', {}, 'exact', 'value'],
];

describe('explainPrediction', () => {
  it.each(models)('%s, %s: base and values sum to the output', async (name, problem, given, method, space) => {
    const train = tableOf(problem, 120, 4);
    const y = given.objective === 'poisson' ? train.y.map((value) => Math.max(0.1, value)) : train.y;
    const fitted = await fit(name, problem, { ...train, y }, given);
    const x = firstRows(tableOf(problem, 5, 4, 2).x, 5);
    const explanation = await explainPrediction(fitted, x, { background: firstRows(train.x, 30) });
    expect([explanation.method, explanation.space]).toEqual([method, space]);
    expect(largest(attributedSums(explanation), outputsOf(fitted, x, explanation))).toBeLessThan(1e-6);
  });

  it.each(['random_forest', 'extra_trees', 'decision_tree', 'lightgbm', 'xgboost'])(
    'explains %s without a background, by training weight',
    async (name) => {
      const train = tableOf('two', 150, 4);
      const fitted = await fit(name, 'two', train, name === 'decision_tree' ? {} : small);
      const explanation = await explainPrediction(fitted, firstRows(train.x, 4));
      expect(explanation.method).toBe('tree_path_dependent');
      expect(largest(attributedSums(explanation), outputsOf(fitted, firstRows(train.x, 4), explanation))).toBeLessThan(1e-6);
    },
  );

  it('gives for trees and linear functions what all subsets of columns give', async () => {
    const train = tableOf('value', 120, 4);
    const [x, background] = [firstRows(train.x, 3), firstRows(tableOf('value', 20, 4, 3).x, 20)];
    for (const name of ['random_forest', 'ridge']) {
      const fitted = await fit(name, 'value', train, name === 'ridge' ? {} : small);
      const quick = await explainPrediction(fitted, x, { background });
      const slow = await explainPrediction({ ...fitted, trees: undefined, linear: undefined }, x, { background });
      expect(slow.method).toBe('exact');
      expect(largest(quick.values, slow.values)).toBeLessThan(1e-9);
      expect(largest(quick.base, slow.base)).toBeLessThan(1e-9);
    }
  });

  it('samples where there are many columns, with errors that hold and values that sum up', async () => {
    const train = tableOf('value', 150, 14);
    const [x, background] = [firstRows(train.x, 2), firstRows(tableOf('value', 10, 14, 3).x, 10)];
    const fitted = await fit('random_forest', 'value', train, small);
    const exact = await explainPrediction(fitted, x, { background });
    const bare = { ...fitted, trees: undefined };
    const sampled = await explainPrediction(bare, x, { background, pairs: 40, seed: 4 });
    const errors = sampled.errors as Float64Array;
    expect(sampled.method).toBe('sampled');
    expect(largest(attributedSums(sampled), fitted.predict(x))).toBeLessThan(1e-9);
    sampled.values.forEach((value, i) => expect(Math.abs(value - exact.values[i])).toBeLessThan(5 * errors[i] + 1e-9));
    expect(Math.max(...errors)).toBeGreaterThan(0);
    const more = await explainPrediction(bare, x, { background, pairs: 160, seed: 4 });
    const total = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0);
    expect(total(more.errors as Float64Array)).toBeLessThan(0.75 * total(errors));
    expect((await explainPrediction(bare, x, { background, pairs: 40, seed: 4 })).values).toEqual(sampled.values);
    const alone = await explainPrediction(bare, firstRows(x, 1), { background, pairs: 40, seed: 4 });
    expect(alone.values).toEqual(sampled.values.slice(0, 14));
  });

  it('asks for a background where it needs one, and stops when told to', async () => {
    const train = tableOf('value', 60, 4);
    const fitted = await fit('knn', 'value', train);
    const refused = { code: 'learning.value_invalid', where: 'background' };
    await expect(explainPrediction(fitted, train.x)).rejects.toMatchObject(refused);
    await expect(explainPrediction(fitted, train.x, { background: firstRows(train.x, 0) })).rejects.toMatchObject(refused);
    await expect(explainPrediction(fitted, train.x, { background: tableOf('value', 5, 3).x })).rejects.toMatchObject(refused);
    const controller = new AbortController();
    const explaining = explainPrediction(fitted, train.x, { background: train.x, signal: controller.signal });
    setImmediate(() => controller.abort());
    await expect(explaining).rejects.toMatchObject({ code: 'learning.aborted' });
  });
});

describe('modelOutputOf', () => {
  it('takes the second of two classes', async () => {
    const train = tableOf('two', 60, 4);
    const fitted = await fit('knn', 'two', train);
    const model = modelOutputOf(fitted, train.x);
    const proba = fitted.predictProba?.(train.x) as Float64Array;
    expect([model.space, model.outputs]).toEqual(['probability', 1]);
    expect([...model.evaluate(train.x)]).toEqual([...proba].filter((_, i) => i % 2 === 1));
  });
});

describe('groupAttribution', () => {
  const attribution = { rows: 2, outputs: 1, columns: 3, base: Float64Array.of(1), values: Float64Array.of(1, 2, 4, 8, 16, 32) };

  it('adds up the columns of one source', () => {
    const grouped = groupAttribution(attribution, ['town', 'age', 'town']);
    expect(grouped).toMatchObject({ names: ['town', 'age'], columns: 2, base: attribution.base });
    expect([...grouped.values]).toEqual([5, 2, 40, 16]);
    expect([...attributedSums(grouped)]).toEqual([...attributedSums(attribution)]);
  });

  it('refuses sources of other columns', () => {
    expect(() => groupAttribution(attribution, ['town'])).toThrow(expect.objectContaining({ where: 'sources' }));
  });
});
