import { describe, expect, it } from '@jest/globals';
import type { FitOptions, FittedEstimator } from '../estimator.js';
import { type ParameterValue, resolveParameters } from '../parameters.js';
import type { Tree } from '../trees/tree.js';
import { type EnsembleJSON, ensembleFromJSON } from '../trees/tree-ensemble.js';
import { type Fixture, type FixtureCase, largestError, readFixture, setsOf } from '../trees/trees.suite.js';
import { xgboost } from './xgboost.js';
import { nextBelow } from './xgboost-bins.js';

interface SavedTree {
  readonly left: readonly number[];
  readonly column: readonly number[];
  readonly value: readonly number[];
  readonly missing_left: string;
}

interface XgboostCase extends FixtureCase {
  readonly base: readonly number[];
  readonly trees: readonly SavedTree[];
}

const fixture = readFixture(new URL('./fixtures/xgboost.json', import.meta.url)) as Fixture & { readonly cases: readonly XgboostCase[] };
const regression = setsOf(fixture, { ...fixture.cases[0], target: 'value' });
const binary = setsOf(fixture, fixture.cases[0]);

function options(
  { task, classes }: Pick<FitOptions, 'task' | 'classes'>,
  given: Readonly<Record<string, ParameterValue>> = {},
): FitOptions {
  return { task, classes, seed: 1, parameters: resolveParameters('xgboost', xgboost.parameters, given) };
}

function ensembleOf(fitted: FittedEstimator) {
  return ensembleFromJSON((fitted.toJSON() as { ensemble: EnsembleJSON }).ensemble);
}

/** Which way each node goes, by node; leaves as −1. */
function shapeOf({ feature, left }: Tree) {
  return { columns: Array.from(feature), left: Array.from(left, (child, node) => (feature[node] < 0 ? -1 : child)) };
}

/** `unit`: XGBoost keeps scores in float32, so its residuals and leaves are as exact as the scores are large. */
function expectTree(tree: Tree, saved: SavedTree, unit: number): void {
  const isLeaf = (node: number) => saved.left[node] < 0;
  expect(shapeOf(tree)).toEqual({ columns: saved.column.map((column, node) => (isLeaf(node) ? -1 : column)), left: saved.left });
  saved.value.forEach((value, node) => {
    if (isLeaf(node)) expect(Math.abs(tree.values[tree.left[node]] - value)).toBeLessThan(1e-6 * unit);
    else expect(tree.threshold[node]).toBe(nextBelow(Math.fround(value)));
  });
}

describe('xgboost', () => {
  it.each(fixture.cases)('grows XGBoost’s trees: $name', async (given) => {
    const sets = setsOf(fixture, given);
    const fitted = await xgboost.fit(sets.train, options(sets, given.parameters));
    const { trees } = ensembleOf(fitted);
    expect(trees).toHaveLength(given.trees.length);
    const unit = Math.max(1, ...given.predictions);
    if (given.parameters.booster !== 'dart') given.trees.forEach((saved, t) => expectTree(trees[t], saved, unit));
    expect(largestError(fitted.predictProba?.(sets.test) ?? fitted.predict(sets.test), given.predictions)).toBeLessThan(1e-6);
  });
});
