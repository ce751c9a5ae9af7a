/** @jest-environment ./tools/onnx/jest-environment.mjs */
import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import type { Column } from '../frame/column.js';
import { Frame } from '../frame/frame.js';
import type { SignatureColumn } from '../frame/signature.js';
import { createGraph } from '../onnx/graph-writer.js';
import { type FeedValues, runOnnx } from '../onnx/onnxruntime.suite.js';
import { categoryEncodings } from './category-encoding.js';
import { categoryText } from './clean-text.js';
import { defaultPreparation, fitPreparation, Preparation, type PreparationOptions, toFloat32 } from './preparation.js';
import { imputeStrategies, scalings } from './step.js';

const number = (name: string, values: readonly number[]): Column => ({ kind: 'number', name, values: Float64Array.from(values) });

function text(name: string, values: readonly string[]): Column {
  const dictionary = [...new Set(values.filter((value) => value !== ''))];
  return { kind: 'text', name, dictionary, codes: Int32Array.from(values, (value) => dictionary.indexOf(value)) };
}

const columnsOf = (frame: Frame): SignatureColumn[] =>
  frame.columns.map(({ name, kind }) => ({ name, kind, type: kind === 'number' ? 'float' : 'category', missingTokens: [] }));

const options = (changes: Partial<PreparationOptions> = {}): PreparationOptions => ({
  ...defaultPreparation,
  minFrequency: 1,
  scaling: 'none',
  ...changes,
});

const fit = (frame: Frame, changes?: Partial<PreparationOptions>) => {
  const y = Float64Array.from({ length: frame.rows }, (_, row) => row % 3);
  return fitPreparation(frame, columnsOf(frame), options(changes), { task: 'regression', y, classes: 0, seed: 1 });
};

async function throughGraph(preparation: Preparation, frame: Frame): Promise<number[]> {
  const graph = createGraph('preparation');
  const inputs = new Map(frame.columns.map(({ name, kind }) => [name, graph.input(name, kind === 'number' ? 'float' : 'string', 1)]));
  graph.output(' matrix', preparation.toOnnx(graph, inputs), 'float', ['n', preparation.names.length]);
  const feeds = Object.fromEntries(frame.columns.map((column): [string, FeedValues] => [column.name, feedOf(column)]));
  return Array.from((await runOnnx(graph.toBytes(), feeds))[' matrix'].data as Float32Array);
}

function feedOf(column: Column): FeedValues {
  if (column.kind === 'number') return Float32Array.from(column.values, toFloat32);
  return Array.from(column.codes, (code) => (code < 0 ? '' : categoryText(column.dictionary[code])));
}

describe('fitPreparation', () => {
  const numbers = new Frame([number('a', [1, 2, Number.NaN, 6, 2])]);

  it.each([
    ['mean', 2.75],
    ['median', 2],
    ['mode', 2],
    ['constant', 0],
  ] as const)('imputes by %s', (impute, expected) => {
    expect([...fit(numbers, { impute, indicateFrom: 1 }).transform(numbers).data]).toEqual([1, 2, expected, 6, 2]);
  });

  it('adds a column that says where a number was missing, from the given share on', () => {
    const prepared = fit(numbers, { indicateFrom: 0.2 });
    expect(prepared.names).toEqual(['a', 'a is missing']);
    expect(prepared.sources).toEqual(['a', 'a']);
    expect([...prepared.transform(numbers).data]).toEqual([1, 0, 2, 0, 2, 1, 6, 0, 2, 0]);
    expect(fit(numbers, { indicateFrom: 0.21 }).names).toEqual(['a']);
  });

  it.each([
    ['standard', [-1.3416407, -0.4472136, 0.4472136, 1.3416407]],
    ['minmax', [0, 1 / 3, 2 / 3, 1]],
    ['robust', [-1, -1 / 3, 1 / 3, 1]],
  ] as const)('scales by %s', (scaling, expected) => {
    const frame = new Frame([number('a', [10, 20, 30, 40])]);
    const { data } = fit(frame, { scaling }).transform(frame);
    expected.forEach((value, row) => expect(data[row]).toBeCloseTo(value, 6));
  });

  it('learns from the values that are there when missing ones stay missing', () => {
    const { data } = fit(numbers, { impute: 'none', scaling: 'minmax' }).transform(numbers);
    expect([...data]).toEqual([0, Math.fround(0.2), Number.NaN, 1, Math.fround(0.2)]);
  });

  it('leaves a column without spread at its offset', () => {
    const frame = new Frame([number('same', [7, 7, 7])]);
    for (const scaling of scalings) expect(Math.max(...fit(frame, { scaling }).transform(frame).data)).toBe(scaling === 'none' ? 7 : 0);
  });

  it('scales huge offsets and tiny spreads without losing them', () => {
    const frame = new Frame([number('year', [2 ** 23, 2 ** 23 + 1, 2 ** 23 + 2]), number('tiny', [0, 1e-20, 2e-20])]);
    const { data } = fit(frame, { scaling: 'standard' }).transform(frame);
    for (const at of [0, 1])
      expect([data[at], data[at + 2], data[at + 4]].map((value) => value.toFixed(4))).toEqual(['-1.2247', '0.0000', '1.2247']);
  });

  const cities = new Frame([text('city', ['Rome', 'Oslo', 'Rome', '', 'Bern', 'Oslo', 'Rome'])]);

  it('gives every category a column, and missing one of its own', () => {
    const prepared = fit(cities);
    expect(prepared.names).toEqual(['city = Bern', 'city = Oslo', 'city = Rome', 'city is missing']);
    const asked = new Frame([text('city', ['Oslo', '', 'Paris'])]);
    expect([...prepared.transform(asked).data]).toEqual([0, 1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0]);
  });

  it('puts rare and unseen categories together, by frequency and by number', () => {
    const byFrequency = fit(cities, { minFrequency: 2 });
    expect(byFrequency.names).toEqual(['city = Oslo', 'city = Rome', 'city is another value', 'city is missing']);
    const asked = new Frame([text('city', ['Bern', 'Paris', 'Rome'])]);
    expect([...byFrequency.transform(asked).data]).toEqual([0, 0, 1, 0, 0, 0, 1, 0, 0, 1, 0, 0]);
    expect(fit(cities, { maxCategories: 1 }).names).toEqual(['city = Rome', 'city is another value', 'city is missing']);
  });

  it('stays narrow on a column of ten thousand different texts', () => {
    const frame = new Frame([
      text(
        'id',
        Array.from({ length: 10_000 }, (_, i) => `id ${i}`),
      ),
    ]);
    expect(fit(frame, { maxCategories: 50 }).names).toHaveLength(51);
    expect(fit(frame, { minFrequency: 2 }).names).toEqual(['id is another value']);
  });

  it('hands categories through as codes to estimators that handle them', () => {
    const frame = new Frame([number('a', [1, 2, 3, 4, 5, 6, 7]), ...cities.columns]);
    const coded = fit(frame, { encoding: 'codes' });
    expect(coded.names).toEqual(['a', 'city']);
    expect(coded.sources).toEqual(['a', 'city']);
    const asked = new Frame([number('a', [1, 2, 3]), text('city', ['Oslo', '', 'Paris'])]);
    expect(coded.transform(asked)).toMatchObject({
      categories: Int32Array.of(0, 3),
      data: Float32Array.of(1, 1, 2, Number.NaN, 3, Number.NaN),
    });
    const rare = fit(frame, { encoding: 'codes', minFrequency: 2 });
    expect(rare.transform(asked)).toMatchObject({ categories: Int32Array.of(0, 3), data: Float32Array.of(1, 0, 2, Number.NaN, 3, 2) });
    expect(fit(numbers, { encoding: 'codes' }).transform(numbers).categories).toBeUndefined();
  });

  it('takes one column of a kind, or none of the other', async () => {
    for (const frame of [numbers, cities]) expect(await throughGraph(fit(frame), frame)).toEqual([...fit(frame).transform(frame).data]);
  });

  it('refuses a frame without its columns or with the wrong kind', () => {
    expect(() => fit(numbers).transform(cities)).toThrow(expect.objectContaining({ code: 'learning.column_missing' }));
    expect(() => fit(numbers).transform(new Frame([text('a', ['x'])]))).toThrow(
      expect.objectContaining({ code: 'learning.value_invalid' }),
    );
  });
});

const anyNumber = fc.oneof(
  { weight: 4, arbitrary: fc.double({ min: -1000, max: 1000, noNaN: true }) },
  { weight: 2, arbitrary: fc.constant(Number.NaN) },
  fc.integer({ min: -5, max: 5 }),
  fc.double({ noNaN: true }),
);
const anyText = fc.oneof(
  fc.constantFrom('', 'a', 'b', 'c', 'a ', ' '),
  fc.string({ unit: 'binary' }),
  fc.constant('x'.repeat(70_000)),
  fc.constantFrom('a\0b', '\ud800', '__proto__', 'constructor'),
);

const tables = fc.integer({ min: 1, max: 12 }).chain((rows) => {
  const table = fc.record({
    numbers: fc.array(fc.array(anyNumber, { minLength: rows, maxLength: rows }), { maxLength: 3 }),
    texts: fc.array(fc.array(anyText, { minLength: rows, maxLength: rows }), { maxLength: 3 }),
  });
  return fc
    .tuple(table, table)
    .filter(
      ([a, b]) => a.numbers.length + a.texts.length > 0 && a.numbers.length === b.numbers.length && a.texts.length === b.texts.length,
    );
});
const frameOf = ({ numbers, texts }: { numbers: number[][]; texts: string[][] }) =>
  new Frame([...numbers.map((values, i) => number(`n${i}`, values)), ...texts.map((values, i) => text(`t${i}`, values))]);

describe('the graph of a preparation', () => {
  it('computes what transform computes, bit for bit, for any values, seen or not', async () => {
    const settings = fc.record({
      impute: fc.constantFrom(...imputeStrategies, 'none' as const),
      scaling: fc.constantFrom(...scalings),
      indicateFrom: fc.constantFrom(0.01, 1),
      minFrequency: fc.constantFrom(1, 2),
      maxCategories: fc.constantFrom(1, 50),
      encoding: fc.constantFrom(...categoryEncodings),
    });
    await fc.assert(
      fc.asyncProperty(tables, settings, async ([train, asked], given) => {
        const fitted = fit(frameOf(train), given);
        const prepared = Preparation.load(JSON.parse(JSON.stringify(fitted)));
        const frame = frameOf(asked);
        const expected = prepared.transform(frame);
        expect([...expected.data]).toEqual([...fitted.transform(frame).data]);
        expect((await throughGraph(prepared, frame)).map(bits)).toEqual(Array.from(expected.data, bits));
      }),
      { numRuns: 150 },
    );
  });
});

/** Tells −0 from 0, and takes all NaN for one. */
const bits = (value: number) => (Number.isNaN(value) ? 'missing' : Object.is(value, -0) ? '-0' : String(value));
