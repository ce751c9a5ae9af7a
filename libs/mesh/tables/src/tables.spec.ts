import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Column, Frame } from '@atelier/learning';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { literal, readFrame, readRows, readSchema, TableDatabase, writeParquet } from './index.js';

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'tables-'));
});
afterAll(() => rmSync(directory, { recursive: true }));

const number = (name: string, ...values: number[]): Column => ({ kind: 'number', name, values: Float64Array.from(values) });

/** A text column whose dictionary is in order of appearance, as reading gives it. */
function text(name: string, values: readonly (string | null)[]): Column {
  const dictionary = [...new Set(values.filter((value) => value !== null))];
  return { kind: 'text', name, dictionary, codes: Int32Array.from(values, (value) => (value === null ? -1 : dictionary.indexOf(value))) };
}

describe('a frame as Parquet', () => {
  it('comes back as it went, by property', async () => {
    const cell = fc.option(fc.string({ unit: 'grapheme' }), { nil: null });
    const columnOf = (rows: number) =>
      fc.oneof(
        fc
          .array(fc.oneof(fc.double({ noDefaultInfinity: true }), fc.integer()), { minLength: rows, maxLength: rows })
          .map((values) => (name: string) => number(name, ...values)),
        fc.array(cell, { minLength: rows, maxLength: rows }).map((values) => (name: string) => text(name, values)),
      );
    const frames = fc
      .integer({ min: 1, max: 40 })
      .chain((rows) =>
        fc
          .tuple(
            fc.uniqueArray(fc.string({ unit: 'grapheme', minLength: 1 }), { minLength: 1, maxLength: 5 }),
            fc.array(columnOf(rows), { minLength: 5, maxLength: 5 }),
          )
          .map(([names, makers]) => new Frame(names.map((name, at) => makers[at](name)))),
      );
    const file = join(directory, 'property.parquet');
    await fc.assert(
      fc.asyncProperty(frames, async (frame) => {
        await writeParquet(file, frame);
        expect((await readFrame(file)).columns).toEqual(frame.columns);
      }),
      { numRuns: 40 },
    );
  });

  it('keeps the order of many rows over several threads', async () => {
    const rows = 300_000;
    const file = join(directory, 'order.parquet');
    using database = await TableDatabase.open({ directories: [directory] });
    await database.run(
      `COPY (SELECT i AS n, 'v' || (i % 1000) AS t FROM range(${rows}) r(i)) TO ${literal(file)} (FORMAT parquet, ROW_GROUP_SIZE 2048)`,
    );
    const frame = await readFrame(file, ['t', 'n']);
    expect(frame.names).toEqual(['t', 'n']);
    expect(frame.number('n').values.every((value, row) => value === row)).toBe(true);
    expect(frame.text('t').codes.every((code, row) => code === row % 1000)).toBe(true);
  });

  it('keeps types that are given, and reads all types as numbers or texts', async () => {
    const file = join(directory, 'types.parquet');
    const day = Date.UTC(2010, 1, 5, 12) / 86_400_000;
    const frame = new Frame([number('i', 1, Number.NaN), number('b', 1, 0), number('d', day, Number.NaN), text('t', ['x', null])]);
    await writeParquet(file, frame, { i: 'integer', b: 'boolean', d: 'datetime' });
    const schema = await readSchema(file);
    expect(schema.rows).toBe(2);
    expect(schema.columns.map((column) => column.storedType)).toEqual(['BIGINT', 'BOOLEAN', 'TIMESTAMP', 'VARCHAR']);
    expect((await readFrame(file)).columns).toEqual(frame.columns);
    const { names, rows } = await readRows(file, { limit: 10 });
    expect(names).toEqual(['i', 'b', 'd', 't']);
    expect(rows).toEqual([
      [1, true, '2010-02-05T12:00:00.000Z', 'x'],
      [null, false, null, null],
    ]);
    expect((await readRows(file, { limit: 1, offset: 1 })).rows).toHaveLength(1);
  });

  it('gives every so-manieth row from all over the table', async () => {
    const file = join(directory, 'steps.parquet');
    await writeParquet(file, new Frame([number('n', ...Array.from({ length: 1000 }, (_, row) => row))]), { n: 'integer' });
    expect((await readRows(file, { limit: 4, offset: 3, step: 300 })).rows).toEqual([[3], [303], [603], [903]]);
    expect((await readRows(file, { limit: 2, step: 7 })).rows).toEqual([[0], [7]]);
  });

  it('reads types that we do not write as texts', async () => {
    const file = join(directory, 'foreign.parquet');
    using database = await TableDatabase.open({ directories: [directory] });
    await database.run(
      `COPY (SELECT [1, 2] AS l, 1.50::DECIMAL(5, 2) AS m, DATE '1970-01-03' AS d, TIME '10:00:00' AS h, 9007199254740993 AS big) TO ${literal(file)}`,
    );
    const frame = await readFrame(file);
    expect(frame.text('l').dictionary).toEqual(['[1, 2]']);
    expect(frame.text('h').dictionary).toEqual(['10:00:00']);
    expect([...frame.number('m').values, ...frame.number('d').values]).toEqual([1.5, 2]);
    expect((await readRows(file, { limit: 1 })).rows).toEqual([
      ['[1, 2]', 1.5, '1970-01-03T00:00:00.000Z', '10:00:00', '9007199254740993'],
    ]);
  });

  it('tells apart names that differ only in case, and names the nearest of one that is not there', async () => {
    const file = join(directory, 'case.parquet');
    await writeParquet(file, new Frame([number('Age', 1), number('age', 2), number('__proto__', 3)]));
    const frame = await readFrame(file, ['age', 'Age', '__proto__']);
    expect(frame.columns.map((column) => column.kind === 'number' && column.values[0])).toEqual([2, 1, 3]);
    await expect(readFrame(file, ['Agee'])).rejects.toMatchObject({
      code: 'learning.column_missing',
      message: expect.stringContaining('"Age"'),
    });
    expect((await readFrame(file, [])).columns).toEqual([]);
  });
});

describe('a table database', () => {
  it.each([
    [`SELECT * FROM read_csv('/etc/passwd')`],
    [`SELECT * FROM read_text('/proc/self/environ')`],
    [`COPY (SELECT 1) TO '/tmp/atelier-escaped.csv'`],
    [`ATTACH '/tmp/atelier-escaped.db'`],
    [`SELECT * FROM read_parquet('http://127.0.0.1:1/x.parquet')`],
    ['INSTALL httpfs'],
    ['LOAD httpfs'],
    ['SET enable_external_access = true'],
    [`SET allowed_directories = ['/']`],
  ])('refuses %s', async (sql) => {
    using database = await TableDatabase.open({ directories: [directory] });
    await expect(database.run(sql)).rejects.toThrow(
      /disabled (by|through) configuration|configuration has been locked|Cannot change|cannot be/,
    );
  });

  it('reads inside of its directories, not above them', async () => {
    writeFileSync(join(directory, 'in.csv'), 'a,b\n1,2\n');
    using database = await TableDatabase.open({ directories: [directory], spillDirectory: directory, threads: 1, memoryMiB: 100 });
    expect(await database.rows(`SELECT * FROM read_csv(${literal(join(directory, 'in.csv'))})`)).toEqual([{ a: '1', b: '2' }]);
    await expect(database.rows(`SELECT * FROM read_text(${literal(`${directory}/../../etc/passwd`)})`)).rejects.toThrow();
  });
});
