import { describe, expect, it } from '@jest/globals';
import { createRandom } from '../../random/random.js';
import type { FitOptions, FittedEstimator, LearningSet } from '../estimator.js';
import { type ParameterValue, resolveParameters } from '../parameters.js';
import { type EnsembleJSON, ensembleFromJSON } from '../trees/tree-ensemble.js';
import { largestError, readFixture, setsOf } from '../trees/trees.suite.js';
import { lightgbm } from './lightgbm.js';

const fixture = readFixture(new URL('./fixtures/lightgbm.json', import.meta.url));
const regression = setsOf(fixture, { ...fixture.cases[0], target: 'value' });
const binary = setsOf(fixture, fixture.cases[0]);

function options(
  { task, classes }: Pick<FitOptions, 'task' | 'classes'>,
  given: Readonly<Record<string, ParameterValue>> = {},
): FitOptions {
  return { task, classes, seed: 1, parameters: resolveParameters('lightgbm', lightgbm.parameters, given) };
}

function treesOf(fitted: FittedEstimator) {
  return ensembleFromJSON((fitted.toJSON() as { ensemble: EnsembleJSON }).ensemble).trees;
}

const leavesOf = (fitted: FittedEstimator) => treesOf(fitted).map(({ values }) => values.length);

describe('lightgbm', () => {
  it.each(fixture.cases)('is LightGBM’s model: $name', async (given) => {
    const sets = setsOf(fixture, given);
    const fitted = await lightgbm.fit(sets.train, options(sets, given.parameters));
    expect(leavesOf(fitted)).toEqual(given.leaves);
    expect(largestError(fitted.predictProba?.(sets.test) ?? fitted.predict(sets.test), given.predictions)).toBeLessThan(1e-6);
    expect(largestError(fitted.importance as Float64Array, given.importance)).toBeLessThan(1e-5);
  });

  it('keeps to its limits of leaves, depth and rows', async () => {
    expect(Math.max(...leavesOf(await lightgbm.fit(regression.train, options(regression, { num_leaves: 5 }))))).toBe(5);
    expect(Math.max(...leavesOf(await lightgbm.fit(regression.train, options(regression, { max_depth: 3 }))))).toBeLessThanOrEqual(8);
    expect(
      Math.max(...leavesOf(await lightgbm.fit(regression.train, options(regression, { min_child_samples: 150 })))),
    ).toBeLessThanOrEqual(2);
  });

  it('lowers the training loss at every iteration', async () => {
    const { history } = await lightgbm.fit(regression.train, options(regression));
    const losses = history.map(({ metrics }) => metrics.train_loss);
    expect(history).toHaveLength(100);
    losses.slice(1).forEach((loss, i) => expect(loss).toBeLessThan(losses[i]));
  });

  it('stops growing where no leaf can be split, and then predicts the mean', async () => {
    const fitted = await lightgbm.fit(regression.train, options(regression, { min_child_samples: 201 }));
    expect(fitted.history).toHaveLength(0);
    const mean = regression.train.y.reduce((sum, value) => sum + value, 0) / regression.train.y.length;
    for (const value of fitted.predict(regression.test)) expect(value).toBeCloseTo(mean, 4);
  });

  it('draws rows and columns by its seed', async () => {
    const drawn = { subsample: 0.5, subsample_freq: 2, colsample_bytree: 0.4, n_estimators: 6 };
    const fit = (seed: number) => lightgbm.fit(regression.train, { ...options(regression, drawn), seed });
    const [first, again, other] = [await fit(1), await fit(1), await fit(2)];
    expect(first.toJSON()).toEqual(again.toJSON());
    expect(first.predict(regression.test)).not.toEqual(other.predict(regression.test));
    for (const { feature } of treesOf(first)) expect(new Set(feature.filter((column) => column >= 0)).size).toBeLessThanOrEqual(2);
  });

  it('draws no rows unless told how often', async () => {
    const fit = (given: Record<string, ParameterValue>) =>
      lightgbm.fit(regression.train, options(regression, { n_estimators: 3, ...given }));
    expect((await fit({ subsample: 0.5 })).toJSON()).toEqual((await fit({})).toJSON());
  });

  it('measures the drawn model on all rows', async () => {
    const fitted = await lightgbm.fit(regression.train, options(regression, { subsample: 0.5, subsample_freq: 1, n_estimators: 5 }));
    const predicted = fitted.predict(regression.train.x);
    const loss = predicted.reduce((sum, value, row) => sum + (value - Math.fround(regression.train.y[row])) ** 2, 0) / predicted.length;
    expect(fitted.history.at(-1)?.metrics.train_loss).toBeCloseTo(loss, 6);
  });
});

describe('lightgbm on threads', () => {
  const random = createRandom(2);
  const [rows, columns] = [20_000, 24];
  const data = Float32Array.from({ length: rows * columns }, (_, i) =>
    (i % columns) % 3 < 2 ? random.normal() : Number(random.next() < 0.1),
  );
  const names = Array.from({ length: columns }, (_, i) => `c${i}`);
  const y = Float64Array.from({ length: rows }, (_, row) =>
    Number(data[row * columns] * data[row * columns + 1] + data[row * columns + 20] > 0),
  );
  const large: LearningSet = { x: { rows, columns, data, names }, y };
  const fit = (threads: number, given: Record<string, ParameterValue> = {}, changes: Partial<FitOptions> = {}) =>
    lightgbm.fit(large, { ...options({ task: 'classification', classes: 2 }, { n_estimators: 8, ...given }), threads, ...changes });

  it.each([[{}], [{ subsample: 0.5, subsample_freq: 1, colsample_bytree: 0.5 }], [{ boosting_type: 'goss', learning_rate: 0.5 }]])(
    'gives the same bytes on any number of them (%#)',
    async (given) => {
      const alone = JSON.stringify((await fit(1, given)).toJSON());
      for (const threads of [2, 3]) expect(JSON.stringify((await fit(threads, given)).toJSON())).toBe(alone);
    },
  );

  it('ends them when it is stopped', async () => {
    const controller = new AbortController();
    const stopped = fit(2, {}, { signal: controller.signal, onProgress: () => controller.abort() });
    await expect(stopped).rejects.toMatchObject({ code: 'learning.aborted' });
  });
});

describe('early stopping', () => {
  const validation: LearningSet = { x: regression.test, y: Float64Array.from(fixture.targets.value.slice(fixture.train)) };

  it('keeps the trees up to the iteration of least validation loss', async () => {
    const given = { ...options(regression, { n_estimators: 500, learning_rate: 0.3 }), validation, earlyStopping: { patience: 5 } };
    const fitted = await lightgbm.fit(regression.train, given);
    const losses = fitted.history.map(({ metrics }) => metrics.validation_loss);
    const best = losses.indexOf(Math.min(...losses));
    expect(fitted.bestIteration).toBe(best);
    expect(losses).toHaveLength(best + 6);
    expect(treesOf(fitted)).toHaveLength(best + 1);
    const predicted = fitted.predict(regression.test);
    expect(losses[best]).toBeCloseTo(
      predicted.reduce((sum, value, row) => sum + (value - Math.fround(validation.y[row])) ** 2, 0) / predicted.length,
      6,
    );
  });

  it('only watches the validation loss without patience', async () => {
    const fitted = await lightgbm.fit(regression.train, { ...options(regression, { n_estimators: 30 }), validation });
    expect(fitted.bestIteration).toBeUndefined();
    expect(treesOf(fitted)).toHaveLength(30);
    expect(fitted.history[0].metrics).toEqual({ train_loss: expect.any(Number), validation_loss: expect.any(Number) });
  });
});

describe('what lightgbm refuses', () => {
  it.each([
    [binary, { objective: 'regression' }, 'learning.parameter_invalid', 'objective'],
    [regression, { objective: 'quantile', alpha: 1 }, 'learning.parameter_invalid', 'alpha'],
    [
      { ...regression, train: { ...regression.train, y: regression.train.y.map((value) => value - 100) } },
      { objective: 'poisson' },
      'learning.value_invalid',
      'objective',
    ],
  ])('names the parameter (%#)', async (sets, given, code, where) => {
    await expect(lightgbm.fit(sets.train, options(sets, given))).rejects.toMatchObject({ code, where });
  });
});
