import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import type { Column } from '../frame/column.js';
import { Frame } from '../frame/frame.js';
import { cleanTable, type TableCleaning, type TableColumn } from './table-cleaning.js';

const gap = Number.NaN;
const number = (name: string, ...values: number[]): Column => ({ kind: 'number', name, values: Float64Array.from(values) });
const text = (name: string, ...values: (string | null)[]): Column => {
  const dictionary = [...new Set(values.filter((value) => value !== null))];
  return { kind: 'text', name, dictionary, codes: Int32Array.from(values, (value) => (value === null ? -1 : dictionary.indexOf(value))) };
};
const frame = new Frame([
  number('age', 20, gap, 30, 40, 900),
  number('score', 0.5, 1.5, gap, 2.5, 3.5),
  number('member', 1, 0, gap, 0, 0),
  number('joined', 19_000, 19_010, 19_400, gap, 19_020),
  text('city', 'Oslo', null, 'Rome', 'Rome', 'Bern'),
  text('note', 'a long story', null, 'b', 'c', 'd'),
  text('id', 'C1', null, 'C3', 'C4', 'C5'),
  text('target', 'yes', 'no', null, 'no', 'yes'),
]);
const columns: TableColumn[] = [
  { name: 'age', type: 'integer', role: 'feature' },
  { name: 'score', type: 'float', role: 'feature' },
  { name: 'member', type: 'boolean', role: 'feature' },
  { name: 'joined', type: 'datetime', role: 'feature' },
  { name: 'city', type: 'category', role: 'feature' },
  { name: 'note', type: 'text', role: 'feature' },
  { name: 'id', type: 'identifier', role: 'identifier' },
  { name: 'target', type: 'category', role: 'target' },
];
const clean = (changes: Partial<TableCleaning>, given: Frame = frame, typed = columns) =>
  cleanTable(given, typed, { missingStrategy: 'none', outlierMethod: 'none', outlierAction: 'cap', seed: 1, ...changes });

/** The column's cells by now: null is missing. */
function cells(changed: readonly Column[], name: string): (number | string | null)[] {
  const column = changed.find((each) => each.name === name) ?? frame.column(name);
  if (column.kind === 'number') return Array.from(column.values, (value) => (Number.isNaN(value) ? null : value));
  return Array.from(column.codes, (code) => (code < 0 ? null : column.dictionary[code]));
}

describe('cleanTable', () => {
  it.each([
    ['mean', { age: 247.5, score: 2, member: 0, joined: 19_015, city: 'Rome' }],
    ['median', { age: 35, score: 2, member: 0, joined: 19_015, city: 'Rome' }],
    ['mode', { age: 20, score: 0.5, member: 0, joined: 19_000, city: 'Rome' }],
    ['constant', { age: 0, score: 0, city: 'missing', note: 'missing' }],
    ['forward_fill', { age: 20, score: 1.5, member: 0, joined: 19_400, city: 'Oslo', note: 'a long story' }],
    ['backward_fill', { age: 30, score: 2.5, member: 0, joined: 19_020, city: 'Rome', note: 'b' }],
  ] as const)('fills by %s', async (missingStrategy, expected) => {
    const { changed, filled, left, steps } = await clean({ missingStrategy });
    const gaps = { age: 1, score: 2, member: 2, joined: 3, city: 1, note: 1 };
    for (const [name, value] of Object.entries(expected)) expect(cells(changed, name)[gaps[name as keyof typeof gaps]]).toBe(value);
    expect(filled).toEqual(Object.fromEntries(Object.keys(expected).map((name) => [name, 1])));
    expect(left).toMatchObject({ id: 1, target: 1 });
    expect(steps.map(({ name }) => name)).toEqual(['fill_missing']);
  });

  it('fills gaps at the edge from the other side only', async () => {
    const edges = new Frame([number('a', gap, 1, gap)]);
    const typed: TableColumn[] = [{ name: 'a', type: 'float' }];
    expect((await clean({ missingStrategy: 'forward_fill' }, edges, typed)).left).toEqual({ a: 1 });
    const { changed } = await clean({ missingStrategy: 'backward_fill' }, edges, typed);
    expect(cells(changed, 'a')).toEqual([1, 1, null]);
  });

  it('says where cells were missing, before they are filled', async () => {
    const { indicators } = await clean({ missingStrategy: 'median', missingIndicator: true });
    expect(indicators.map(({ name, values }) => [name, [...values].indexOf(1)])).toEqual([
      ['age is missing', 1],
      ['score is missing', 2],
      ['member is missing', 2],
      ['joined is missing', 3],
      ['city is missing', 1],
      ['note is missing', 1],
    ]);
  });

  it('leaves out rows with a gap in any column that counts', async () => {
    expect([...(await clean({ missingStrategy: 'drop' })).kept]).toEqual([0, 4]);
    const ignoring = columns.map((column) => (column.name === 'joined' ? { ...column, role: 'ignored' } : column));
    expect([...(await clean({ missingStrategy: 'drop' }, frame, ignoring)).kept]).toEqual([0, 3, 4]);
  });

  it('caps by quartiles and by deviations, leaves rows out, and scales', async () => {
    const capped = await clean({ outlierMethod: 'iqr' });
    // Quartiles of 20, 30, 40, 900 are 27.5 and 255.
    expect(cells(capped.changed, 'age')).toEqual([20, null, 30, 40, 255 + 1.5 * 227.5]);
    expect(capped).toMatchObject({
      outliers: 1,
      steps: [{ name: 'cap_outliers', fitted: { bounds: { age: [27.5 - 1.5 * 227.5, 596.25] }, cells: 1 } }],
    });
    const dropped = await clean({ outlierMethod: 'zscore', outlierThreshold: 1.5, outlierAction: 'drop', missingStrategy: 'mean' });
    expect([...dropped.kept]).toEqual([0, 1, 2, 3]);
    expect(cells(dropped.changed, 'age')[1]).toBe(30);
    const scaled = await clean({ outlierMethod: 'iqr', outlierAction: 'robust_scale' });
    expect(cells(scaled.changed, 'score')[1]).toBeCloseTo((1.5 - 2) / 1.5, 12);
  });

  it('keeps a column without any number as it is', async () => {
    const empty = new Frame([number('a', gap, gap, gap), number('b', 1, gap, 3), number('c', 2, 4, gap)]);
    const typed = ['a', 'b', 'c'].map((name): TableColumn => ({ name, type: 'float' }));
    for (const missingStrategy of ['knn', 'iterative', 'mean', 'forward_fill'] as const)
      expect((await clean({ missingStrategy, outlierMethod: 'isolation_forest' }, empty, typed)).left).toEqual({ a: 3 });
  });

  it('is the same as scikit-learn imputers on the whole table, in double', async () => {
    const { knn, iterative } = JSON.parse(readFileSync(new URL('./fixtures/steps.json', import.meta.url), 'utf8'));
    for (const [missingStrategy, { columns: width, train, expectedTrain }] of [
      ['knn', knn[0]],
      ['iterative', iterative[0]],
    ] as const) {
      const names = Array.from({ length: width as number }, (_, at) => `c${at}`);
      const rows = train.length / width;
      const column = (at: number) => Array.from({ length: rows }, (_, row) => train[row * width + at] ?? gap);
      const table = new Frame(names.map((name, at) => number(name, ...column(at))));
      const { changed } = await clean(
        { missingStrategy },
        table,
        names.map((name) => ({ name, type: 'float' })),
      );
      for (const [at, name] of names.entries()) {
        const { values } = (changed.find((each) => each.name === name) ?? table.column(name)) as Column & { kind: 'number' };
        for (let row = 0; row < rows; row++) expect(Math.abs(values[row] - expectedTrain[row * width + at])).toBeLessThan(1e-6);
      }
    }
  });

  it('changes no cell that was there and leaves no gap in quantities, whatever the table', async () => {
    const cell = fc.oneof(fc.constant(gap), fc.double({ min: -1e6, max: 1e6, noNaN: true }));
    const strategies = fc.constantFrom('mean', 'median', 'mode', 'knn', 'iterative', 'constant');
    const tables = fc
      .tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 8 }))
      .chain(([width, rows]) => fc.array(fc.array(cell, { minLength: rows, maxLength: rows }), { minLength: width, maxLength: width }));
    await fc.assert(
      fc.asyncProperty(tables, strategies, async (given, missingStrategy) => {
        const table = new Frame(given.map((values, at) => number(`c${at}`, ...values)));
        const typed = given.map((_, at): TableColumn => ({ name: `c${at}`, type: 'float' }));
        const { changed, left } = await clean({ missingStrategy: missingStrategy as 'mean' }, table, typed);
        for (const [at, values] of given.entries()) {
          const after = (changed.find(({ name }) => name === `c${at}`) ?? table.column(`c${at}`)) as Column & { kind: 'number' };
          for (const [row, value] of values.entries()) if (!Number.isNaN(value)) expect(after.values[row]).toBe(value);
          const isEmpty = values.every(Number.isNaN) && missingStrategy !== 'constant';
          expect(left[`c${at}`] ?? 0).toBe(isEmpty ? values.length : 0);
        }
      }),
      { numRuns: 60, seed: 2 },
    );
  });
});
