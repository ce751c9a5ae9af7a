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

  it('refuses a criterion of the other task', async () => {
    const { train } = setsOf(fixture, fixture.cases[0]);
    const refused = { code: 'learning.parameter_invalid', where: 'criterion' };
    await expect(decisionTree.fit(train, options('classification', 2, { criterion: 'squared_error' }))).rejects.toMatchObject(refused);
    await expect(decisionTree.fit(train, options('regression', 0, { criterion: 'gini' }))).rejects.toMatchObject(refused);
  });
});
