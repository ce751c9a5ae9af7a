import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { literal, TableDatabase } from '@atelier/tables';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { read, shape } from './reading.suite.js';

describe('JSON', () => {
  it('lines: keys in order of appearance, nested values as texts', async () => {
    const table = await read('{"b":1,"a":"x"}\n\n{"a":null,"c":{"d":[1]},"b":2.5}\n{"c":true}\n');
    expect(table.format).toBe('json_lines');
    expect(table.frame.names).toEqual(['b', 'a', 'c']);
    expect([...table.frame.number('b').values]).toEqual([1, 2.5, Number.NaN]);
    expect(table.frame.text('c').dictionary).toEqual(['{"d":[1]}', 'true']);
  });

  it('fields of objects within, named by their way, unless a list stands in their place', async () => {
    const users = [
      '{"id":1,"user":{"name":"Ann","home":{"zip":"00501","a/b":1.5}},"tags":["x"],"note":"{no json"}',
      '{"id":2,"user":{"name":"Bob","home":null},"tags":[],"note":null}',
      '{"id":3,"tags":null,"user":{"home":{"zip":"10001"}}}',
    ];
    const { frame } = await read(users.join('\n'));
    expect(frame.names).toEqual(['id', 'user.name', 'user.home.zip', 'user.home.a/b', 'tags', 'note']);
    expect(frame.text('user.home.zip').dictionary).toEqual(['00501', '10001']);
    expect([...frame.number('user.home.a/b').values]).toEqual([1.5, Number.NaN, Number.NaN]);
    expect(frame.text('tags').dictionary).toEqual(['["x"]', '[]']);
  });

  it('objects whole, where a field’s name is taken or they have too many', async () => {
    expect((await read('{"a":{"b":1},"a.b":2}')).frame.names).toEqual(['a', 'a.b']);
    const counts = Object.fromEntries(Array.from({ length: 101 }, (_, at) => [`w${at}`, at]));
    expect((await read(JSON.stringify({ id: 1, counts }))).frame.names).toEqual(['id', 'counts']);
  });

  it('an array of objects', async () => {
    expect(await read('[{"a":1},\n {"a":2}]')).toMatchObject({ format: 'json', rows: 2 });
  });

  it('keeps integers beyond 2^53 and leading zeros as texts', async () => {
    const table = await read('{"big":12345678901234567890,"zip":"00501"}\n{"big":1,"zip":"00501"}\n');
    expect(table.frame.text('big').dictionary).toEqual(['12345678901234567890', '1']);
    expect(table.frame.text('zip').dictionary).toEqual(['00501']);
  });

  it.each([
    ['a value that is no object', '{"a":1}\n[1]\n', /Row 2 is not a JSON object/],
    ['a prototype', '{"__proto__":1}\n', /__proto__/],
    ['fields of a prototype', '{"__proto__":{"admin":true},"b":1}\n', /__proto__/],
    ['a prototype within an object', '{"a":{"__proto__":{"admin":true}},"b":1}\n', /__proto__/],
    ['a NUL', '{"a":"x\\u0000y"}\n', /NUL/],
    ['fields that differ in case', '{"a":1,"A":2}\n', /differ only in case/],
    ['a value that is too deep to be one', `${'{"a":'.repeat(5000)}1\n`, /JSON/],
  ])('refuses %s', async (_, content, detail) => {
    await expect(read(content)).rejects.toMatchObject({ code: 'dataset.unreadable', message: expect.stringMatching(detail) });
  });
});

describe('Parquet', () => {
  let directory: string;
  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), 'atelier-parquet-'));
  });
  afterAll(() => rmSync(directory, { recursive: true }));

  async function parquet(select: string, options = ''): Promise<Buffer> {
    const file = join(directory, 'made.parquet');
    using database = await TableDatabase.open({ directories: [directory] });
    await database.run(`COPY (${select}) TO ${literal(file)} (FORMAT parquet${options})`);
    return readFileSync(file);
  }

  it('keeps the types it declares', async () => {
    const table = await read(
      await parquet(`SELECT 1::TINYINT AS i, 9007199254740993 AS big, 1.5::DECIMAL(4, 1) AS m, 'nan'::DOUBLE AS f, true AS b, DATE '2020-01-02' AS d,
        TIMESTAMPTZ '2020-01-02 00:00:00+02' AS z, '12' AS t, '2020-01-02' AS s, [1, 2] AS l, TIME '10:00' AS h, 'x'::ENUM('x', 'y') AS e`),
    );
    expect(shape(table)).toEqual([
      'i integer',
      'big identifier identifier',
      'm float',
      'f float ignored',
      'b boolean',
      'd datetime',
      'z datetime',
      't identifier identifier',
      's datetime',
      'l category',
      'h category',
      'e category',
    ]);
    expect(table.frame.number('z').values[0]).toBe(Date.UTC(2020, 0, 1, 22) / 86_400_000);
  });

  it('is judged by its footer before it is unpacked', async () => {
    const rows = await parquet('SELECT 1 AS a FROM range(1000000)');
    await expect(read(rows, { limits: { rows: 999_999 } })).rejects.toMatchObject({
      code: 'dataset.too_large',
      message: expect.stringContaining('limit rows'),
    });
    const bytes = await parquet(`SELECT repeat('x', 100000) || i AS a FROM range(100) r(i)`, ', COMPRESSION zstd');
    await expect(read(bytes, { limits: { inflatedBytes: 1_000_000 } })).rejects.toMatchObject({ code: 'dataset.too_large' });
    await expect(read(await parquet('SELECT 1 AS a WHERE false'))).rejects.toMatchObject({ code: 'dataset.empty' });
  });
});
