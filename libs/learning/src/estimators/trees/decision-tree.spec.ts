import { describe, expect, it, jest } from '@jest/globals';
import { createRandom } from '../../random/random.js';
import type { FitOptions, FittedEstimator } from '../estimator.js';
import { type ParameterValue, resolveParameters } from '../parameters.js';
import { decisionTree } from './decision-tree.js';
import { type EnsembleJSON, ensembleFromJSON } from './tree-ensemble.js';
import { largestError, matrixOf, readFixture, setsOf } from './trees.suite.js';

const fixture = readFixture(new URL('./fixtures/scikit-learn.json', import.meta.url));

function options(task: FitOptions['task'], classes: number, given: Readonly<Record<string, ParameterValue>> = {}): FitOptions {
  return { task, classes, seed: 1, parameters: resolveParameters('decision_tree', decisionTree.parameters, given) };
}

function nodesOf(fitted: FittedEstimator): number {
  return ensembleFromJSON((fitted.toJSON() as { ensemble: EnsembleJSON }).ensemble).trees[0].feature.length;
}

describe('decision_tree', () => {
  it.each(fixture.cases)('is scikit-learn’s tree: $name', async (given) => {
    const { train, test, task, classes } = setsOf(fixture, given);
    const fitted = await decisionTree.fit(train, options(task, classes, given.parameters));
    expect(nodesOf(fitted)).toBe(given.nodes);
    expect(largestError(fitted.predictProba?.(test) ?? fitted.predict(test), given.predictions)).toBeLessThan(1e-6);
    expect(largestError(fitted.importance as Float64Array, given.importance)).toBeLessThan(1e-6);
  });

  it('learns exclusive or, whose first split gains nothing', async () => {
    const x = matrixOf([
      [0, 0],
      [0, 1],
      [1, 0],
      [1, 1],
    ]);
    const fitted = await decisionTree.fit({ x, y: Float64Array.of(0, 1, 1, 0) }, options('classification', 2));
    expect([...fitted.predict(x)]).toEqual([0, 1, 1, 0]);
  });

  it('tells apart any two different floats', async () => {
    const x = matrixOf([[1], [1 + 2 ** -23], [2 ** -149], [-(2 ** -149)], [0], [3.4028234663852886e38], [-3.4028234663852886e38]]);
    const y = Float64Array.of(1, 2, 3, 4, 5, 6, 7);
    const fitted = await decisionTree.fit({ x, y }, options('regression', 0));
    expect([...fitted.predict(x)]).toEqual([...y]);
  });

  it('draws columns per node by its seed', async () => {
    const { train, test } = setsOf(fixture, { ...fixture.cases[0], target: 'value' });
    const predict = async (seed: number) =>
      (await decisionTree.fit(train, { ...options('regression', 0, { max_features: 'sqrt' }), seed })).predict(test);
    expect(await predict(1)).toEqual(await predict(1));
    expect(await predict(1)).not.toEqual(await predict(2));
  });

  it('can be stopped while it grows', async () => {
    const random = createRandom(5);
    const x = {
      rows: 20_000,
      columns: 20,
      data: Float32Array.from({ length: 400_000 }, () => random.normal()),
      names: Array.from({ length: 20 }, String),
    };
    const controller = new AbortController();
    const seen = jest.fn();
    const fitting = decisionTree.fit(
      { x, y: Float64Array.from({ length: 20_000 }, () => random.normal()) },
      { ...options('regression', 0), signal: controller.signal, onProgress: seen },
    );
    setImmediate(() => controller.abort());
    await expect(fitting).rejects.toMatchObject({ code: 'learning.aborted' });
    expect(seen).not.toHaveBeenCalled();
  });

  it('has fewer leaves the more it is pruned or limited', async () => {
    const { train } = setsOf(fixture, { ...fixture.cases[0], target: 'value' });
    const nodes = async (given: Readonly<Record<string, ParameterValue>>) =>
      nodesOf(await decisionTree.fit(train, options('regression', 0, given)));
    const sizes = [await nodes({}), await nodes({ ccp_alpha: 0.5 }), await nodes({ ccp_alpha: 5 }), await nodes({ ccp_alpha: 1e6 })];
    expect(sizes).toEqual(sizes.toSorted((a, b) => b - a));
    expect(new Set(sizes).size).toBe(4);
    expect(sizes[3]).toBe(1);
    expect(await nodes({ max_leaf_nodes: 7 })).toBe(13);
    expect(await nodes({ max_leaf_nodes: 100_000 })).toBe(sizes[0]);
  });

  it.each(['squared_error', 'absolute_error'])('splits at random thresholds, by its seed: %s', async (criterion) => {
    const { train } = setsOf(fixture, { ...fixture.cases[0], data: 'holes', target: 'value' });
    const fit = async (seed: number) => decisionTree.fit(train, { ...options('regression', 0, { splitter: 'random', criterion }), seed });
    expect((await fit(1)).toJSON()).toEqual((await fit(1)).toJSON());
    expect((await fit(1)).toJSON()).not.toEqual((await fit(2)).toJSON());
    const errors = (await fit(1)).predict(train.x).map((value, row) => Math.abs(value - train.y[row]));
    expect(Math.max(...errors)).toBeLessThan(1e-4);
    const limited = await decisionTree.fit(
      train,
      options('regression', 0, { splitter: 'random', criterion, min_weight_fraction_leaf: 0.1 }),
    );
    expect(Math.min(...(limited.trees?.trees[0].cover ?? []))).toBeGreaterThanOrEqual(0.1 * train.x.rows);
  });

  it('refuses values that no Poisson distribution has', async () => {
    const { train } = setsOf(fixture, { ...fixture.cases[0], target: 'value' });
    const poisson = options('regression', 0, { criterion: 'poisson' });
    const refused = { code: 'learning.value_invalid', where: 'criterion' };
    await expect(decisionTree.fit({ ...train, y: train.y.map((_, row) => (row === 3 ? -1 : 1)) }, poisson)).rejects.toMatchObject(refused);
    await expect(decisionTree.fit({ ...train, y: train.y.map(() => 0) }, poisson)).rejects.toMatchObject(refused);
  });

  it('refuses a criterion of the other task', async () => {
    const { train } = setsOf(fixture, fixture.cases[0]);
    const refused = { code: 'learning.parameter_invalid', where: 'criterion' };
    await expect(decisionTree.fit(train, options('classification', 2, { criterion: 'squared_error' }))).rejects.toMatchObject(refused);
    await expect(decisionTree.fit(train, options('regression', 0, { criterion: 'gini' }))).rejects.toMatchObject(refused);
  });
});
