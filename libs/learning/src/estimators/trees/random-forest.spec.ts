import { describe, expect, it } from '@jest/globals';
import { createRandom } from '../../random/random.js';
import type { FitOptions, LearningSet } from '../estimator.js';
import { type ParameterValue, resolveParameters } from '../parameters.js';
import { randomForest } from './random-forest.js';
import { type EnsembleJSON, ensembleFromJSON } from './tree-ensemble.js';
import { readFixture, setsOf } from './trees.suite.js';

const fixture = readFixture(new URL('./fixtures/scikit-learn.json', import.meta.url));
const { train, test } = setsOf(fixture, { ...fixture.cases[0], data: 'holes', target: 'binary' });

function fit(set: LearningSet, given: Readonly<Record<string, ParameterValue>> = {}, changes: Partial<FitOptions> = {}) {
  const parameters = resolveParameters('random_forest', randomForest.parameters, { n_estimators: 20, ...given });
  return randomForest.fit(set, { task: 'classification', classes: 2, seed: 1, parameters, ...changes });
}

const treesOf = async (fitted: ReturnType<typeof fit>) =>
  ensembleFromJSON(((await fitted).toJSON() as { ensemble: EnsembleJSON }).ensemble).trees;

/** Share of the first 60 held-out rows that are classed right. */
async function accuracy(fitted: ReturnType<typeof fit>): Promise<number> {
  const codes = (await fitted).predict(test);
  return codes.reduce((right, code, row) => right + Number(code === fixture.targets.binary[fixture.train + row]), 0) / codes.length;
}

describe('random_forest', () => {
  it('grows the same first trees however many follow', async () => {
    const [few, many] = [await treesOf(fit(train, { n_estimators: 3 })), await treesOf(fit(train, { n_estimators: 6 }))];
    expect(many.slice(0, 3)).toEqual(few);
    expect(many[4]).not.toEqual(many[5]);
  });

  it('fits the training rows exactly without bootstrap, with all columns and no limit', async () => {
    const fitted = await fit(train, { n_estimators: 2, bootstrap: false, max_features: null });
    expect([...fitted.predict(train.x)]).toEqual([...train.y]);
  });

  it('averages: probabilities are the means of its trees’', async () => {
    const trees = await treesOf(fit(train, { n_estimators: 4 }));
    const fitted = await fit(train, { n_estimators: 4 });
    const each = trees.map((tree) => {
      const saved = fitted.toJSON() as { ensemble: EnsembleJSON };
      return randomForest
        .load({ ...saved, ensemble: { ...saved.ensemble, trees: [saved.ensemble.trees[trees.indexOf(tree)]] } })
        .predictProba?.(test) as Float64Array;
    });
    const mean = each[0].map((_, i) => each.reduce((sum, own) => sum + own[i], 0) / 4);
    fitted.predictProba?.(test).forEach((p, i) => expect(p).toBeCloseTo(mean[i], 12));
  });

  it('is better than its trees are on the whole, with missing values', async () => {
    const forest = await accuracy(fit(train, { n_estimators: 100 }));
    const alone = await Promise.all([1, 2, 3, 4, 5, 6].map((seed) => accuracy(fit(train, { n_estimators: 1 }, { seed }))));
    expect(forest).toBeGreaterThan(0.75);
    expect(forest).toBeGreaterThan(alone.reduce((a, b) => a + b, 0) / alone.length);
  });

  it('keeps to its limits', async () => {
    const stumps = await treesOf(fit(train, { max_depth: 1 }));
    expect(Math.max(...stumps.map((tree) => tree.feature.length))).toBeLessThanOrEqual(3);
    const small = await treesOf(fit(train, { max_samples: 0.05 }));
    expect(Math.max(...small.map((tree) => tree.values.length))).toBeLessThanOrEqual(20);
  });

  it('heeds weights of rows and classes', async () => {
    const positive = async (fitted: ReturnType<typeof fit>) => {
      const proba = (await fitted).predictProba?.(test) as Float64Array;
      return proba.reduce((sum, p, i) => sum + (i % 2 === 1 ? p : 0), 0) / test.rows;
    };
    const limits = { min_samples_leaf: 10 };
    const weights = (light: number) => train.y.map((code) => (code === 1 ? light : 1));
    const plain = await positive(fit(train, limits));
    expect(await positive(fit({ ...train, weights: weights(0.05) }, limits))).toBeLessThan(plain - 0.2);
    const rare = { ...train, y: train.y.map((code, row) => (row % 3 === 0 ? code : 0)) };
    expect(await positive(fit(rare, { ...limits, class_weight: 'balanced' }))).toBeGreaterThan((await positive(fit(rare, limits))) + 0.1);
  });

  it('draws all columns for regression and their root for classification by default', async () => {
    const regression = { task: 'regression', classes: 0 } as const;
    const all = await fit(train, { n_estimators: 1 }, regression);
    expect(all.toJSON()).toEqual((await fit(train, { n_estimators: 1, max_features: null }, regression)).toJSON());
    const root = await fit(train, { n_estimators: 1 });
    expect(root.toJSON()).toEqual((await fit(train, { n_estimators: 1, max_features: 'sqrt' })).toJSON());
  });

  it('gives importance to the columns that matter', async () => {
    const random = createRandom(9);
    const data = train.x.data.map((value, i) => (i % 5 === 4 ? random.normal() : value));
    const importance = (await fit({ ...train, x: { ...train.x, data } }, { n_estimators: 50, max_depth: 4 })).importance as Float64Array;
    expect(importance[4]).toBe(Math.min(...importance));
  });
});
