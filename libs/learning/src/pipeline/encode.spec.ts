import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { LearningError } from '../errors.js';
import type { ColumnType } from '../frame/column.js';
import { indices } from '../frame/splits.js';
import type { Signature, SignatureColumn } from '../frame/signature.js';
import { compileEncoder, encodeRows, frameFromRows, inputNames, type RawRow } from './encode.js';
import { rowsFromFrame } from './rows.js';

const column = (name: string, type: ColumnType, missingTokens: string[] = []): SignatureColumn => ({
  name,
  type,
  kind: type === 'category' || type === 'text' || type === 'identifier' ? 'text' : 'number',
  missingTokens,
});

const signatureOf = (...inputs: SignatureColumn[]): Signature => ({
  inputs,
  target: { name: 'y', type: 'category' },
  task: 'classification',
  classes: ['a', 'b'],
});

const encodeOne = (type: ColumnType, value: unknown, tokens: string[] = []) =>
  encodeRows(signatureOf(column('c', type, tokens)), [{ c: value }]).feeds[0].data[0];

const refusal = (type: ColumnType, value: unknown): LearningError | undefined => {
  try {
    encodeOne(type, value);
  } catch (error) {
    return error as LearningError;
  }
};

describe('encodeRows', () => {
  it.each([
    [12, 12],
    [-0.5, -0.5],
    ['12', 12],
    [' 1.5e3 ', 1500],
    ['-.5', -0.5],
    ['+7.', 7],
    [null, Number.NaN],
    [undefined, Number.NaN],
    ['', Number.NaN],
    ['  ', Number.NaN],
    ['?', Number.NaN],
    [' ? ', Number.NaN],
    [0.1, Math.fround(0.1)],
    [1e39, Math.fround(3.4028234663852886e38)],
    [-1e300, -Math.fround(3.4028234663852886e38)],
  ])('takes %j as the number %d', (value, expected) => {
    expect(encodeOne('float', value, ['?'])).toBe(expected);
  });

  it.each([
    ['float', 'twelve'],
    ['float', '1,2,3'],
    ['float', '1.000,5'],
    ['float', '0x10'],
    ['float', 'Infinity'],
    ['float', 'NaN'],
    ['float', '1e999'],
    ['float', Number.NaN],
    ['float', Number.POSITIVE_INFINITY],
    ['float', true],
    ['float', [1]],
    ['integer', {}],
    ['integer', 10n],
    ['boolean', 2],
    ['boolean', 'maybe'],
    ['datetime', '2026-02-30'],
    ['datetime', '2026-13-01'],
    ['datetime', '2026-01-01T24:01'],
    ['datetime', '31/31/2026'],
    ['datetime', '2026-11-21 13:00 PM'],
    ['datetime', '5 Foo 2026'],
    ['datetime', 'today'],
    ['datetime', false],
    ['category', Number.NaN],
    ['category', ['a']],
    ['category', {}],
  ] as const)('refuses for %s: %p', (type, value) => {
    expect(refusal(type, value)).toMatchObject({ code: 'learning.value_invalid', where: 'c' });
  });

  it('says column, row, value and what is expected', () => {
    const signature = signatureOf(column('age', 'integer'));
    expect(() => encodeRows(signature, [{ age: 1 }, { age: 'old' }])).toThrow('Column "age", row 2: "old" is not a number.');
    expect(refusal('boolean', 'x'.repeat(500))?.message).toHaveLength('Column "c", row 1:  is not true or false.'.length + 61);
    expect(refusal('datetime', [])?.message).toMatch(/a list is not a date such as 2026-11-21/);
    expect(refusal('category', {})?.message).toContain('an object is not a text');
  });

  it.each([
    [true, 1],
    [false, 0],
    ['TRUE', 1],
    ['no', 0],
    ['Yes', 1],
    ['f', 0],
    [1, 1],
    ['0', 0],
    [null, Number.NaN],
  ])('takes %j as the truth %d', (value, expected) => {
    expect(encodeOne('boolean', value)).toBe(expected);
  });

  it.each([
    ['1970-01-02', 1],
    ['1969-12-31', -1],
    ['1970-01-01T12:00', 0.5],
    ['1970-01-01 06:00:00', 0.25],
    ['1970-01-01T00:00:00.500Z', Math.fround(0.5 / 86_400)],
    ['1970-01-02T01:00:00+01:00', 1],
    ['1970-01-01T18:30:00-0530', 1],
    ['0001-01-01', -719_162],
    ['2024-02-29', 19_782],
    [86_400, 1],
    [1_700_000_000, Math.fround(1_700_000_000 / 86_400)],
    [1_700_000_000_000, Math.fround(1_700_000_000 / 86_400)],
  ])('takes %j as %d days', (value, expected) => {
    expect(encodeOne('datetime', value)).toBe(expected);
  });

  it.each([
    ['dd-mm-yyyy', '05-02-2010', '2010-02-05'],
    ['mm-dd-yyyy', '05-02-2010', '2010-05-02'],
    ['mm/dd/yy', '5/2/70 1:30 pm', '1970-05-02T13:30:00Z'],
    ['dd/mm/yyyy', '05/02/2010 12:05AM', '2010-02-05T00:05:00Z'],
    ['dd.mm.yyyy', '5.2.2010 23:59:58.5', '2010-02-05T23:59:58.500Z'],
    ['yyyy/mm/dd', '2010/02/05', '2010-02-05'],
    ['dd Mon yyyy', '5 February, 2010', '2010-02-05'],
    ['dd-Mon-yy', '05-Feb-68', '2068-02-05'],
    ['Mon dd, yyyy', 'Feb 5, 2010', '2010-02-05'],
    ['dd-mm-yyyy', '2010-02-05', '2010-02-05'],
    [undefined, '2010-2-5 UTC', '2010-02-05'],
    [undefined, '05-02-2010', '2010-02-05'],
    [undefined, '05/02/2010', '2010-05-02'],
    [undefined, '25/02/2010', '2010-02-25'],
  ])('reads dates as the source wrote them (%s): %s', (format, text, same) => {
    const signature = signatureOf({ ...column('d', 'datetime'), format });
    expect(frameFromRows(signature, [{ d: text }]).number('d').values[0]).toBe(Date.parse(same) / 86_400_000);
  });

  it.each([
    [undefined, '1,234', 1234],
    [undefined, '-12,345,678.5', -12_345_678.5],
    [undefined, '1,5', 1.5],
    ['decimal comma', '1,234', 1.234],
    ['thousands comma', '1,234', 1234],
    ['thousands comma', '1,5', undefined],
    ['decimal comma', '1,234,567', undefined],
    ['thousands dot', '-1.234.567,5', -1_234_567.5],
    ['thousands dot', '1.234', 1234],
    ['thousands dot', '0,25', 0.25],
    ['thousands apart', "1'234.5", 1234.5],
    ['thousands apart', '1 234 567,5', 1_234_567.5],
    ['percent', '12,5 %', 12.5],
    ['percent', '7%', 7],
    ['currency', '-$1,234.50', -1234.5],
    ['currency', '5 USD', 5],
    ['currency, decimal comma', '1.234,50 €', 1234.5],
    ['currency', 'five $', undefined],
  ])('reads commas as the source wrote them (%s): %s', (format, text, expected) => {
    const read = () => frameFromRows(signatureOf({ ...column('n', 'float'), format }), [{ n: text }]).number('n').values[0];
    if (expected === undefined) expect(read).toThrow(expect.objectContaining({ code: 'learning.value_invalid' }));
    else expect(read()).toBe(expected);
  });

  it.each([
    ['Oslo', 'Oslo'],
    [' Oslo', ' Oslo'],
    [113803.0, '113803'],
    [0.5, '0.5'],
    [true, 'true'],
    [null, ''],
    [undefined, ''],
    ['  ', ''],
    ['N/A', ''],
    [0, ''],
    ['a\0b', 'a\uFFFDb'],
    ['\ud800', '\uFFFD'],
    ['😀', '😀'],
  ])('takes %j as the text %j', (value, expected) => {
    expect(encodeOne('category', value, ['N/A', '0'])).toBe(expected);
  });

  it('ignores and names columns that the model does not know; absent ones are missing', () => {
    const signature = signatureOf(column('a', 'float'), column('b', 'category'));
    const encoded = encodeRows(signature, [
      { a: 1, extra: {} },
      { b: 'x', other: 2, extra: 1 },
    ]);
    expect(encoded.unknownColumns).toEqual(['extra', 'other']);
    expect(encoded.feeds.map(({ name, data }) => [name, [...data]])).toEqual([
      ['a', [1, Number.NaN]],
      ['b', ['', 'x']],
    ]);
    expect(encodeRows(signature, []).feeds.map(({ data }) => data.length)).toEqual([0, 0]);
  });

  it('reads own properties only, whatever a column is called', () => {
    const names = ['__proto__', 'constructor', 'toString', 'hasOwnProperty'];
    const signature = signatureOf(...names.map((name) => column(name, 'category')));
    const row = JSON.parse('{"__proto__": "polluted", "toString": "own"}') as RawRow;
    expect(encodeRows(signature, [row, {}]).feeds.map(({ data }) => data)).toEqual([
      ['polluted', ''],
      ['', ''],
      ['own', ''],
      ['', ''],
    ]);
    expect(frameFromRows(signature, [row]).text('__proto__').dictionary).toEqual(['polluted']);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  it.each([[[null]], [['x']], [[[1]]], [[{}, 3]]])('refuses rows that are no objects: %j', (rows) => {
    const signature = signatureOf(column('a', 'float'));
    for (const read of [encodeRows, frameFromRows]) expect(() => read(signature, rows as RawRow[])).toThrow(/Row \d is not an object/);
  });
});

describe('inputNames', () => {
  it('keeps the names of columns, but for those that a graph can not have', () => {
    const signature = signatureOf(...['age', 'label', 'value', 'column:label', '', 'a\0', 'a\uFFFD'].map((name) => column(name, 'float')));
    expect(inputNames(signature)).toEqual([
      'age',
      'column:label',
      'column:value',
      'column:column:label',
      'column:',
      'a\uFFFD',
      'column:a\uFFFD',
    ]);
  });
});

describe('rows, frames and feeds', () => {
  const signature = signatureOf(
    column('n', 'float'),
    column('i', 'integer'),
    column('b', 'boolean'),
    column('d', 'datetime'),
    column('t', 'category', ['?']),
  );
  const orNull = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: null });
  const rowOf = fc.record(
    {
      n: orNull(fc.double({ noNaN: true, noDefaultInfinity: true })),
      i: orNull(fc.maxSafeInteger()),
      b: orNull(fc.boolean()),
      d: orNull(
        fc
          .date({ min: new Date('0001-01-01T00:00:00Z'), max: new Date('9999-12-31T23:59:59Z'), noInvalidDate: true })
          .map((date) => date.toISOString()),
      ),
      t: orNull(fc.string({ unit: 'binary' })),
    },
    { requiredKeys: [] },
  );

  it('encode the same when rows went through a frame and back', () => {
    const encode = compileEncoder(signature);
    fc.assert(
      fc.property(fc.array(rowOf, { maxLength: 8 }), (rows) => {
        const frame = frameFromRows(signature, rows as RawRow[]);
        const again = rowsFromFrame(signature, frame, indices(frame.rows));
        const texts = (given: readonly RawRow[]) => encode(given).feeds.map(({ data }) => Array.from<unknown>(data));
        expect(texts(again)).toEqual(texts(rows as RawRow[]));
      }),
    );
  });

  it('never fail but with a typed error, whatever a caller sends', () => {
    fc.assert(
      fc.property(
        fc.array(fc.dictionary(fc.constantFrom('n', 'i', 'b', 'd', 't', '__proto__'), fc.anything()), { maxLength: 3 }),
        (rows) => {
          try {
            const { feeds } = encodeRows(signature, rows);
            for (const { data } of feeds) expect(data).toHaveLength(rows.length);
          } catch (error) {
            expect(error).toBeInstanceOf(LearningError);
          }
        },
      ),
    );
  });
});
