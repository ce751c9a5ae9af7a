import { describe, expect, it } from '@jest/globals';
import { createRandom } from '../../random/random.js';
import type { Estimator, FitOptions, FittedEstimator, Matrix } from '../estimator.js';
import { type ParameterValue, resolveParameters } from '../parameters.js';
import { decisionTree } from './decision-tree.js';
import { extraTrees } from './extra-trees.js';
import { randomForest } from './random-forest.js';
import { largestError, matrixOf, readFixture, setsOf } from './trees.suite.js';

const fixture = readFixture(new URL('./fixtures/monotone.json', import.meta.url));
type Given = Readonly<Record<string, ParameterValue>>;

function options(estimator: Estimator, task: FitOptions['task'], classes: number, given: Given): FitOptions {
  return { task, classes, seed: 1, parameters: resolveParameters(estimator.name, estimator.parameters, given) };
}

/** The value, or the second class's probability. */
function answers(fitted: FittedEstimator, x: Matrix, classes: number): number[] {
  const predicted = classes > 0 ? (fitted.predictProba?.(x) as Float64Array) : fitted.predict(x);
  return Array.from({ length: x.rows }, (_, row) => predicted[classes > 0 ? classes * row + 1 : row]);
}

/** By how much answers fall at most where one column rises and all others stay. */
function largestFall(fitted: FittedEstimator, classes: number, column: number): number {
  const random = createRandom(column);
  let largest = 0;
  for (let i = 0; i < 25; i++) {
    const row = Array.from({ length: fixture.columns }, () => random.normal());
    const steps = Array.from({ length: 30 }, (_, step) => row.map((value, c) => (c === column ? step / 5 - 3 : value)));
    const along = answers(fitted, matrixOf(steps), classes);
    for (let step = 1; step < along.length; step++) largest = Math.max(largest, along[step - 1] - along[step]);
  }
  return largest;
}

describe('monotonic_cst', () => {
  it.each(fixture.cases)('makes scikit-learn’s tree: $name', async (given) => {
    const { train, test, task, classes } = setsOf(fixture, given);
    const fitted = await decisionTree.fit(train, options(decisionTree, task, classes, given.parameters));
    expect(fitted.trees?.trees[0].feature.length).toBe(given.nodes);
    expect(largestError(fitted.predictProba?.(test) ?? fitted.predict(test), given.predictions)).toBeLessThan(1e-6);
    expect(largestError(fitted.importance as Float64Array, given.importance)).toBeLessThan(1e-6);
  });

  const forests: [Estimator, string, Given][] = [
    [randomForest, 'binary', {}],
    [randomForest, 'binary', { criterion: 'entropy' }],
    [randomForest, 'value', {}],
    [extraTrees, 'binary', { bootstrap: true }],
    [extraTrees, 'value', {}],
    [decisionTree, 'value', { splitter: 'random' }],
  ];
  it.each(forests)('keeps the answers of $name rising on $1 with $2', async (estimator, target, given) => {
    const { train, task, classes } = setsOf(fixture, { ...fixture.cases[0], target, weighted: true });
    const many: Given = estimator === decisionTree ? {} : { n_estimators: 8 };
    const fit = (directions: Given) => estimator.fit(train, options(estimator, task, classes, { ...many, ...given, ...directions }));
    const [free, bound] = [await fit({}), await fit({ monotonic_cst: '(1, -1, 0, 0)' })];
    expect(largestFall(free, classes, 0)).toBeGreaterThan(0.01);
    expect(largestFall(bound, classes, 0)).toBeLessThan(1e-6);
    expect(largestFall(bound, classes, 2)).toBeGreaterThan(0.01);
  });

  it('stays in order where values are missing', async () => {
    const { train } = setsOf(fixture, { ...fixture.cases[0], target: 'value' });
    const random = createRandom(4);
    const x = { ...train.x, data: train.x.data.map((value) => (random.next() < 0.2 ? Number.NaN : value)) };
    const fitted = await decisionTree.fit({ ...train, x }, options(decisionTree, 'regression', 0, { monotonic_cst: '(1,0,0,0)' }));
    expect(largestFall(fitted, 0, 0)).toBeLessThan(1e-6);
  });

  it('says what it can not do', async () => {
    const { train } = setsOf(fixture, { ...fixture.cases[0], target: 'value' });
    const wrong = decisionTree.fit(train, options(decisionTree, 'regression', 0, { monotonic_cst: '(1,0)' }));
    await expect(wrong).rejects.toThrow('"monotonic_cst" has 2 directions for 4 columns; give one per column.');
    const three = { ...train, y: train.y.map((_, row) => row % 3) };
    const many = randomForest.fit(three, options(randomForest, 'classification', 3, { monotonic_cst: '(1,0,0,0)' }));
    await expect(many).rejects.toMatchObject({ code: 'learning.parameter_invalid', where: 'monotonic_cst' });
    const free = randomForest.fit(three, options(randomForest, 'classification', 3, { monotonic_cst: '(0,0,0,0)', n_estimators: 2 }));
    await expect(free).resolves.toBeDefined();
  });
});
