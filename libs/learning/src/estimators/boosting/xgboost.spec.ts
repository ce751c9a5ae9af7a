import { describe, expect, it } from '@jest/globals';
import { createRandom } from '../../random/random.js';
import type { FitOptions, FittedEstimator, LearningSet } from '../estimator.js';
import { type ParameterValue, resolveParameters } from '../parameters.js';
import type { Tree } from '../trees/tree.js';
import { type EnsembleJSON, ensembleFromJSON } from '../trees/tree-ensemble.js';
import { type Fixture, type FixtureCase, largestError, matrixOf, readFixture, setsOf } from '../trees/trees.suite.js';
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

/** Compares node by node from the root. `unit`: XGBoost keeps scores in float32, so its residuals and leaves are as exact as the scores are large. */
function expectTree(tree: Tree, saved: SavedTree, unit: number): void {
  const pending: [own: number, theirs: number][] = [[0, 0]];
  let compared = 0;
  for (let next = pending.pop(); next; next = pending.pop()) {
    const [own, theirs] = next;
    compared++;
    const isLeaf = saved.left[theirs] < 0;
    expect(tree.feature[own]).toBe(isLeaf ? -1 : saved.column[theirs]);
    if (isLeaf) {
      expect(Math.abs(tree.values[tree.left[own]] - saved.value[theirs])).toBeLessThan(1e-6 * unit);
      continue;
    }
    expect(tree.threshold[own]).toBe(nextBelow(Math.fround(saved.value[theirs])));
    // XGBoost numbers a right child after its left one.
    pending.push([tree.left[own], saved.left[theirs]], [tree.right[own], saved.left[theirs] + 1]);
  }
  expect(compared).toBe(tree.feature.length);
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

  it('draws rows and columns by its seed, in all of its ways', async () => {
    const draws: readonly Record<string, ParameterValue>[] = [
      { subsample: 0.5 },
      { subsample: 0.4, sampling_method: 'gradient_based' },
      { colsample_bytree: 0.4 },
      { colsample_bylevel: 0.4 },
      { colsample_bynode: 0.4 },
      { booster: 'dart', rate_drop: 0.5 },
    ];
    for (const drawn of draws) {
      const fit = (seed: number) => xgboost.fit(regression.train, { ...options(regression, { n_estimators: 6, ...drawn }), seed });
      const [first, again, other] = [await fit(1), await fit(1), await fit(2)];
      expect(first.toJSON()).toEqual(again.toJSON());
      expect(first.predict(regression.test)).not.toEqual(other.predict(regression.test));
    }
  });

  it('draws columns for the tree, for each level and for each node', async () => {
    const levelsOf = async (given: Record<string, ParameterValue>) => {
      const { trees } = ensembleOf(await xgboost.fit(regression.train, options(regression, { n_estimators: 8, max_depth: 3, ...given })));
      return trees.map(columnsByLevel);
    };
    for (const levels of await levelsOf({ colsample_bytree: 0.4 })) expect(new Set(levels.flat()).size).toBeLessThanOrEqual(2);
    const byLevel = await levelsOf({ colsample_bylevel: 0.2 });
    for (const levels of byLevel) for (const columns of levels) expect(new Set(columns).size).toBe(1);
    expect(byLevel.some((levels) => new Set(levels.flat()).size > 1)).toBe(true);
    const byNode = await levelsOf({ colsample_bynode: 0.2 });
    expect(byNode.some((levels) => levels.some((columns) => new Set(columns).size > 1))).toBe(true);
  });

  it('moves its predictions only as it is told to', async () => {
    const given = { monotone_constraints: '(1, 0, -1)', n_estimators: 30 };
    const fitted = await xgboost.fit(regression.train, options(regression, given));
    for (const [column, direction] of [
      [0, 1],
      [2, -1],
    ]) {
      for (let row = 0; row < 20; row++) {
        const own = Array.from(regression.test.data.subarray(row * fixture.columns, (row + 1) * fixture.columns));
        const line = matrixOf(Array.from({ length: 40 }, (_, i) => own.map((value, c) => (c === column ? (i - 20) / 8 : value))));
        const along = fitted.predict(line);
        along.slice(1).forEach((value, i) => expect(direction * (value - along[i])).toBeGreaterThanOrEqual(-1e-9));
      }
    }
  });

  it('keeps the trees and weights of the best iteration, with dart too', async () => {
    const validation: LearningSet = { x: regression.test, y: Float64Array.from(fixture.targets.value.slice(fixture.train)) };
    const ways: readonly Record<string, ParameterValue>[] = [{}, { booster: 'dart', rate_drop: 0.3 }];
    for (const given of ways) {
      const plan = { ...options(regression, { n_estimators: 60, ...given }), validation, earlyStopping: { patience: 4 } };
      const fitted = await xgboost.fit(regression.train, plan);
      const losses = fitted.history.map(({ metrics }) => metrics.validation_loss);
      const best = losses.indexOf(Math.min(...losses));
      expect(fitted.bestIteration).toBe(best);
      expect(ensembleOf(fitted).trees).toHaveLength(best + 1);
      const predicted = fitted.predict(regression.test);
      const loss = predicted.reduce((sum, value, row) => sum + (value - Math.fround(validation.y[row])) ** 2, 0) / predicted.length;
      expect(losses[best]).toBeCloseTo(loss, 3);
    }
  });

  it('measures the model on all rows, however rows are drawn', async () => {
    const draws: readonly Record<string, ParameterValue>[] = [
      { subsample: 0.5 },
      { subsample: 0.4, sampling_method: 'gradient_based' },
      { booster: 'dart', rate_drop: 0.5 },
    ];
    for (const drawn of draws) {
      const fitted = await xgboost.fit(regression.train, options(regression, { n_estimators: 5, ...drawn }));
      const predicted = fitted.predict(regression.train.x);
      const loss = predicted.reduce((sum, value, row) => sum + (value - Math.fround(regression.train.y[row])) ** 2, 0) / predicted.length;
      expect(fitted.history.at(-1)?.metrics.train_loss).toBeCloseTo(loss, 3);
    }
  });

  it('is the same with two threads on a table that wakes them', async () => {
    const random = createRandom(4);
    const x = matrixOf(Array.from({ length: 21_000 }, () => Array.from({ length: 20 }, () => random.normal())));
    const y = Float64Array.from({ length: x.rows }, (_, row) => Number(x.data[20 * row] * x.data[20 * row + 1] > 0));
    const fit = async (threads: number) =>
      (await xgboost.fit({ x, y }, { ...options(binary, { n_estimators: 2, max_depth: 3 }), threads })).toJSON();
    expect(await fit(2)).toEqual(await fit(1));
  });

  it.each([
    [binary, { objective: 'reg:gamma' }, 'learning.parameter_invalid', 'objective'],
    [binary, { objective: 'multi:softprob' }, 'learning.parameter_invalid', 'objective'],
    [regression, { objective: 'binary:logistic' }, 'learning.parameter_invalid', 'objective'],
    [binary, { base_score: 1.5 }, 'learning.parameter_invalid', 'base_score'],
    [regression, { objective: 'count:poisson', base_score: 0 }, 'learning.parameter_invalid', 'base_score'],
    [regression, { max_depth: 0 }, 'learning.parameter_invalid', 'max_depth'],
    [regression, { monotone_constraints: '(1,0,0,0,0,1)' }, 'learning.parameter_invalid', 'monotone_constraints'],
    [shifted(-100), { objective: 'reg:gamma' }, 'learning.value_invalid', 'objective'],
    [shifted(-100), { objective: 'reg:tweedie' }, 'learning.value_invalid', 'objective'],
  ])('refuses what can not be, naming the parameter (%#)', async (sets, given, code, where) => {
    await expect(xgboost.fit(sets.train, options(sets, given as Record<string, ParameterValue>))).rejects.toMatchObject({ code, where });
  });

  it('takes monotone constraints as XGBoost writes them only', () => {
    const resolve = (text: string) => () => options(regression, { monotone_constraints: text });
    for (const text of ['(1)', '(1,-1, 0)', '(0,)']) expect(resolve(text)).not.toThrow();
    for (const text of ['1,0', '(2)', '()', '(1;0)'])
      expect(resolve(text)).toThrow(expect.objectContaining({ where: 'monotone_constraints' }));
  });
});

/** The columns of the splits at each depth. */
function columnsByLevel({ feature, left, right }: Tree): number[][] {
  const depths = new Int32Array(feature.length);
  const levels: number[][] = [];
  feature.forEach((column, node) => {
    if (column < 0) return;
    depths[left[node]] = depths[right[node]] = depths[node] + 1;
    levels[depths[node]] ??= [];
    levels[depths[node]].push(column);
  });
  return levels;
}

function shifted(by: number): typeof regression {
  return { ...regression, train: { ...regression.train, y: regression.train.y.map((value) => value + by) } };
}
