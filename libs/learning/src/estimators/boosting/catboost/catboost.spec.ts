import { describe, expect, it } from '@jest/globals';
import { createRandom } from '../../../random/random.js';
import type { FitOptions } from '../../estimator.js';
import { type ParameterValue, resolveParameters } from '../../parameters.js';
import { type Fixture, type FixtureCase, largestError, readFixture, setsOf } from '../../trees/trees.suite.js';
import { catboost } from './catboost.js';
import { modelFromJSON } from './catboost-saved.js';

type FitCase = FixtureCase & {
  readonly tolerance: number;
  readonly splits: readonly (readonly [number, number])[][];
  readonly values: readonly (readonly number[])[];
};

const fixture = readFixture(new URL('./fixtures/fits.json', import.meta.url)) as Fixture & { readonly cases: readonly FitCase[] };

function options(
  { task, classes }: Pick<FitOptions, 'task' | 'classes'>,
  given: Readonly<Record<string, ParameterValue>> = {},
): FitOptions {
  return { task, classes, seed: 1, parameters: resolveParameters('catboost', catboost.parameters, given) };
}

describe('catboost', () => {
  it.each(fixture.cases)('is CatBoost’s model: $name', async (given) => {
    const sets = setsOf(fixture, given);
    const fitted = await catboost.fit(sets.train, options(sets, given.parameters));
    const { trees } = modelFromJSON(fitted.toJSON());
    expect(trees.map((tree) => Array.from(tree.feature, (feature, i) => [feature, tree.threshold[i]]))).toEqual(
      given.splits.map((splits) => splits.map(([feature, border]) => [feature, Math.fround(border)])),
    );
    trees.forEach((tree, i) => expect(largestError(tree.values, given.values[i])).toBeLessThan(given.tolerance));
    expect(largestError(fitted.predictProba?.(sets.test) ?? fitted.predict(sets.test), given.predictions)).toBeLessThan(given.tolerance);
    expect(largestError(fitted.importance as Float64Array, given.importance)).toBeLessThan(10 * given.tolerance);
  });

  it.each<{ classes: number; parameters: Record<string, ParameterValue> }>([
    { classes: 2, parameters: {} },
    { classes: 3, parameters: { bootstrap_type: 'Bernoulli' } },
    { classes: 0, parameters: { bootstrap_type: 'No', random_strength: 0 } },
    { classes: 2, parameters: { boosting_type: 'Ordered', iterations: 2 } },
  ])('is the same with any number of threads on a table that wakes them ($classes classes)', async ({ classes, parameters }) => {
    const random = createRandom(11);
    const [rows, columns] = [20_500, 20];
    const data = Float32Array.from({ length: rows * columns }, (_, i) => (i % 3 === 0 && random.next() < 0.9 ? 0 : random.normal()));
    const names = Array.from({ length: columns }, (_, column) => `c${column}`);
    const value = (row: number) => data[row * columns + 1] + data[row * columns + 4] * data[row * columns + 7] + random.normal();
    const y = Float64Array.from({ length: rows }, (_, row) => (classes === 0 ? value(row) : Math.abs(Math.round(value(row))) % classes));
    const task = classes === 0 ? 'regression' : 'classification';
    const fit = async (threads: number) =>
      JSON.stringify(
        (
          await catboost.fit(
            { x: { rows, columns, data, names }, y },
            { ...options({ task, classes }, { iterations: 4, depth: 5, ...parameters }), threads },
          )
        ).toJSON(),
      );
    const alone = await fit(1);
    for (const threads of [2, 3]) expect((await fit(threads)) === alone).toBe(true);
  });
});
