import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import type { FittedEstimator, FitOptions, LearningSet, Matrix } from '../estimator.js';
import { type ParameterValue, resolveParameters } from '../parameters.js';
import { elasticNet } from './elastic-net.js';
import { lasso } from './lasso.js';
import { linear } from './linear.js';
import type { LinearModel } from './linear-model.js';
import { logistic } from './logistic.js';
import { ridge } from './ridge.js';

type Name = 'linear' | 'ridge' | 'lasso' | 'elastic_net' | 'logistic';

interface Case {
  readonly name: string;
  readonly estimator: Name;
  readonly parameters: Record<string, ParameterValue>;
  readonly columns: number;
  readonly x: number[];
  readonly y: number[];
  readonly weights?: number[];
  readonly probabilities?: number[][];
  readonly decisions?: number[];
  readonly values?: number[];
  readonly coefficients?: number[];
  /** How many coefficients are exactly 0. */
  readonly zeros?: number;
}

const { cases } = JSON.parse(readFileSync(new URL('./fixtures/linear.json', import.meta.url), 'utf8')) as { cases: Case[] };
const estimators = { linear, ridge, lasso, elastic_net: elasticNet, logistic };

const matrixOf = (data: readonly number[], columns: number): Matrix => ({
  rows: data.length / columns,
  columns,
  data: Float32Array.from(data),
  names: Array.from({ length: columns }, (_, column) => `c${column}`),
});

const setOf = ({ x, y, weights, columns }: Pick<Case, 'x' | 'y' | 'weights' | 'columns'>): LearningSet => ({
  x: matrixOf(x, columns),
  y: Float64Array.from(y),
  weights: weights && Float64Array.from(weights),
});

const optionsOf = (estimator: Name, given: Record<string, ParameterValue>, classes: number): FitOptions => ({
  task: estimators[estimator].tasks[0],
  classes,
  parameters: resolveParameters(estimator, estimators[estimator].parameters, given),
  seed: 1,
});

const largestError = (actual: Float64Array, expected: readonly number[], unit = 1) =>
  expected.reduce((largest, value, i) => Math.max(largest, Math.abs(actual[i] - value) / unit), 0);

const probabilities = (fitted: FittedEstimator, x: Matrix) => fitted.predictProba?.(x) ?? new Float64Array();

describe('linear estimators against scikit-learn', () => {
  it.each(cases.map((each) => [each.name, each] as const))('%s', async (_, each) => {
    const train = setOf(each);
    const fitted = await estimators[each.estimator].fit(
      train,
      optionsOf(each.estimator, each.parameters, each.probabilities?.[0].length ?? 0),
    );
    if (each.probabilities) expect(largestError(probabilities(fitted, train.x), each.probabilities.flat())).toBeLessThan(1e-6);
    else {
      const values = each.values as number[];
      expect(largestError(fitted.predict(train.x), values, Math.max(1, ...values.map(Math.abs)))).toBeLessThan(1e-6);
    }
    if (each.decisions) expect(largestError(fitted.decisionFunction?.(train.x) ?? new Float64Array(), each.decisions)).toBeLessThan(1e-6);
    const slopes = (fitted.toJSON() as LinearModel).coefficients.slice(each.probabilities ? each.columns : 0);
    if (each.coefficients)
      expect(largestError(Float64Array.from(slopes), each.coefficients, Math.max(1, ...each.coefficients.map(Math.abs)))).toBeLessThan(
        1e-6,
      );
    if (each.zeros !== undefined) expect(slopes.filter((slope) => slope === 0)).toHaveLength(each.zeros);
  });
});

const codesOf = (rows: number, classes: number) => Array.from({ length: rows }, (_, row) => (row * 7) % classes);

describe('logistic', () => {
  const wave = (rows: number, columns: number) => Array.from({ length: rows * columns }, (_, i) => Math.fround(Math.sin(i * i + i)));

  it('finds the same minimum by L-BFGS, where the Hessian would be too large, as by Newton', async () => {
    const columns = 100;
    const rows = 60;
    const wide = setOf({ x: wave(rows, columns), y: codesOf(rows, 2), columns });
    const fitted = await logistic.fit(wide, optionsOf('logistic', { max_iter: 1000 }, 2));
    // More columns of zeros change nothing but make the Hessian large.
    const padded = Array.from({ length: rows }, (_, row) => [
      ...wave(rows, columns).slice(row * columns, (row + 1) * columns),
      ...Array.from({ length: 3500 }, () => 0),
    ]).flat();
    const byGradient = await logistic.fit(
      setOf({ x: padded, y: codesOf(rows, 2), columns: 3600 }),
      optionsOf('logistic', { max_iter: 1000 }, 2),
    );
    const expected = probabilities(fitted, wide.x);
    expect(largestError(probabilities(byGradient, matrixOf(padded, 3600)), [...expected])).toBeLessThan(1e-6);
    expect(byGradient.history.length).toBeGreaterThan(fitted.history.length);
  });

  it('stays finite on separable classes without a penalty', async () => {
    const train = setOf({ x: [-2, -1, 1, 2], y: [0, 0, 1, 1], columns: 1 });
    const fitted = await logistic.fit(train, optionsOf('logistic', { penalty: null }, 2));
    expect([...fitted.predict(train.x)]).toEqual([0, 0, 1, 1]);
    expect([...probabilities(fitted, train.x)].every(Number.isFinite)).toBe(true);
  });

  it('learns of a class without rows that it does not occur', async () => {
    const train = setOf({ x: wave(30, 2), y: codesOf(30, 2), columns: 2 });
    const fitted = await logistic.fit(train, optionsOf('logistic', { class_weight: 'balanced' }, 3));
    const third = probabilities(fitted, train.x).filter((_, i) => i % 3 === 2);
    expect(Math.max(...third)).toBeLessThan(1e-3);
  });

  it('keeps the iteration with the best validation loss', async () => {
    const train = setOf({ x: wave(40, 12), y: codesOf(40, 2), columns: 12 });
    const validation = setOf({ x: wave(52, 12).slice(12 * 40), y: codesOf(12, 2), columns: 12 });
    const options = { ...optionsOf('logistic', { C: 1000 }, 2), validation };
    const fitted = await logistic.fit(train, { ...options, earlyStopping: { patience: 2 } });
    const losses = fitted.history.map(({ metrics }) => metrics.validation_loss);
    expect(losses[fitted.bestIteration as number]).toBe(Math.min(...losses));
    const whole = await logistic.fit(train, options);
    expect(whole.bestIteration).toBeUndefined();
    expect(whole.history.length).toBeGreaterThanOrEqual(fitted.history.length);
    expect(logistic.load(JSON.parse(JSON.stringify(fitted.toJSON()))).bestIteration).toBe(fitted.bestIteration);
  });

  it('comes near at a loose tolerance, by another way', async () => {
    const train = setOf({ x: wave(200, 4), y: codesOf(200, 2), columns: 4 });
    const [loose, tight] = [
      await logistic.fit(train, optionsOf('logistic', { tol: 1e-4 }, 2)),
      await logistic.fit(train, optionsOf('logistic', {}, 2)),
    ];
    const error = largestError(probabilities(loose, train.x), Array.from(probabilities(tight, train.x)));
    expect(error).toBeGreaterThan(0);
    expect(error).toBeLessThan(5e-3);
  });

  it('stops after max_iter', async () => {
    const train = setOf({ x: wave(40, 3), y: codesOf(40, 2), columns: 3 });
    expect((await logistic.fit(train, optionsOf('logistic', { max_iter: 2, tol: 0 }, 2))).history).toHaveLength(2);
  });
});

describe('linear models', () => {
  const train = setOf({ x: [1, 2, 3, 4], y: [2, 4, 6, 8], columns: 1 });

  it('say which value is missing', async () => {
    const options = optionsOf('ridge', {}, 0);
    await expect(ridge.fit(setOf({ x: [1, 2, Number.NaN, 4], y: [1, 2, 3, 4], columns: 1 }), options)).rejects.toThrow(
      'Row 3 has no value in "c0"',
    );
    const fitted = await ridge.fit(train, options);
    expect(() => fitted.predict(matrixOf([1, Number.NaN], 1))).toThrow('Row 2 has no value in "c0"');
    expect(() => fitted.predict(matrixOf([1, 2], 2))).toThrow('reads 1 columns, not 2');
  });

  it('report the validation loss', async () => {
    const fitted = await ridge.fit(train, {
      ...optionsOf('ridge', { alpha: 0 }, 0),
      validation: setOf({ x: [5, 6], y: [11, 12], columns: 1 }),
    });
    expect(fitted.history[0].metrics.train_loss).toBeCloseTo(0, 10);
    expect(fitted.history[0].metrics.validation_loss).toBeCloseTo(0.5, 10);
  });

  it.each([
    [null],
    [[]],
    [{}],
    [{ columns: 1, coefficients: [1], intercepts: [0, 1], importance: [1] }],
    [{ columns: 1, coefficients: ['1'], intercepts: [0], importance: [1] }],
  ])('refuse to load %j', (json) => {
    for (const estimator of [logistic, ridge])
      expect(() => estimator.load(json)).toThrow(expect.objectContaining({ code: 'learning.model_invalid' }));
  });
});
