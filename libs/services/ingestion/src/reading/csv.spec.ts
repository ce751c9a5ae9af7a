import { gzipSync } from 'node:zlib';
import type { Frame } from '@atelier/learning';
import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { read, shape } from './reading.suite.js';

function cells(frame: Frame, name: string): (string | number | null)[] {
  const column = frame.column(name);
  if (column.kind === 'number') return Array.from(column.values, (value) => (Number.isNaN(value) ? null : value));
  return Array.from(column.codes, (code) => (code < 0 ? null : column.dictionary[code]));
}

const days = (iso: string) => Date.parse(iso) / 86_400_000;

describe('separators and quotes', () => {
  it.each([
    ['comma', 'a,b\n1,x\n2,y\n'],
    ['semicolon', 'a;b\n1;x\n2;y\n'],
    ['tab', 'a\tb\n1\tx\n2\ty\n'],
    ['bar', 'a|b\n1|x\n2|y\n'],
    ['caret', 'a^b\n1^x\n2^y\n'],
    ['colon', 'a:b\n1:x\n2:y\n'],
    ['blank', 'a b\n1 x\n2 y\n'],
    ['quoted', '"a","b"\n"1","x"\n"2","y"\n'],
    ['single quotes', "'a';'b'\n1;'x'\n2;'y'\n"],
    ['padded', 'a, b\n1, x\n2, y\n'],
    ['CR LF', 'a,b\r\n1,x\r\n2,y\r\n'],
    ['CR', 'a,b\r1,x\r2,y\r'],
    ['both line ends', 'a,b\r\n1,x\n2,y\r\n'],
    ['no last line end', 'a,b\n1,x\n2,y'],
    ['byte order mark', '\uFEFFa,b\n1,x\n2,y\n'],
    ['blank lines', '\na,b\n\n1,x\n2,y\n\n'],
  ])('are found: %s', async (_, content) => {
    const table = await read(content);
    expect(shape(table)).toEqual(['a integer', 'b category']);
    expect([cells(table.frame, 'a'), cells(table.frame, 'b')]).toEqual([
      [1, 2],
      ['x', 'y'],
    ]);
  });

  it('keep what is quoted', async () => {
    const table = await read('a,b\n1,"x, ""y""\r\nz"\n2,"5\'8"" tall"\n3, plain "inner" quotes \n');
    expect(cells(table.frame, 'b')).toEqual(['x, "y"\r\nz', `5'8" tall`, ' plain "inner" quotes ']);
    const slashed = await read('a,b\n1,"x \\"y\\", z"\n2,"w"\n');
    expect(cells(slashed.frame, 'b')).toEqual(['x "y", z', 'w']);
  });

  it('let a tab-separated file have stray quotes, also past the sample', async () => {
    const rows = Array.from({ length: 20_000 }, (_, at) => `${at % 2 ? 'ham' : 'spam'}\tmessage number ${at} of many`);
    rows.push('ham\t"Happy day" I know', 'spam\t"never closed');
    const table = await read(`${rows.join('\n')}\n`);
    expect(table.rows).toBe(20_002);
    expect(cells(table.frame, 'column_1').slice(-2)).toEqual(['"Happy day" I know', '"never closed']);
  });

  it('read decimal commas where the comma separates nothing', async () => {
    const table = await read('a;b;c\n1,5;2;1,234\n-0,25;3;2,500\n7;4;3,000\n');
    expect(shape(table)).toEqual(['a float', 'b integer', 'c float']);
    expect(cells(table.frame, 'a')).toEqual([1.5, -0.25, 7]);
    expect(cells(table.frame, 'c')).toEqual([1234, 2500, 3000]);
  });
});

describe('headers', () => {
  it.each([
    ['a title, a date and a blank line above', 'Sales 2024\nmade on 1 May\n\na;b\nx;1,5\ny;2\n', ['a', 'b']],
    ['Excel’s own line', 'sep=;\r\na;b\r\nx;1\r\n', ['a', 'b']],
    [
      'names of groups above',
      ',,Q1,,Q2,\nshop,region,cost,gain,cost,gain\nA,N,1,2,3,4\nB,S,5,6,7,8\n',
      ['shop', 'region', 'Q1 cost', 'Q1 gain', 'Q2 cost', 'Q2 gain'],
    ],
    ['names of groups that say nothing more', 'who,,what\nname,city,age\nA,N,1\nB,S,5\n', ['name', 'city', 'age']],
    ['numbers below', 'a,b\n1,2\n', ['a', 'b']],
    ['no header', '1,2\n3,4\n', ['column_0', 'column_1']],
    ['no header among texts', 'ham,x y\nspam,z\nham,w\n', ['column_0', 'column_1']],
    ['no header among mixed columns', '39,State-gov,2174\n50,Private,0\n', ['column_0', 'column_1', 'column_2']],
    ['texts alone', 'name,city\nAnn,Rome\nBob,Oslo\n', ['name', 'city']],
    ['a year as name', 'country,2019,2020\nIT,1,2\n', ['country', '2019', '2020']],
    ['empty names', ',a,,column_0\n0,1,2,3\n', ['column_0_', 'a', 'column_2', 'column_0']],
    ['names trimmed', ' a , b\t\n1,2\n', ['a', 'b']],
    ['quoted line ends, quotes, emoji', '"a\nb","c""d",😀\n1,2,3\n', ['a\nb', 'c"d', '😀']],
    ['names that differ in case', 'Age,age\n1,2\n', ['Age', 'age']],
    ['one column', 'a\n1\n2\n', ['a']],
  ])('%s', async (_, content, names) => {
    expect((await read(content)).frame.names).toEqual(names);
  });

  it('may be long', async () => {
    const name = 'x'.repeat(500);
    expect((await read(`${name},b\n1,2\n`)).frame.names).toEqual([name, 'b']);
    await expect(read(`${'x'.repeat(1001)},b\n1,2\n`)).rejects.toMatchObject({ code: 'dataset.unreadable' });
  });
});

describe('types', () => {
  it.each<[string, string[], string, (number | string | null)[]]>([
    ['integers', ['1', '-2', '+3', ' 4 ', '0'], 'integer', [1, -2, 3, 4, 0]],
    ['floats', ['1.5', '.5', '5.', '1e3', '-0.0'], 'float', [1.5, 0.5, 5, 1000, -0]],
    ['late floats', [...Array.from({ length: 1500 }, () => '1'), '2.5'], 'float', [...Array.from({ length: 1500 }, () => 1), 2.5]],
    ['thousands', ['1,234', '12', '1,234,567.5'], 'float', [1234, 12, 1_234_567.5]],
    ['dots between thousands', ['1.234,5', '12', '1.234.567', 'k.A.'], 'float', [1234.5, 12, 1_234_567, null]],
    ['blanks between thousands', ['1 234,5', '12', '1 234 567'], 'float', [1234.5, 12, 1_234_567]],
    ['apostrophes between thousands', ["1'234.50", '12', '7.25'], 'float', [1234.5, 12, 7.25]],
    ['amounts of money', ['$1,234.50', '-$2', '$ 0.5'], 'float', [1234.5, -2, 0.5]],
    ['euros', ['1.234,50 €', '2,00 €', '-3 €'], 'float', [1234.5, 2, -3]],
    ['shares', ['12%', '7,5 %', '-0.5%'], 'float', [12, 7.5, -0.5]],
    ['numbers of a house', ['12 a', '7 b', '12 a'], 'category', ['12 a', '7 b', '12 a']],
    ['numbers in groups alone', ['230 123', '240 456', '230 123'], 'category', ['230 123', '240 456', '230 123']],
    ['leading zeros', ['007', '010', '007', '010'], 'category', ['007', '010', '007', '010']],
    ['unique leading zeros', ['007', '010'], 'identifier', ['007', '010']],
    [
      'up to 2^53',
      ['9007199254740991', '-9007199254740991', '1370626035630542'],
      'integer',
      [9007199254740991, -9007199254740991, 1370626035630542],
    ],
    ['beyond 2^53', ['9007199254740992', '1'], 'identifier', ['9007199254740992', '1']],
    ['underscores are no digits', ['1_000', '2_000'], 'category', ['1_000', '2_000']],
    ['truth', ['true', 'FALSE', 'True'], 'boolean', [1, 0, 1]],
    ['yes and no', ['yes', 'no', 'yes'], 'category', ['yes', 'no', 'yes']],
    [
      'missing numbers',
      ['1', 'NA', 'n/a', 'NaN', 'null', 'None', '?', '-', '', '  ', 'inf', '2'],
      'integer',
      [1, ...Array.from({ length: 10 }, () => null), 2],
    ],
    ['missing texts', ['w', 'NA', '', ' ', '?', '-', 'unknown'], 'category', ['w', null, null, null, null, '-', 'unknown']],
    ['one word among numbers', ['1', '2', 'three'], 'category', ['1', '2', 'three']],
    ['iso dates', ['2020-02-29', '2020-1-5'], 'datetime', [days('2020-02-29'), days('2020-01-05')]],
    ['iso times', ['2020-02-29T06:00:00Z', '2020-02-29 12:00'], 'datetime', [days('2020-02-29') + 0.25, days('2020-02-29') + 0.5]],
    ['offsets', ['2020-01-01T02:00:00+02:00', '2020-01-01T01:00:00+0200'], 'datetime', [days('2020-01-01'), days('2020-01-01') - 1 / 24]],
    ['impossible dates', ['2020-02-30', '2020-01-01'], 'category', ['2020-02-30', '2020-01-01']],
    ['day first', ['05-02-2010', '26-02-2010'], 'datetime', [days('2010-02-05'), days('2010-02-26')]],
    ['month first', ['02/05/2010', '02/26/2010'], 'datetime', [days('2010-02-05'), days('2010-02-26')]],
    [
      'month first by the rows’ order',
      ['01-05-2010', '01-12-2010', '02-01-2010', '02-09-2010'],
      'datetime',
      ['2010-01-05', '2010-01-12', '2010-02-01', '2010-02-09'].map(days),
    ],
    [
      'day first by the rows’ order',
      ['05/01/2010', '12/01/2010', '01/02/2010', '09/02/2010'],
      'datetime',
      ['2010-01-05', '2010-01-12', '2010-02-01', '2010-02-09'].map(days),
    ],
    ['two-digit years', ['25.12.99', '01.02.20'], 'datetime', [days('1999-12-25'), days('2020-02-01')]],
    ['clock times', ['1/2/2020 8:26 PM', '1/13/2020 12:00 AM'], 'datetime', [days('2020-01-02T20:26Z'), days('2020-01-13')]],
    ['month names', ['12 Jan 2020', '3 February 2020'], 'datetime', [days('2020-01-12'), days('2020-02-03')]],
    ['nothing at all', ['', ' ', 'NA'], 'category', [null, null, null]],
  ])('%s', async (_, values, type, expected) => {
    const table = await read(`x;y\n${values.map((value) => `${value};k`).join('\n')}\n`);
    expect(table.columns[0].type).toBe(type);
    expect(cells(table.frame, 'x')).toEqual(expected);
  });

  it('find identifiers and leave other unique columns alone', async () => {
    const rows = Array.from({ length: 30 }, (_, at) => `C-${at},${at * 7},${at},${at + 0.5},Name number ${at} of them,${at % 3}`);
    const table = await read(`client,OrderId,step,amount,title,group\n${rows.join('\n')}\n`, { targetColumn: 'group' });
    expect(shape(table)).toEqual([
      'client identifier identifier',
      'OrderId identifier identifier',
      'step integer',
      'amount float',
      'title text',
      'group integer target',
    ]);
  });

  it('keep "None" where it names a category', async () => {
    const table = await read(
      `d,n\n${Array.from({ length: 100 }, (_, at) => `${['None', 'Apnea', 'Insomnia'][at % 3]},${at % 5 ? at : 'None'}`).join('\n')}\n`,
    );
    expect(table.columns.map(({ missing, type }) => [type, missing])).toEqual([
      ['category', 0],
      ['integer', 20],
    ]);
    expect((await read('d,n\nNone,1\nx,2\n')).columns[0].missing).toBe(1);
  });

  it('are the same for a gzipped file', async () => {
    const table = await read(gzipSync('a,b\n1,x\n2,y\n'));
    expect(table).toMatchObject({ gzipped: true, format: 'csv', rows: 2 });
  });
});

describe('a table written as CSV', () => {
  const text = fc
    .string({
      unit: fc.constantFrom('a', 'b', 'é', '😀', ',', ';', '"', "'", '\n', '\r\n', ' ', '\t', '-', '\\', '?'),
      minLength: 1,
      maxLength: 12,
    })
    .map((value) => `t${value}`);
  /** With a point, as floats are written: without one, beyond 2^53, they would be names. */
  const written = (value: number) => {
    if (Object.is(value, -0)) return '-0.0';
    return /^-?\d+$/.test(String(value)) ? `${value}.0` : String(value);
  };
  const quoted = (value: string) => `"${value.replaceAll('"', '""')}"`;

  it('comes back as it was, by property', async () => {
    const row = fc.tuple(
      fc.option(text, { nil: null }),
      fc.option(fc.integer(), { nil: null }),
      fc.option(fc.double({ noNaN: true, noDefaultInfinity: true }), { nil: null }),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(row, { minLength: 1, maxLength: 30 }),
        fc.constantFrom(',', ';', '\t', '|'),
        fc.constantFrom('\n', '\r\n'),
        async (rows, separator, end) => {
          const lines = rows.map(([name, whole, real]) =>
            [name === null ? '' : quoted(name), String(whole ?? ''), real === null ? '' : written(real), 'k'].join(separator),
          );
          const table = await read(
            ['"the ""name"""', 'whole', 'real', 'kind'].join(separator) + end + lines.map((line) => line + end).join(''),
          );
          expect(cells(table.frame, 'the "name"')).toEqual(rows.map(([name]) => name));
          const wholes = rows.map(([, whole]) => whole);
          const reals = rows.map(([, , real]) => real);
          if (wholes.some((value) => value !== null)) expect(cells(table.frame, 'whole')).toEqual(wholes);
          if (reals.some((value) => value !== null)) expect(cells(table.frame, 'real')).toEqual(reals);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('comes back across the buffers of a large file, quoted line ends included', async () => {
    const rows = Array.from(
      { length: 60_000 },
      (_, at) => `${at},"line ${at}\nand ""another"" that is rather long, ${'x'.repeat(at % 300)}",${at / 7}`,
    );
    const table = await read(`id,note,value\n${rows.join('\n')}\n`);
    expect(table.rows).toBe(60_000);
    const values = table.frame.number('value').values;
    expect(values.every((value, at) => value === at / 7)).toBe(true);
    const { codes, dictionary } = table.frame.text('note');
    expect(dictionary[codes[59_999]].startsWith('line 59999\nand "another"')).toBe(true);
  });
});

describe('limits', () => {
  it('are kept with bounded columns and rows', async () => {
    await expect(read('a,b\n1,2\n3,4\n', { limits: { rows: 1 } })).rejects.toMatchObject({ code: 'dataset.too_large' });
    await expect(read('a,b,c\n1,2,3\n', { limits: { columns: 2 } })).rejects.toMatchObject({ code: 'dataset.unreadable' });
    await expect(read(`a,b\n1,"${'x\n'.repeat(4000)}"\n2,3\n`, { limits: { lineBytes: 4000 } })).rejects.toMatchObject({
      code: 'dataset.unreadable',
    });
    await expect(read(gzipSync(gzipSync('a,b\n1,2\n')))).rejects.toMatchObject({ code: 'dataset.format_unknown' });
  });

  it('let more columns through than are read at once, or by two threads', async () => {
    const names = Array.from({ length: 1010 }, (_, at) => `c${at}`);
    const rows = Array.from({ length: 20 }, (_, row) => names.map((_, at) => (at % 2 ? row * at : `v${row % 3}`)).join());
    const table = await read(`${names.join()}\n${rows.join('\n')}\n`);
    expect([table.rows, table.columns.length]).toEqual([20, 1010]);
    expect(table.frame.number('c1009').values[19]).toBe(19 * 1009);
  }, 180_000);
});
