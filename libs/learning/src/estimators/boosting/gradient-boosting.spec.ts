import { describe, expect, it } from '@jest/globals';
import type { FitOptions, FittedEstimator } from '../estimator.js';
import { type ParameterValue, resolveParameters } from '../parameters.js';
import { leafOf } from '../trees/tree.js';
import { type EnsembleJSON, ensembleFromJSON } from '../trees/tree-ensemble.js';
import { largestError, matrixOf, readFixture, setsOf } from '../trees/trees.suite.js';
import { gradientBoosting } from './gradient-boosting.js';

const fixture = readFixture(new URL('./fixtures/gradient-boosting.json', import.meta.url));
const regression = setsOf(fixture, { ...fixture.cases[0], target: 'value' });
const binary = setsOf(fixture, fixture.cases[0]);
const three = setsOf(fixture, { ...fixture.cases[0], target: 'three' });

function options(
  { task, classes }: Pick<FitOptions, 'task' | 'classes'>,
  given: Readonly<Record<string, ParameterValue>> = {},
): FitOptions {
  return { task, classes, seed: 1, parameters: resolveParameters('gradient_boosting', gradientBoosting.parameters, given) };
}

function treesOf(fitted: FittedEstimator) {
  return ensembleFromJSON((fitted.toJSON() as { ensemble: EnsembleJSON }).ensemble).trees;
}

const leavesOf = (fitted: FittedEstimator) => treesOf(fitted).map(({ values }) => values.length);

describe('gradient_boosting', () => {
  it.each(fixture.cases)('is scikit-learn’s model: $name', async (given) => {
    const sets = setsOf(fixture, given);
    const fitted = await gradientBoosting.fit(sets.train, options(sets, given.parameters));
    expect(leavesOf(fitted)).toEqual(given.leaves);
    expect(largestError(fitted.predictProba?.(sets.test) ?? fitted.predict(sets.test), given.predictions)).toBeLessThan(1e-6);
  });

  it('keeps to its limits of leaves, depth, rows and weight', async () => {
    const fit = async (given: Record<string, ParameterValue>) =>
      gradientBoosting.fit(regression.train, options(regression, { n_estimators: 5, ...given }));
    expect(Math.max(...leavesOf(await fit({ max_depth: 1 })))).toBe(2);
    expect(Math.max(...leavesOf(await fit({ max_depth: 9, max_leaf_nodes: 5 })))).toBe(5);
    expect(Math.max(...leavesOf(await fit({ max_depth: 9, min_samples_leaf: 60 })))).toBeLessThanOrEqual(4);
    expect(Math.max(...leavesOf(await fit({ max_depth: 9, min_weight_fraction_leaf: 0.3 })))).toBeLessThanOrEqual(3);
    expect(leavesOf(await fit({ min_impurity_decrease: 1e9 }))).toEqual([1, 1, 1, 1, 1]);
  });

  it('counts rows, not weights, where leaves have to have some', async () => {
    const weights = Float64Array.from(regression.train.y, (_, row) => (row % 5 === 0 ? 10 : 0.1));
    const fitted = await gradientBoosting.fit(
      { ...regression.train, weights },
      options(regression, { n_estimators: 1, max_depth: 8, min_samples_leaf: 40 }),
    );
    const [tree] = treesOf(fitted);
    const counts = new Uint32Array(tree.values.length);
    for (let row = 0; row < fixture.train; row++) counts[leafOf(tree, regression.train.x.data, row * fixture.columns)]++;
    expect(Math.min(...counts)).toBeGreaterThanOrEqual(40);
    expect(counts.length).toBeGreaterThan(2);
  });

  it('splits between neighbours of the node where values are many', async () => {
    const rows = 2000;
    const x = matrixOf(Array.from({ length: rows }, (_, i) => [(i * 7919) % rows]));
    const y = Float64Array.from({ length: rows }, (_, i) => Number(x.data[i] > 700));
    const fitted = await gradientBoosting.fit({ x, y }, options(regression, { n_estimators: 1, learning_rate: 1, max_depth: 8 }));
    const wrong = fitted.predict(x).filter((value, row) => Math.abs(value - y[row]) > 0.5).length;
    // 256 bins of about eight values: only those of one bin may be on the wrong side.
    expect(wrong).toBeLessThanOrEqual(4);
  });

  it('sends missing values where they fit, and those of later rows to the larger side', async () => {
    const known = matrixOf([[0], [0], [0], [1]]);
    const holes = matrixOf([[0], [1], [Number.NaN], [Number.NaN]]);
    const plan = { n_estimators: 1, learning_rate: 1, max_depth: 1 };
    const apart = await gradientBoosting.fit({ x: holes, y: Float64Array.of(0, 0, 5, 5) }, options(regression, plan));
    expect([...apart.predict(holes)]).toEqual([0, 0, 5, 5]);
    const withOnes = await gradientBoosting.fit({ x: holes, y: Float64Array.of(5, 0, 5, 5) }, options(regression, plan));
    expect([...withOnes.predict(holes)]).toEqual([5, 0, 5, 5]);
    const later = await gradientBoosting.fit({ x: known, y: Float64Array.of(2, 2, 2, 6) }, options(regression, plan));
    expect([...later.predict(matrixOf([[Number.NaN]]))]).toEqual([2]);
  });

  it('draws rows and columns by its seed', async () => {
    const drawn = { subsample: 0.5, max_features: 2, n_estimators: 6 };
    const fit = (seed: number) => gradientBoosting.fit(regression.train, { ...options(regression, drawn), seed });
    const [first, again, other] = [await fit(1), await fit(1), await fit(2)];
    expect(first.toJSON()).toEqual(again.toJSON());
    expect(first.predict(regression.test)).not.toEqual(other.predict(regression.test));
  });

  it('lowers the training loss at every iteration', async () => {
    for (const [sets, given] of [
      [binary, {}],
      [binary, { loss: 'exponential' }],
      [three, {}],
      [regression, {}],
      [regression, { loss: 'absolute_error' }],
      [regression, { loss: 'quantile' }],
    ] as const) {
      const { history } = await gradientBoosting.fit(sets.train, options(sets, { n_estimators: 25, ...given }));
      const losses = history.map(({ metrics }) => metrics.train_loss);
      losses.slice(1).forEach((loss, i) => expect(loss).toBeLessThan(losses[i] + 1e-9));
    }
  });

  it('has scores that its probabilities come from', async () => {
    const fitted = await gradientBoosting.fit(binary.train, options(binary, { n_estimators: 5 }));
    const scores = fitted.decisionFunction?.(binary.test) as Float64Array;
    const proba = fitted.predictProba?.(binary.test) as Float64Array;
    scores.forEach((score, row) => expect(proba[2 * row + 1]).toBeCloseTo(1 / (1 + Math.exp(-score)), 12));
  });

  it.each([
    [binary, { loss: 'huber' }],
    [three, { loss: 'exponential' }],
    [regression, { loss: 'log_loss' }],
  ])('refuses a loss of another task (%#)', async (sets, given) => {
    await expect(gradientBoosting.fit(sets.train, options(sets, given))).rejects.toMatchObject({
      code: 'learning.parameter_invalid',
      where: 'loss',
    });
  });
});
