/** @jest-environment ./tools/onnx/jest-environment.mjs */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import type { Matrix } from '../estimators/estimator.js';
import type { TextColumn } from '../frame/column.js';
import { createGraph } from '../onnx/graph-writer.js';
import { runOnnx } from '../onnx/onnxruntime.suite.js';
import { capAt } from './cap.js';
import { fitCategories } from './categories.js';
import { fitIterativeImpute } from './iterative-impute.js';
import { fitKnnImpute } from './knn-impute.js';
import { fitPolynomial } from './polynomial.js';
import { fitPower } from './power.js';
import { loadStep } from './preparation.js';
import { fitQuantile } from './quantile-transform.js';
import type { FittedStep, PowerDescription, PowerMethod, QuantileOutput } from './step.js';
import { fitTargetEncoding, smoothedMeans } from './target-encoding.js';
import { codesOf, writeValues } from './valued-categories.js';

type Cells = (number | null)[];

interface Imputation {
  readonly name: string;
  readonly columns: number;
  readonly train: Cells;
  readonly asked: Cells;
  readonly options: { neighbours?: number; rounds?: number };
  readonly expectedTrain: Cells;
  readonly expected: Cells;
}

interface Fixture {
  readonly knn: Imputation[];
  readonly iterative: Imputation[];
  readonly power: { method: PowerMethod; columns: number; train: Cells; asked: Cells; lambdas: number[]; expected: Cells }[];
  readonly quantile: { output: QuantileOutput; quantiles: number; columns: number; train: Cells; asked: Cells; expected: Cells }[];
  readonly polynomial: { degree: number; interactionOnly: boolean; columns: number; x: Cells; names: string[]; expected: Cells }[];
  readonly target: {
    name: string;
    classes: number;
    texts: string[];
    y: number[];
    asked: string[];
    expected: number[];
    folds: number[];
    crossed: number[];
  }[];
}

const fixture = JSON.parse(readFileSync(new URL('./fixtures/steps.json', import.meta.url), 'utf8')) as Fixture;

const block = (cells: ArrayLike<number | null>, columns: number): Matrix => ({
  rows: cells.length / columns,
  columns,
  data: Float32Array.from(Array.from(cells), (cell) => cell ?? Number.NaN),
  names: Array.from({ length: columns }, (_, column) => 'abcdefgh'[column]),
});

/** Largest error in units of the number where that is above 1; missing ones must agree. */
function largestError(actual: ArrayLike<number>, expected: ArrayLike<number | null>): number {
  expect(actual).toHaveLength(expected.length);
  return Array.from(expected).reduce<number>((largest, value, i) => {
    if (value === null || Number.isNaN(value)) {
      expect(actual[i]).toBeNaN();
      return largest;
    }
    return Math.max(largest, Math.abs(actual[i] - value) / Math.max(1, Math.abs(value)));
  }, 0);
}

async function throughGraph(step: FittedStep, asked: Matrix): Promise<Float32Array> {
  const graph = createGraph('step');
  graph.output('y', step.toOnnx(graph, graph.input('x', 'float', asked.columns)), 'float', ['n', 'n']);
  return (await runOnnx(graph.toBytes(), { x: asked.data }, asked.columns)).y.data as Float32Array;
}

/** The step, what it becomes when saved and loaded, and its graph give the same. */
async function requireOneAnswer(step: FittedStep, asked: Matrix, tolerance = 2e-7): Promise<void> {
  const { data, columns, names } = step.transform(asked);
  expect(names).toHaveLength(columns);
  expect(step.names(asked.names)).toEqual(names);
  const loaded = loadStep(JSON.parse(JSON.stringify(step.description)));
  expect([...loaded.transform(asked).data]).toEqual([...data]);
  expect(largestError(await throughGraph(step, asked), data)).toBeLessThan(tolerance);
}

describe('preparation steps against scikit-learn', () => {
  it.each(fixture.knn.map((each) => [each.name, each] as const))('KNNImputer: %s', async (_, each) => {
    const train = block(each.train, each.columns);
    const step = fitKnnImpute(train, each.options);
    expect(largestError(step.transform(train).data, each.expectedTrain)).toBeLessThan(1e-6);
    const asked = block(each.asked, each.columns);
    expect(largestError(step.transform(asked).data, each.expected)).toBeLessThan(1e-6);
    await requireOneAnswer(step, asked);
  });

  it.each(fixture.iterative.map((each) => [each.name, each] as const))('IterativeImputer: %s', async (_, each) => {
    const train = block(each.train, each.columns);
    const step = await fitIterativeImpute(train, each.options);
    expect(largestError(step.transform(train).data, each.expectedTrain)).toBeLessThan(1e-6);
    const asked = block(each.asked, each.columns);
    expect(largestError(step.transform(asked).data, each.expected)).toBeLessThan(1e-6);
    await requireOneAnswer(step, asked);
  });

  it.each(fixture.power.map((each) => [each.method, each] as const))('PowerTransformer: %s', async (method, each) => {
    const step = fitPower(block(each.train, each.columns), method);
    expect(largestError((step.description as PowerDescription).lambdas, each.lambdas)).toBeLessThan(1e-6);
    const asked = block(each.asked, each.columns);
    expect(largestError(step.transform(asked).data, each.expected)).toBeLessThan(1e-6);
    await requireOneAnswer(step, asked);
  });

  it.each(fixture.quantile.map((each) => [each.output, each.quantiles, each] as const))(
    'QuantileTransformer: %s, %d',
    async (_, __, each) => {
      const step = fitQuantile(block(each.train, each.columns), each);
      const asked = block(each.asked, each.columns);
      expect(largestError(step.transform(asked).data, each.expected)).toBeLessThan(1e-6);
      await requireOneAnswer(step, asked);
    },
  );

  it.each(fixture.polynomial.map((each) => [each.degree, each.interactionOnly, each] as const))(
    'PolynomialFeatures: degree %d, interactions only %s',
    async (_, __, { columns, x, names, expected, ...options }) => {
      const asked = block(x, columns);
      const step = fitPolynomial(asked, options);
      expect(step.names(asked.names)).toEqual(names);
      expect(largestError(step.transform(asked).data, expected)).toBeLessThan(1e-6);
      await requireOneAnswer(step, asked);
    },
  );

  it.each(fixture.target.map((each) => [each.name, each] as const))('TargetEncoder: %s', (_, each) => {
    const texts = textColumn(each.texts);
    const categories = fitCategories(texts, { minFrequency: 1, maxCategories: 100 });
    const y = Float64Array.from(each.y);
    const labels = { task: each.classes ? 'classification' : 'regression', y, classes: each.classes, seed: 1 } as const;
    const fitted = fitTargetEncoding(categories, texts, labels);
    const width = fitted.values.names.length;
    const matrix = block(new Float32Array(each.asked.length * width), width);
    writeValues(fitted, textColumn(each.asked), matrix, 0);
    expect(largestError(matrix.data, each.expected)).toBeLessThan(1e-6);
    const codes = codesOf(categories, texts);
    const crossed = each.folds.flatMap((fold, row) => {
      const train = Int32Array.from(each.folds.keys()).filter((other) => each.folds[other] !== fold);
      const classes = each.classes === 0 ? [-1] : each.classes === 2 ? [1] : Array.from({ length: each.classes }, (__, code) => code);
      return classes.map((code) => {
        const own = code < 0 ? y : y.map((value) => Number(value === code));
        return smoothedMeans(codes, own, categories.categories.length, train).means[codes[row]];
      });
    });
    expect(largestError(crossed, each.crossed)).toBeLessThan(1e-9);
  });
});

function textColumn(values: readonly string[]): TextColumn {
  const dictionary = [...new Set(values)];
  return { kind: 'text', name: 't', dictionary, codes: Int32Array.from(values, (value) => dictionary.indexOf(value)) };
}

const anyCell = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: -20, max: 20 }) },
  { weight: 3, arbitrary: fc.constant(Number.NaN) },
  { weight: 3, arbitrary: fc.double({ min: -1e4, max: 1e4, noNaN: true }) },
  fc.constantFrom(3.4e38, -3.4e38, 1e-40, 0),
);
const tables = fc
  .record({ columns: fc.integer({ min: 1, max: 4 }), rows: fc.integer({ min: 1, max: 12 }), asked: fc.integer({ min: 1, max: 6 }) })
  .chain(({ columns, rows, asked }) => {
    const cells = (count: number) => fc.array(anyCell, { minLength: count * columns, maxLength: count * columns });
    return fc.tuple(cells(rows), cells(asked)).map((both) => both.map((each) => block(each, columns)));
  });

describe('preparation steps on any table', () => {
  it('cap, fill, raise and multiply the same in TypeScript and in the graph', async () => {
    await fc.assert(
      fc.asyncProperty(tables, async ([train, asked]) => {
        const kept = train.columns - 1;
        const bounds = {
          lower: new Float64Array(train.columns).fill(-5),
          upper: Float64Array.from({ length: train.columns }, (_, i) => i),
        };
        await requireOneAnswer(capAt(bounds), asked, 1e-30);
        for (const columns of kept > 0 ? [kept, train.columns] : [train.columns]) {
          await requireOneAnswer(fitKnnImpute(train, { neighbours: 2, scaled: true }, columns), asked);
          await requireOneAnswer(fitQuantile(train, { output: 'normal' }, columns), asked, 1e-6);
          await requireOneAnswer(fitPower(train, 'yeo_johnson', columns), asked, 1e-5);
          await requireOneAnswer(fitPolynomial(train, { degree: 3 }, columns), asked, 1e-30);
        }
      }),
      { numRuns: 40, seed: 8 },
    );
  });

  it('regress in chains the same in TypeScript and in the graph, and leave no gap', async () => {
    await fc.assert(
      fc.asyncProperty(tables, async ([train, asked]) => {
        const step = await fitIterativeImpute(train, { rounds: 3 });
        expect(step.transform(asked).data.every(Number.isFinite)).toBe(true);
        await requireOneAnswer(step, asked, 1e-5);
      }),
      { numRuns: 40, seed: 9 },
    );
  });

  it('leave columns after the first ones alone', async () => {
    const train = block([1, 2, 0, null, 5, 1, 4, 4, 0, 6, null, 1, 3, 7, 1], 3);
    const steps = [fitKnnImpute(train, {}, 2), await fitIterativeImpute(train, {}, 2)];
    for (const step of steps) expect([...step.transform(train).data].filter((_, i) => i % 3 === 2)).toEqual([0, 1, 0, 1, 1]);
    const products = fitPolynomial(train, { degree: 2 }, 2);
    expect(products.names(train.names)).toEqual(['a', 'b', 'a^2', 'a b', 'b^2', 'c']);
    expect(products.sources?.(train.names)).toEqual(['a', 'b', 'a', 'a b', 'b', 'c']);
  });
});

describe('powers', () => {
  it.each([
    ['log1p', -1],
    ['box_cox', 0],
  ] as const)('%s refuses a training number without a value, and takes the smallest for one at serving', async (method, edge) => {
    expect(() => fitPower(block([1, edge, 2], 1), method)).toThrow(expect.objectContaining({ code: 'learning.value_invalid', where: 'a' }));
    const step = fitPower(block([1, 2, 3, 5], 1), method);
    const asked = block([edge, -7, 1, null, 1e30], 1);
    const { data } = step.transform(asked);
    expect([data[0], data[1]]).toEqual([data[2], data[2]]);
    await requireOneAnswer(step, asked, 1e-6);
  });

  it('leave a constant column finite', () => {
    for (const method of ['log1p', 'box_cox', 'yeo_johnson'] as const)
      expect(
        fitPower(block([4, 4, 4], 1), method)
          .transform(block([4, 5], 1))
          .data.every(Number.isFinite),
      ).toBe(true);
  });
});

describe('quantiles', () => {
  it('keep to their range beyond the training numbers, and order within them', () => {
    const train = block([5, 1, 1, 9, 3], 1);
    const asked = block([-1e30, 1, 2, 4, 9, 1e30, null], 1);
    expect([...fitQuantile(train, { output: 'uniform' }).transform(asked).data]).toEqual([0, 0, 0.375, 0.625, 1, 1, Number.NaN]);
    const normal = fitQuantile(train, { output: 'normal' }).transform(asked).data;
    expect([...normal.subarray(0, 6)]).toEqual([...normal.slice(0, 6).sort()]);
    expect(normal[5]).toBeCloseTo(5.19933758, 6);
  });

  it('need two at least', () => {
    expect(() => fitQuantile(block([1, 2], 1), { output: 'normal', quantiles: 1 })).toThrow('from 2 to 10000, not 1');
  });
});

describe('products', () => {
  it('are refused where they would be too many', () => {
    const wide: Matrix = { rows: 1, columns: 40, data: new Float32Array(40), names: Array.from({ length: 40 }, (_, i) => `c${i}`) };
    expect(() => fitPolynomial(wide, { degree: 3 })).toThrow(/makes 12340 columns of 40/);
    expect(() => fitPolynomial(wide, { degree: 4 })).toThrow('"degree" must be 2 or 3');
  });
});
