/** @jest-environment ./tools/onnx/jest-environment.mjs */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { createGraph } from '../../onnx/graph-writer.js';
import { runOnnx } from '../../onnx/onnxruntime.suite.js';
import type { FitOptions, FittedEstimator, LearningSet, Matrix } from '../estimator.js';
import { type ParameterValue, resolveParameters } from '../parameters.js';
import { type EnsembleJSON, ensembleFromJSON } from '../trees/tree-ensemble.js';
import { largestError } from '../trees/trees.suite.js';
import { lightgbm } from './lightgbm.js';

interface Fixture {
  readonly columns: number;
  readonly train: number;
  readonly categories: readonly number[];
  readonly x: readonly (number | null)[];
  readonly targets: Readonly<Record<string, readonly number[]>>;
  readonly cases: readonly {
    readonly name: string;
    readonly target: string;
    readonly native: boolean;
    readonly parameters: Readonly<Record<string, ParameterValue>>;
    readonly leaves: readonly number[];
    readonly predictions: readonly number[];
  }[];
}

const fixture = JSON.parse(readFileSync(new URL('./fixtures/lightgbm-options.json', import.meta.url), 'utf8')) as Fixture;
const { columns, train } = fixture;
const data = Float32Array.from(fixture.x, (value) => value ?? Number.NaN);
const names = Array.from({ length: columns }, (_, i) => `c${i}`);

function setsOf(target: string, native = true): { train: LearningSet; test: Matrix } {
  const shared = { columns, names, ...(native && { categories: Int32Array.from(fixture.categories) }) };
  return {
    train: {
      x: { ...shared, rows: train, data: data.subarray(0, train * columns) },
      y: Float64Array.from(fixture.targets[target].slice(0, train)),
    },
    test: { ...shared, rows: data.length / columns - train, data: data.subarray(train * columns) },
  };
}

function optionsFor(target: string, given: Readonly<Record<string, ParameterValue>>): FitOptions {
  const classes = { binary: 2, three: 3 }[target] ?? 0;
  const parameters = resolveParameters('lightgbm', lightgbm.parameters, given);
  return { task: classes > 0 ? 'classification' : 'regression', classes, seed: 1, parameters };
}

const fit = (target: string, given: Readonly<Record<string, ParameterValue>>, native = true) =>
  lightgbm.fit(setsOf(target, native).train, optionsFor(target, given));

const outputs = (fitted: FittedEstimator, x: Matrix) => fitted.predictProba?.(x) ?? fitted.predict(x);

function treesOf(fitted: FittedEstimator) {
  return ensembleFromJSON((fitted.toJSON() as { ensemble: EnsembleJSON }).ensemble).trees;
}

function meanSquaredError(predicted: Float64Array, y: readonly number[]): number {
  return predicted.reduce((sum, value, row) => sum + (value - y[row]) ** 2, 0) / y.length;
}

describe('lightgbm’s categories, monotone columns and smoothing', () => {
  it.each(fixture.cases)('are LightGBM’s: $name', async ({ target, native, parameters, leaves, predictions }) => {
    const fitted = await fit(target, parameters, native);
    expect(treesOf(fitted).map(({ values }) => values.length)).toEqual(leaves);
    expect(largestError(outputs(fitted, setsOf(target).test), predictions)).toBeLessThan(1e-6);
  });

  it('say in ONNX what they say here, unknown categories too', async () => {
    for (const target of ['binary', 'three', 'value']) {
      const fitted = await fit(target, { n_estimators: 30, min_data_per_group: 10 });
      const { test } = setsOf(target);
      const x = { ...test, data: test.data.map((value, i) => (i % columns < 2 && i % 7 === 0 ? 77 : value)) };
      const graph = createGraph('lightgbm');
      graph.output('y', fitted.toOnnx(graph, graph.input('x', 'float', columns)), 'float', ['n', 'n']);
      const actual = (await runOnnx(graph.toBytes(), { x: x.data }, columns)).y.data as Float32Array;
      expect(largestError(actual, [...outputs(fitted, x)])).toBeLessThan(1e-5);
      expect([...outputs(lightgbm.load(JSON.parse(JSON.stringify(fitted.toJSON()))), x)]).toEqual([...outputs(fitted, x)]);
    }
  });

  it('keep to the directions, everywhere', async () => {
    const fitted = await fit('value', { monotone_constraints: '(0,0,1,0,-1)', n_estimators: 60, min_child_samples: 3, num_leaves: 31 });
    const { test } = setsOf('value');
    for (const [column, direction] of [
      [2, 1],
      [4, -1],
    ]) {
      const at = (value: number) => fitted.predict({ ...test, data: test.data.map((old, i) => (i % columns === column ? value : old)) });
      const steps = [-3, -1, -0.2, 0, 0.3, 1.1, 3].map(at);
      steps.slice(1).forEach((later, i) => {
        expect(later.filter((value, row) => direction * (value - steps[i][row]) < 0)).toHaveLength(0);
      });
    }
  });

  it('refuse directions that do not go with the columns', async () => {
    await expect(fit('value', { monotone_constraints: '(1,0)' })).rejects.toMatchObject({
      code: 'learning.parameter_invalid',
      where: 'monotone_constraints',
    });
  });
});

describe('what lightgbm draws', () => {
  const y = fixture.targets.value.slice(train);
  const errorOf = async (given: Readonly<Record<string, ParameterValue>>, seed = 1) => {
    const fitted = await lightgbm.fit(setsOf('value').train, {
      ...optionsFor('value', { n_estimators: 30, learning_rate: 0.2, ...given }),
      seed,
    });
    return meanSquaredError(fitted.predict(setsOf('value').test), y);
  };

  const plain = errorOf({});

  it.each([
    ['goss', { boosting_type: 'goss' }],
    ['goss by its newer name', { data_sample_strategy: 'goss', top_rate: 0.3, other_rate: 0.3 }],
    ['dart', { boosting_type: 'dart' }],
    ['uniform dart without limit', { boosting_type: 'dart', uniform_drop: true, max_drop: 0, skip_drop: 0.6 }],
    ['columns per leaf', { colsample_bynode: 0.6 }],
    ['cuts', { extra_trees: true }],
  ])('%s: learns nearly as well, by its seed', async (_what, given) => {
    const [drawn, again, other] = [await errorOf(given), await errorOf(given), await errorOf(given, 2)];
    expect(drawn).toBe(again);
    expect(drawn).not.toBe(other);
    expect(drawn).toBeLessThan(3 * (await plain));
  });

  it('weighs what dart left out as it says', async () => {
    const given = { boosting_type: 'dart', n_estimators: 40, drop_rate: 0.5, skip_drop: 0 };
    const { train: set } = setsOf('value');
    const fitted = await fit('value', given);
    const targets = Array.from(set.y, Math.fround);
    expect(fitted.history.at(-1)?.metrics.train_loss).toBeCloseTo(meanSquaredError(fitted.predict(set.x), targets), 3);
  });

  it.each([
    [{ boosting_type: 'goss', top_rate: 0.8, other_rate: 0.3 }, 'top_rate'],
    [{ boosting_type: 'goss', other_rate: 0 }, 'other_rate'],
  ])('refuses shares that can not be drawn (%#)', async (given, where) => {
    await expect(fit('value', given)).rejects.toMatchObject({ code: 'learning.parameter_invalid', where });
  });
});
