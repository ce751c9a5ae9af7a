import { describe, expect, it } from '@jest/globals';
import { createRandom } from '../../random/random.js';
import { runTasks, sharedCopy } from '../../threads/task-pool.js';
import type { FitOptions, LearningSet } from '../estimator.js';
import { type ParameterValue, resolveParameters } from '../parameters.js';
import { extraTrees } from './extra-trees.js';
import { rankColumns } from './forest-columns.js';
import { OutOfBag } from './forest-out-of-bag.js';
import { createTask, type ForestPlan } from './forest-task.js';
import { randomForest } from './random-forest.js';
import { rowStatistics } from './row-statistics.js';
import { leafOf, type Tree } from './tree.js';
import { matrixOf } from './trees.suite.js';

function tableOf(rows: number, classes: number, seed = 1): LearningSet {
  const random = createRandom(seed);
  const x = matrixOf(Array.from({ length: rows }, () => [random.normal(), random.normal(), random.normal()]));
  const score = (row: number) => x.data[3 * row] + x.data[3 * row + 1] ** 2 + 0.5 * random.normal();
  const target = (value: number) => (classes === 0 ? value : classes === 2 ? Number(value > 1) : value < 0 ? 0 : value < 1.5 ? 1 : 2);
  return { x, y: Float64Array.from({ length: rows }, (_, row) => target(score(row))) };
}

function fit(estimator: typeof randomForest, train: LearningSet, classes: number, given: Readonly<Record<string, ParameterValue>>) {
  const options: Pick<FitOptions, 'task' | 'classes'> = { task: classes > 0 ? 'classification' : 'regression', classes };
  return estimator.fit(train, { ...options, seed: 1, parameters: resolveParameters(estimator.name, estimator.parameters, given) });
}

/** A tree of one leaf. */
const constantTree = (values: readonly number[]) => ({ values: Float32Array.from(values) }) as Tree;

describe('out-of-bag loss', () => {
  it.each([
    [2, 'two classes'],
    [3, 'three classes'],
    [0, 'values'],
  ])('comes near the loss on rows that were set aside: %i, %s', async (classes) => {
    const fitted = await fit(randomForest, tableOf(400, classes), classes, { n_estimators: 60, min_samples_leaf: 3 });
    const test = tableOf(2000, classes, 2);
    const proba = fitted.predictProba?.(test.x);
    const values = fitted.predict(test.x);
    const brier = (row: number, given: Float64Array) =>
      Array.from({ length: classes }, (_, k) => (Number(test.y[row] === k) - given[row * classes + k]) ** 2).reduce((a, b) => a + b, 0);
    const each = Array.from(test.y, (y, row) => (proba ? brier(row, proba) : (values[row] - y) ** 2));
    const loss = each.reduce((a, b) => a + b, 0) / each.length;
    const last = fitted.history.at(-1)?.metrics.oob_loss as number;
    expect(last / loss).toBeGreaterThan(0.85);
    expect(last / loss).toBeLessThan(1.2);
    expect(last).toBeLessThan(Math.max(...fitted.history.slice(0, 5).map(({ metrics }) => metrics.oob_loss)));
  });

  it('is not told where every tree saw every row', async () => {
    const fitted = await fit(extraTrees, tableOf(60, 2), 2, { n_estimators: 3 });
    expect(fitted.history.map(({ metrics }) => metrics)).toEqual([{}, {}, {}]);
    const drawn = await fit(extraTrees, tableOf(60, 2), 2, { n_estimators: 3, bootstrap: true });
    expect(drawn.history[2].metrics.oob_loss).toBeGreaterThan(0);
  });

  it('weighs rows, and takes each row’s mean over the trees that left it out', () => {
    const statistics = rowStatistics(Float64Array.of(1, 0, 1), Float64Array.of(1, 2, 1), 2, 'gini');
    const outOfBag = new OutOfBag(statistics);
    expect(outOfBag.add(constantTree([0.5]), Int32Array.of(-1, -1, -1))).toEqual({});
    expect(outOfBag.add(constantTree([0.5]), Int32Array.of(-1, 0, -1))).toEqual({ oob_loss: 0.5 });
    // Row 1: mean of 0.5 and 0; row 2: 1.
    expect(outOfBag.add(constantTree([0, 1]), Int32Array.of(-1, 0, 1)).oob_loss).toBeCloseTo((2 * (2 * 0.0625) + 0) / 3, 12);
  });
});

describe('a forest’s task', () => {
  async function planOf(splitter: 'best' | 'random'): Promise<ForestPlan> {
    const { x, y } = tableOf(300, 2);
    return {
      name: 'random_forest',
      seed: 7,
      table: await rankColumns(x, () => Promise.resolve()),
      y: sharedCopy(y),
      weights: sharedCopy(new Float64Array(300).fill(1)),
      classes: 2,
      criterion: 'gini',
      growth: { maxDepth: 20, minSamplesSplit: 2, minSamplesLeaf: 1, minImpurityDecrease: 0, maxFeatures: 2, splitter, draws: 300 },
    };
  }

  it.each(['best', 'random'] as const)('grows the same trees on any thread in any order, %s splits', async (splitter) => {
    const plan = await planOf(splitter);
    const module = { url: new URL('./forest-task.ts', import.meta.url).href, createTask };
    const numbers = [0, 1, 2, 3, 4, 5];
    const alone = await runTasks(module, plan, numbers, { threads: 1 });
    expect(await runTasks(module, plan, numbers, { threads: 2 })).toEqual(alone);
    expect(await runTasks(module, plan, [...numbers].reverse(), { threads: 1 })).toEqual([...alone].reverse());
  });

  it('tells the leaves of the rows that were not drawn, about a third of them', async () => {
    const plan = await planOf('best');
    const { x } = tableOf(300, 2);
    const { tree, leaves } = await createTask(plan)(0, () => Promise.resolve());
    const out = Array.from(leaves as Int32Array).filter((leaf) => leaf >= 0).length;
    expect(out).toBeGreaterThan(85);
    expect(out).toBeLessThan(140);
    leaves?.forEach((leaf, row) => {
      if (leaf >= 0) expect(leaf).toBe(leafOf(tree, x.data, 3 * row));
    });
  });
});
