/** @jest-environment ./tools/onnx/jest-environment.mjs */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import type { Matrix } from '../estimators/estimator.js';
import type { Column } from '../frame/column.js';
import { Frame } from '../frame/frame.js';
import type { SignatureColumn } from '../frame/signature.js';
import { createGraph } from '../onnx/graph-writer.js';
import { type FeedValues, runOnnx } from '../onnx/onnxruntime.suite.js';
import { createRandom } from '../random/random.js';
import { fitPca, type PcaOptions } from './pca.js';
import { defaultPreparation, fitPreparation, loadStep, Preparation, toFloat32 } from './preparation.js';
import type { FittedStep, PcaDescription } from './step.js';

interface Case {
  readonly name: string;
  readonly columns: number;
  readonly components: number | null;
  readonly whiten: boolean;
  readonly x: number[];
  readonly asked: number[];
  readonly variances: number[];
  readonly shares: number[];
  readonly axes: number[];
  readonly expected: number[];
}

const { cases } = JSON.parse(readFileSync(new URL('./fixtures/pca.json', import.meta.url), 'utf8')) as { cases: Case[] };

const matrixOf = (data: ArrayLike<number>, columns: number): Matrix => ({
  rows: data.length / columns,
  columns,
  data: Float32Array.from(data),
  names: Array.from({ length: columns }, (_, column) => `c${column}`),
});

const learned = (step: FittedStep) => step.description as PcaDescription;

const largestError = (actual: ArrayLike<number>, expected: ArrayLike<number>) => {
  expect(actual).toHaveLength(expected.length);
  const unit = Math.max(1, ...Array.from(expected, Math.abs));
  return Array.from(expected).reduce((largest, value, i) => Math.max(largest, Math.abs(actual[i] - value) / unit), 0);
};

async function throughGraph(step: FittedStep, block: Matrix): Promise<Float32Array> {
  const graph = createGraph('pca');
  graph.output('y', step.toOnnx(graph, graph.input('x', 'float', block.columns)), 'float', ['n', 'n']);
  return (await runOnnx(graph.toBytes(), { x: block.data }, block.columns)).y.data as Float32Array;
}

describe('fitPca against scikit-learn', () => {
  it.each(cases.map((each) => [each.name, each] as const))('%s', async (_, { columns, components, whiten, x, asked, ...expected }) => {
    const step = fitPca(matrixOf(x, columns), { components, whiten });
    expect(largestError(learned(step).variances, expected.variances)).toBeLessThan(1e-9);
    expect(largestError(learned(step).shares, expected.shares)).toBeLessThan(1e-9);
    const { rotation, variances } = learned(step);
    const axes = rotation.map((value, i) => value * (whiten ? Math.sqrt(variances[Math.floor(i / columns)]) : 1));
    expect(largestError(axes, expected.axes)).toBeLessThan(1e-6);
    const rows = matrixOf(asked, columns);
    expect(largestError(step.transform(rows).data, expected.expected)).toBeLessThan(1e-6);
    expect(largestError(await throughGraph(step, rows), step.transform(rows).data)).toBeLessThan(2e-7);
  });
});

const cells = (rows: number, columns: number, seed: number) => {
  const random = createRandom(seed);
  return Array.from({ length: rows * columns }, (_, i) => Math.fround(random.normal() * (1 + (i % columns))));
};

const fit = (x: Matrix, options: Partial<PcaOptions> = {}) => fitPca(x, { components: null, ...options });

describe('fitPca', () => {
  it('turns rows without stretching them: distances stay, components are uncorrelated and ordered', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 30 }), fc.integer({ min: 1, max: 30 }), fc.integer(), (rows, columns, seed) => {
        const x = matrixOf(cells(rows, columns, seed), columns);
        const step = fit(x);
        const { data, columns: components } = step.transform(x);
        expect(components).toBeLessThanOrEqual(Math.min(rows, columns));
        const distance = (values: Float32Array, width: number, a: number, b: number) =>
          Math.sqrt(
            Array.from({ length: width }, (_, i) => (values[a * width + i] - values[b * width + i]) ** 2).reduce((s, v) => s + v, 0),
          );
        for (let row = 1; row < rows; row++) expect(distance(data, components, 0, row)).toBeCloseTo(distance(x.data, columns, 0, row), 3);
        const variances = learned(step).variances;
        expect([...variances].sort((a, b) => b - a)).toEqual(variances);
        for (let k = 0; k < components; k++) {
          for (let l = 0; l <= k; l++) {
            let product = 0;
            for (let row = 0; row < rows; row++) product += (data[row * components + k] * data[row * components + l]) / (rows - 1);
            expect(Math.abs(product - (k === l ? variances[k] : 0))).toBeLessThan(1e-5 * variances[0]);
          }
        }
      }),
      { numRuns: 40, seed: 4 },
    );
  });

  it('finds the same components by columns and by rows', () => {
    const square = matrixOf(cells(9, 8, 4), 8);
    const byColumns = learned(fit(square, { components: 3 }));
    // A column of zeros more often than there are rows turns the sides, and changes nothing else.
    const padded = matrixOf(Array.from({ length: 9 }, (_, row) => [...square.data.subarray(row * 8, row * 8 + 8), 0, 0]).flat(), 10);
    const byRows = learned(fit(padded, { components: 3 }));
    expect(largestError(byRows.variances, byColumns.variances)).toBeLessThan(1e-12);
    expect(
      largestError(
        byRows.rotation.filter((_, i) => i % 10 < 8),
        byColumns.rotation,
      ),
    ).toBeLessThan(1e-9);
  });

  it('moves with a shift of the columns, and turns with their order', () => {
    const x = matrixOf(cells(40, 4, 6), 4);
    const whole = matrixOf(
      x.data.map((value) => Math.round(value * 64) / 64),
      4,
    );
    const shifted = matrixOf(
      whole.data.map((value, i) => value + (i % 4) * 8),
      4,
    );
    expect(largestError(fit(shifted).transform(shifted).data, fit(whole).transform(whole).data)).toBeLessThan(1e-6);
    const turned = matrixOf(
      whole.data.map((_, i) => whole.data[i - (i % 4) + 3 - (i % 4)]),
      4,
    );
    expect(largestError(fit(turned).transform(turned).data, fit(whole).transform(whole).data)).toBeLessThan(1e-6);
  });

  it('leaves out what has no variance, but for one component', () => {
    const twice = matrixOf([1, 1, 2, 2, 4, 4], 2);
    expect(learned(fit(twice)).shares).toEqual([1]);
    const same = fit(matrixOf([3, 7, 3, 7], 2), { whiten: true });
    expect([...same.transform(matrixOf([3, 7, 5, 7], 2)).data][0]).toBe(0);
    expect(learned(same).variances).toEqual([0]);
    expect(learned(fit(matrixOf([3, 7], 2))).variances).toEqual([0]);
    expect(learned(fit(matrixOf([3, 7, 1], 3))).variances).toEqual([0]);
  });

  it('leaves later columns as they are, after the components', async () => {
    const x = matrixOf([1, 2, 0, 3, 1, 1, 2, 2, 0, 5, 7, 1], 3);
    const step = fitPca(x, { components: 1 }, 2);
    const { data, columns, names } = step.transform(x);
    expect(names).toEqual(['component 1', 'c2']);
    expect([1, 3, 5, 7].map((i) => data[i])).toEqual([0, 1, 0, 1]);
    expect(columns).toBe(2);
    expect(largestError(await throughGraph(step, x), data)).toBeLessThan(2e-7);
    const loaded = loadStep(JSON.parse(JSON.stringify(step.description)));
    expect([...loaded.transform(x).data]).toEqual([...data]);
  });

  it('stands the ends of float32', async () => {
    const x = matrixOf([3e38, -3e38, 3e38, -3e38, 3e38, 3e38, 1, 2], 2);
    const step = fit(x);
    expect(step.transform(x).data.every(Number.isFinite)).toBe(true);
    expect(largestError(await throughGraph(step, x), step.transform(x).data)).toBeLessThan(2e-7);
  });

  it.each([0, -1, 1.5, 3, Number.NaN])('refuses %d components of two', (components) => {
    const wrong = expect.objectContaining({ code: 'learning.parameter_invalid', where: 'components' });
    expect(() => fit(matrixOf([1, 2, 3, 4, 5, 7], 2), { components })).toThrow(wrong);
  });

  it('says which column has missing values', () => {
    expect(() => fit(matrixOf([1, 2, 3, Number.NaN], 2))).toThrow('"c1" has missing values');
  });
});

describe('preparation with principal components', () => {
  const number = (name: string, values: readonly number[]): Column => ({ kind: 'number', name, values: Float64Array.from(values) });
  const frame = new Frame([
    number('a', [1, 2, Number.NaN, 4, 5, 7]),
    number('b', [2, 1, 4, 3, 8, 6]),
    number('c', [5, 5, 1, 2, 2, 9]),
    { kind: 'text', name: 'city', dictionary: ['Rome', 'Oslo'], codes: Int32Array.from([0, 1, 0, 1, 0, 0]) },
  ]);
  const columns: SignatureColumn[] = frame.columns.map(({ name, kind }) => ({
    name,
    kind,
    type: kind === 'number' ? 'float' : 'category',
    missingTokens: [],
  }));
  const options = { ...defaultPreparation, minFrequency: 1, reduce: { method: 'pca', components: 2 } } as const;

  it('reduces the numbers, keeps indicators and categories, and says so in the graph', async () => {
    const preparation = fitPreparation(frame, columns, options);
    expect(preparation.names).toEqual(['component 1', 'component 2', 'a is missing', 'city = Oslo', 'city = Rome']);
    expect(preparation.sources).toEqual(['component 1', 'component 2', 'a', 'city', 'city']);
    const { data } = preparation.transform(frame);
    expect([...Preparation.load(JSON.parse(JSON.stringify(preparation))).transform(frame).data]).toEqual([...data]);
    const graph = createGraph('preparation');
    const inputs = new Map(frame.columns.map(({ name, kind }) => [name, graph.input(name, kind === 'number' ? 'float' : 'string', 1)]));
    graph.output('matrix', preparation.toOnnx(graph, inputs), 'float', ['n', 5]);
    const feeds: Record<string, FeedValues> = { city: ['Rome', 'Oslo', 'Rome', 'Oslo', 'Rome', 'Rome'] };
    for (const name of ['a', 'b', 'c']) feeds[name] = Float32Array.from(frame.number(name).values, toFloat32);
    expect(largestError((await runOnnx(graph.toBytes(), feeds)).matrix.data as Float32Array, data)).toBeLessThan(2e-7);
  });

  it('imputes for the components where the estimator would not need it', () => {
    const { data } = fitPreparation(frame, columns, { ...options, impute: 'none' }).transform(frame);
    expect(data.every(Number.isFinite)).toBe(true);
  });
});
