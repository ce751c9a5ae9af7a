import { describe, expect, it } from '@jest/globals';
import type { Estimator, FitOptions } from '../estimator.js';
import { type ParameterValue, resolveParameters } from '../parameters.js';
import type { Tree } from '../trees/tree.js';
import { type FixtureCase, largestError, readFixture, setsOf } from '../trees/trees.suite.js';
import { lightgbm } from './lightgbm.js';
import { xgboost } from './xgboost.js';

const fixture = readFixture(new URL('./fixtures/interactions.json', import.meta.url));
const cases = fixture.cases as readonly (FixtureCase & { readonly algorithm: 'xgboost' | 'lightgbm' })[];
const estimators: Readonly<Record<string, Estimator>> = { xgboost, lightgbm };
const lists = [new Set([0, 1, 2]), new Set([2, 3, 4])];
const text = '[[0, 1, 2], [2, 3, 4]]';

function fit(estimator: Estimator, given: FixtureCase, parameters: Readonly<Record<string, ParameterValue>>, threads = 1) {
  const { train, task, classes } = setsOf(fixture, given);
  const resolved = resolveParameters(estimator.name, estimator.parameters, parameters);
  return estimator.fit(train, { task, classes, seed: 1, threads, parameters: resolved } satisfies FitOptions);
}

/** The columns of every way from the root to a leaf. */
function waysOf({ feature, left, right }: Tree, node = 0, above: readonly number[] = []): (readonly number[])[] {
  if (feature[node] < 0) return [above];
  const way = [...above, feature[node]];
  return [...waysOf({ feature, left, right } as Tree, left[node], way), ...waysOf({ feature, left, right } as Tree, right[node], way)];
}

describe('interaction_constraints', () => {
  it.each(cases)('predicts what the reference predicts: $name', async (given) => {
    const fitted = await fit(estimators[given.algorithm], given, given.parameters);
    const { test } = setsOf(fixture, given);
    expect(largestError(fitted.predictProba?.(test) ?? fitted.predict(test), given.predictions)).toBeLessThan(1e-6);
  });

  it.each([
    ['xgboost', { colsample_bynode: 0.7, n_estimators: 8 }, true],
    ['xgboost', { grow_policy: 'lossguide', max_leaves: 12, n_estimators: 8 }, true],
    ['lightgbm', { colsample_bynode: 0.7, n_estimators: 8 }, false],
    ['lightgbm', { monotone_constraints: '(1,0,0,0,0,0)', n_estimators: 8 }, false],
  ] as const)('keeps every way of %s within one list with %j', async (name, given, takesUnlisted) => {
    const fitted = await fit(estimators[name], cases[1], { ...given, interaction_constraints: text });
    const ways = (fitted.trees?.trees ?? []).flatMap((tree) => waysOf(tree));
    const isAllowed = (way: readonly number[]) => lists.some((list) => way.every((column) => list.has(column)));
    const isAlone = (way: readonly number[]) => way.every((column) => column === 5);
    expect(ways.every((way) => isAllowed(way) || (takesUnlisted && isAlone(way)))).toBe(true);
    expect(ways.some((way) => new Set(way).size > 1)).toBe(true);
  });

  it('refuses columns that there are not, and other texts', async () => {
    const wrong = fit(xgboost, cases[0], { interaction_constraints: '[[0, 9]]' });
    await expect(wrong).rejects.toThrow('"interaction_constraints" names column 9, but there are 6, from 0 to 5.');
    expect(() => resolveParameters('lightgbm', lightgbm.parameters, { interaction_constraints: '[0, 1]' })).toThrow('[[0,1],[2,3,4]]');
  });
});
