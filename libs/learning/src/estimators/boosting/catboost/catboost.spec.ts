import { describe, expect, it } from '@jest/globals';
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
});
