/** @jest-environment ./tools/onnx/jest-environment.mjs */
import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import type { Column } from '../frame/column.js';
import { Frame } from '../frame/frame.js';
import { createRandom } from '../random/random.js';
import { certify } from './certificate.js';
import { crossValidate } from './cross-validate.js';
import { goldenRows } from './rows.js';
import { planOf, runOnOnnxruntime } from './tables.suite.js';
import type { TrainingPlan } from './plan.js';
import { savePipeline } from './saved-pipeline.js';
import { trainPipeline } from './train.js';

const rows = 120;

/** Numbers of all kinds with gaps and outliers, and texts, of which the target is made. */
function table(seed: number): Frame {
  const random = createRandom(seed);
  const gap = (value: number) => (random.next() < 0.1 ? Number.NaN : value);
  const base = Float64Array.from({ length: rows }, () => random.normal());
  const numbers: Record<string, Float64Array> = {
    a: base.map((value) => gap(value + 0.3 * random.normal())),
    b: base.map((value) => gap(Math.exp(value + 0.5 * random.normal()))),
    c: base.map(() => gap(random.next() < 0.03 ? 90 : random.normal())),
    y: base.map((value) => 3 * value + random.normal()),
  };
  const columns: Column[] = Object.entries(numbers).map(([name, values]) => ({ kind: 'number', name, values }));
  const codes = Int32Array.from(base, (value) => (random.next() < 0.1 ? -1 : Math.min(4, Math.max(0, Math.round(value + 2)))));
  const classes = Int32Array.from(base, (value) => (value + 0.5 * random.normal() > 0.3 ? 1 : value < -0.8 ? 2 : 0));
  columns.push({ kind: 'text', name: 'city', dictionary: ['Rome', 'Oslo', 'Bern', 'Wien', 'Pisa'], codes });
  columns.push({ kind: 'text', name: 'class', dictionary: ['low', 'high', 'odd'], codes: classes });
  return new Frame(columns);
}

const frame = table(4);
const planColumns = frame.columns.map(({ name, kind }) => ({ name, type: kind === 'number' ? ('float' as const) : ('category' as const) }));

function plan(target: 'y' | 'class', algorithm: string, changes: Partial<TrainingPlan>): TrainingPlan {
  const columns = planColumns.filter(({ name }) => name === target || !['y', 'class'].includes(name));
  const base = planOf(target, target === 'y' ? 'regression' : 'classification', algorithm, columns, changes);
  return { ...base, validationSize: 0, ...changes };
}

const plans: readonly (readonly [string, TrainingPlan])[] = [
  [
    'knn, capped by iqr, target encoding',
    plan('y', 'ridge', { encoding: 'target', cleaning: { missingStrategy: 'knn', outlierMethod: 'iqr' } }),
  ],
  [
    'iterative, quantiles, target encoding of three classes',
    plan('class', 'logistic', { encoding: 'target', cleaning: { missingStrategy: 'iterative' }, quantile: { output: 'normal' } }),
  ],
  [
    'rows of outliers dropped, powers and products',
    plan('y', 'linear', {
      power: 'yeo_johnson',
      polynomial: { degree: 2 },
      encoding: 'frequency',
      cleaning: { missingStrategy: 'mean', missingIndicator: true, outlierMethod: 'zscore', outlierAction: 'drop' },
    }),
  ],
  [
    'isolation forest, robust scale, ordinal',
    plan('y', 'ridge', { encoding: 'ordinal', cleaning: { outlierMethod: 'isolation_forest', outlierAction: 'robust_scale' } }),
  ],
  [
    'isolation forest caps, gaps stay',
    plan('y', 'decision_tree', { cleaning: { outlierMethod: 'isolation_forest', outlierThreshold: 0.05 } }),
  ],
  [
    'only complete rows, two features by mutual information',
    plan('class', 'logistic', { cleaning: { missingStrategy: 'drop' }, selection: { method: 'mutual_info', nFeatures: 2 } }),
  ],
  [
    'two features by elimination, components',
    plan('y', 'ridge', { selection: { method: 'rfe', nFeatures: 2 }, reduction: { method: 'pca', components: 1 } }),
  ],
  [
    'boosting with target encoding and gaps',
    plan('y', 'lightgbm', { hyperparameters: { n_estimators: 5 }, encoding: 'target', polynomial: { degree: 2, interactionOnly: true } }),
  ],
];

describe('a training with preparation', () => {
  it.each(plans)('%s: its graph answers as it does', async (_, given) => {
    const trained = await trainPipeline(frame, given);
    const golden = goldenRows(trained.signature, frame, 1);
    const certificate = await certify(trained, golden, runOnOnnxruntime);
    expect(certificate).toMatchObject({ outcome: 'passed', labels_equal: true });
  });

  // What is known of a row that is tested must not matter: neither its features nor, where classes keep no proportions, its target.
  it.each(plans)('%s: no statistic of a test row reaches the model', async (_, given) => {
    const own = { ...given, stratify: false };
    const trained = await trainPipeline(frame, own);
    const { test } = trained.results.splits;
    const saved = JSON.stringify(savePipeline(trained));
    await fc.assert(
      fc.asyncProperty(fc.integer(), fc.constantFrom(1, 1e6, 1e-6), async (seed, size) => {
        const other = await trainPipeline(scrambled(frame, test, seed, size), own);
        expect([...other.results.splits.test]).toEqual([...test]);
        expect(JSON.stringify(savePipeline(other))).toBe(saved);
        expect(Buffer.compare(Buffer.from(other.toOnnx()), Buffer.from(trained.toOnnx()))).toBe(0);
      }),
      { numRuns: 3, seed: 6 },
    );
  });

  it('learns all of it anew in every fold', async () => {
    for (const [, given] of [plans[0], plans[1], plans[3]]) {
      const { scores } = await crossValidate(frame, given, { folds: 3, metric: given.task === 'regression' ? 'r2' : 'accuracy' });
      expect(scores).toHaveLength(3);
      expect(Math.min(...scores)).toBeGreaterThan(0.3);
    }
  });

  it('says what it did', async () => {
    const { summary, signature } = await trainPipeline(frame, plans[5][1]);
    expect(signature.inputs).toHaveLength(2);
    expect(summary).toMatchObject({
      cleaning: { missingStrategy: 'drop' },
      feature_selection: { method: 'mutual_info', nFeatures: 2 },
      rows_cleaned_away: expect.any(Number),
    });
    expect(summary.feature_scores).toHaveLength(4);
    expect(summary.columns_left_out.filter(({ reason }) => reason === 'not_selected')).toHaveLength(2);
  });

  it.each([
    ['a strategy that needs the rows before', { cleaning: { missingStrategy: 'forward_fill' as never } }, 'learning.parameter_invalid'],
    ['an unknown encoding', { encoding: 'codes' as never }, 'learning.parameter_invalid'],
    ['a degree of 7', { polynomial: { degree: 7 } }, 'learning.parameter_invalid'],
    ['a threshold below 0', { cleaning: { outlierMethod: 'iqr' as const, outlierThreshold: -1 } }, 'learning.parameter_invalid'],
    [
      'more than half of the rows as outliers',
      { cleaning: { outlierMethod: 'isolation_forest' as const, outlierThreshold: 0.7 } },
      'learning.parameter_invalid',
    ],
    [
      'outliers that are everywhere',
      { cleaning: { outlierMethod: 'zscore' as const, outlierThreshold: 1e-9, outlierAction: 'drop' as const } },
      'learning.too_few_rows',
    ],
    ['powers of what has none', { power: 'box_cox' as const }, 'learning.value_invalid'],
    ['no feature', { selection: { method: 'rfe' as const, nFeatures: 0 } }, 'learning.parameter_invalid'],
  ])('refuses %s', async (_, changes, code) => {
    await expect(trainPipeline(frame, plan('y', 'ridge', changes))).rejects.toEqual(expect.objectContaining({ code }));
  });
});

/** The same table with other features, and another target of those there are, in the given rows. */
function scrambled(given: Frame, at: Int32Array, seed: number, size: number): Frame {
  const random = createRandom(seed);
  const columns = given.columns.map((column): Column => {
    if (column.kind === 'number') {
      const values = column.values.slice();
      for (const row of at) values[row] = column.name !== 'y' && random.next() < 0.3 ? Number.NaN : size * random.normal();
      return { ...column, values };
    }
    const codes = column.codes.slice();
    const texts = [...column.dictionary, ...(column.name === 'class' ? [] : ['Kyiv'])];
    for (const row of at) codes[row] = random.integer(texts.length);
    return { ...column, dictionary: texts, codes };
  });
  return new Frame(columns);
}
