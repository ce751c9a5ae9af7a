import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { createRandom } from '../../random/random.js';
import type { Matrix } from '../estimator.js';
import { type ParameterValue, resolveParameters } from '../parameters.js';
import { isolationForest } from './isolation-forest.js';
import { fittedIsolation, type FittedIsolation } from './isolation-model.js';
import { drawRows } from './isolation-sample.js';
import { averagePathLength } from './isolation-tree.js';
import { TreeBuilder } from './tree.js';
import { type EnsembleJSON, ensembleFromJSON } from './tree-ensemble.js';
import { matrixOf } from './trees.suite.js';

interface FixtureTree {
  readonly feature: readonly number[];
  readonly threshold: readonly number[];
  readonly left: readonly number[];
  readonly right: readonly number[];
  readonly rows: readonly number[];
}

interface Fixture {
  readonly columns: number;
  readonly x: readonly number[];
  readonly maxSamples: number;
  readonly trees: readonly FixtureTree[];
  readonly scores: readonly number[];
  readonly threshold: number;
  readonly anomalies: readonly number[];
  readonly largeScores: readonly number[];
}

const fixture = JSON.parse(readFileSync(new URL('./fixtures/isolation-forest.json', import.meta.url), 'utf8')) as Fixture;
const x: Matrix = { rows: fixture.x.length / 3, columns: 3, data: Float32Array.from(fixture.x), names: ['a', 'b', 'c'] };

function fit(given: Readonly<Record<string, ParameterValue>>, on: Matrix = x, weights?: Float64Array) {
  const parameters = resolveParameters('isolation_forest', isolationForest.parameters, given);
  return isolationForest.fit({ x: on, weights }, { parameters, seed: 1 }) as Promise<FittedIsolation>;
}

const treesOf = (fitted: FittedIsolation) => ensembleFromJSON((fitted.toJSON() as { ensemble: EnsembleJSON }).ensemble).trees;

/** scikit-learn's tree with the lengths of its leaves' paths, as its scores take them. */
function treeOf({ feature, threshold, left, right, rows }: FixtureTree) {
  const builder = new TreeBuilder();
  const visit = (node: number, from: number, depth: number) => {
    if (feature[from] < 0) {
      builder.leaf(node, [depth + averagePathLength(rows[from])]);
      return;
    }
    const child = builder.branch(node, { feature: feature[from], threshold: threshold[from], missingLeft: false });
    visit(child, left[from], depth + 1);
    visit(child + 1, right[from], depth + 1);
  };
  visit(0, 0, 0);
  return builder.build();
}

describe('isolation_forest', () => {
  it('scores as scikit-learn does with the same trees', () => {
    const normal = averagePathLength(fixture.maxSamples);
    const fitted = fittedIsolation({ trees: fixture.trees.map(treeOf), columns: 3, normal, threshold: fixture.threshold, history: [] });
    fitted.scores(x).forEach((score, row) => expect(Math.abs(score - fixture.scores[row])).toBeLessThan(1e-6));
    expect(
      Array.from(fitted.predict(x).entries())
        .filter(([, code]) => code === 1)
        .map(([row]) => row),
    ).toEqual(fixture.anomalies);
  });

  it('comes near scikit-learn’s scores with many trees', async () => {
    const scores = (await fit({ n_estimators: 1000 })).scores(x);
    const errors = scores.map((score, row) => score - fixture.largeScores[row]);
    expect(Math.max(...errors.map(Math.abs))).toBeLessThan(0.02);
    expect(Math.abs(errors.reduce((a, b) => a + b, 0) / errors.length)).toBeLessThan(0.008);
  });

  it.each([0.05, 0.1, 0.3])('takes a share of %d for anomalies', async (contamination) => {
    const fitted = await fit({ contamination });
    expect(fitted.predict(x).reduce((a, b) => a + b, 0)).toBe(300 * contamination);
  });

  it('draws as many rows and columns as it is told to', async () => {
    const cover = async (given: Readonly<Record<string, ParameterValue>>) =>
      treesOf(await fit({ n_estimators: 5, ...given })).map((tree) => tree.cover?.[0]);
    expect(await cover({})).toEqual([256, 256, 256, 256, 256]);
    expect(await cover({ max_samples: 0.1 })).toEqual([30, 30, 30, 30, 30]);
    expect(await cover({ max_samples: 40, bootstrap: true })).toEqual([40, 40, 40, 40, 40]);
    for (const tree of treesOf(await fit({ n_estimators: 6, max_features: 1 / 3 })))
      expect(new Set(tree.feature.filter((column) => column >= 0)).size).toBe(1);
    for (const tree of treesOf(await fit({ n_estimators: 6, max_features: 2 })))
      expect(new Set(tree.feature.filter((column) => column >= 0)).size).toBeLessThanOrEqual(2);
  });

  it('takes rows with more weight for more usual', async () => {
    const weights = Float64Array.from({ length: x.rows }, (_, row) => (row < 290 ? 0.01 : 10));
    const heeding = await fit({ max_samples: 64, n_estimators: 300 }, x, weights);
    const plain = await fit({ max_samples: 64, n_estimators: 300 });
    const rare = { ...x, rows: 10, data: x.data.slice(290 * 3) };
    const mean = (scores: Float64Array) => scores.reduce((a, b) => a + b, 0) / scores.length;
    expect(mean(heeding.scores(rare))).toBeLessThan(mean(plain.scores(rare)) - 0.02);
    expect(Math.max(...(await fit({ bootstrap: true, max_samples: 64 }, x, weights)).scores(rare))).toBeLessThan(1);
  });

  it('gives half for rows that can not be told apart', async () => {
    const same = matrixOf(Array.from({ length: 20 }, () => [1, 2]));
    const fitted = await fit({}, same);
    fitted.scores(same).forEach((score) => expect(score).toBeCloseTo(0.5, 6));
    expect(Math.max(...fitted.predict(same))).toBe(0);
  });
});

describe('averagePathLength', () => {
  it.each([
    [1, 0],
    [2, 1],
    [3, 2 * (Math.log(2) + 0.5772156649015329) - 4 / 3],
    [256, 10.24477092],
  ])('of %i rows is %d', (rows, expected) => expect(averagePathLength(rows)).toBeCloseTo(expected, 8));
});

describe('drawRows', () => {
  const known = Uint32Array.of(2, 3, 5, 7);

  it('takes every row at most once without replacement', () => {
    for (let seed = 0; seed < 50; seed++) {
      expect([...drawRows(known, 4, false, undefined, createRandom(seed))].toSorted()).toEqual([...known]);
      expect(new Set(drawRows(known, 3, false, Float64Array.of(0, 0, 1, 2, 0, 3, 0, 4), createRandom(seed))).size).toBe(3);
    }
  });

  it.each([true, false])('draws a row as often as its weight says, with replacement: %s', (withReplacement) => {
    const weights = Float64Array.of(0, 0, 1, 2, 0, 3, 0, 4);
    const counts = new Map<number, number>();
    const random = createRandom(1);
    for (let i = 0; i < 4000; i++) {
      const [row] = drawRows(known, 1, withReplacement, weights, random);
      counts.set(row, (counts.get(row) ?? 0) + 1);
    }
    for (const row of known) expect(Math.abs((counts.get(row) as number) / 4000 - weights[row] / 10)).toBeLessThan(0.03);
  });
});
