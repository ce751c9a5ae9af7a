import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import type { FitOptions, FittedEstimator, Matrix } from '../estimator.js';
import { type ParameterValue, resolveParameters } from '../parameters.js';
import { type Fixture, type FixtureCase, largestError, readFixture, setsOf } from '../trees/trees.suite.js';
import { adaboost } from './adaboost.js';
import { weightedMedians } from './adaboost-values.js';

interface Spread {
  readonly name: string;
  readonly parameters: Readonly<Record<string, ParameterValue>>;
  /** Root mean squared errors on the rows not trained on, by seed. */
  readonly errors: readonly number[];
}

type Case = FixtureCase & { readonly decisions: readonly number[] };

const fixture = readFixture(new URL('./fixtures/adaboost.json', import.meta.url)) as Fixture & {
  readonly cases: readonly Case[];
  readonly values: readonly Spread[];
};
const regression = setsOf(fixture, { ...fixture.cases[0], target: 'value' });
const binary = setsOf(fixture, fixture.cases[0]);

function options(
  { task, classes }: Pick<FitOptions, 'task' | 'classes'>,
  given: Readonly<Record<string, ParameterValue>> = {},
  seed = 1,
): FitOptions {
  return { task, classes, seed, parameters: resolveParameters('adaboost', adaboost.parameters, given) };
}

const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;

describe('adaboost', () => {
  it.each(fixture.cases)('votes as scikit-learn’s: $name', async (given) => {
    const sets = setsOf(fixture, given);
    const fitted = await adaboost.fit(sets.train, options(sets, given.parameters));
    expect(largestError(fitted.predictProba?.(sets.test) ?? [], given.predictions)).toBeLessThan(1e-6);
    // Decision values here are those before the softmax: over K − 1.
    const scale = Math.max(1, sets.classes - 1);
    expect(largestError(fitted.decisionFunction?.(sets.test).map((value) => value * scale) ?? [], given.decisions)).toBeLessThan(1e-6);
    expect(largestError(fitted.importance ?? [], given.importance)).toBeLessThan(1e-6);
  });

  it.each(fixture.values)('errs as scikit-learn’s, whose rows are drawn by chance too: $name', async ({ parameters, errors }) => {
    const actual = Float64Array.from(fixture.targets.value.slice(fixture.train));
    const own: number[] = [];
    for (let seed = 0; seed < 15; seed++) {
      const predicted = (await adaboost.fit(regression.train, options(regression, parameters, seed))).predict(regression.test);
      own.push(Math.sqrt(mean(Array.from(predicted, (value, row) => (value - actual[row]) ** 2))));
    }
    const spread = Math.sqrt(mean(errors.map((error) => (error - mean(errors)) ** 2)));
    expect(Math.abs(mean(own) - mean(errors))).toBeLessThan(3 * spread * Math.sqrt(1 / own.length + 1 / errors.length));
  });

  it('ends with a tree that makes no mistake', async () => {
    const sharp = { ...binary.train, y: binary.train.y.map((_, row) => Number(binary.train.x.data[row * fixture.columns] > 0)) };
    const fitted = await adaboost.fit(sharp, options(binary));
    expect(fitted.history).toHaveLength(1);
    expect([...fitted.predict(sharp.x)]).toEqual([...sharp.y]);
    const steps = { ...regression.train, y: sharp.y };
    expect((await adaboost.fit(steps, options(regression))).history).toHaveLength(1);
  });

  it('keeps its first tree where nothing can be learned', async () => {
    const blank: Matrix = { rows: 4, columns: 1, data: new Float32Array(4), names: ['c0'] };
    const classes = await adaboost.fit({ x: blank, y: Float64Array.of(0, 1, 0, 1) }, options(binary));
    expect([...classes.predict(blank)]).toEqual([0, 0, 0, 0]);
    const values = await adaboost.fit({ x: blank, y: Float64Array.of(0, 0, 0, 9) }, options(regression));
    expect(values.history.length).toBeGreaterThan(0);
    expect(new Set(values.predict(blank)).size).toBe(1);
  });

  it.each(['classification', 'regression'] as const)('keeps the trees up to the least validation loss: %s', async (task) => {
    const sets = task === 'classification' ? binary : regression;
    const y = Float64Array.from(fixture.targets[task === 'classification' ? 'binary' : 'value'].slice(fixture.train));
    const given = { ...options(sets), validation: { x: sets.test, y }, earlyStopping: { patience: 3 } };
    const fitted = await adaboost.fit(sets.train, given);
    const losses = fitted.history.map(({ metrics }) => metrics.validation_loss);
    const best = losses.indexOf(Math.min(...losses));
    expect(fitted.bestIteration).toBe(best);
    expect(losses.length).toBeLessThanOrEqual(best + 4);
    expect(losses[best]).toBeCloseTo(lossOf(fitted, sets.test, y), 5);
  });
});

function lossOf(fitted: FittedEstimator, x: Matrix, y: Float64Array): number {
  const proba = fitted.predictProba?.(x);
  const predicted = fitted.predict(x);
  return mean(Array.from(y, (value, row) => (proba ? -Math.log(proba[2 * row + value]) : (predicted[row] - value) ** 2)));
}

describe('weightedMedians', () => {
  it('takes the first prediction at half of the weight', () => {
    const weights = fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 9 });
    fc.assert(
      fc.property(weights, fc.integer(), (given, seed) => {
        const values = given.map((weight, t) => ((weight * 7919 + t * 104729 + seed) % 13) - 6);
        const repeated = values.flatMap((value, t) => Array.from({ length: 2 * given[t] }, () => value)).sort((a, b) => a - b);
        expect([...weightedMedians(Float64Array.from(values), Float32Array.from(given))]).toEqual([repeated[repeated.length / 2 - 1]]);
      }),
    );
  });
});

describe('a saved adaboost', () => {
  it('is refused when its weights are not its trees’', async () => {
    const json = (await adaboost.fit(regression.train, options(regression, { n_estimators: 3 }))).toJSON() as { weights: string };
    const other = (await adaboost.fit(regression.train, options(regression, { n_estimators: 2 }))).toJSON() as { weights: string };
    expect(() => adaboost.load({ ...json, weights: other.weights })).toThrow(
      expect.objectContaining({ code: 'learning.model_invalid', where: 'weights' }),
    );
  });
});
