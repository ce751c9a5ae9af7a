import { gzipSync } from 'node:zlib';
import type { Frame } from '@atelier/learning';
import { describe, expect, it } from '@jest/globals';
import { read, shape } from '../reading.suite.js';
import { dateOfSerial, isDateFormat } from './dates.js';
import { row, workbook, workbookParts, zip } from './workbook.suite.js';

const fixture = (name: string) => ({ file: new URL(`./fixtures/${name}`, import.meta.url).pathname });
const days = (iso: string) => Date.parse(iso) / 86_400_000;

function cells(frame: Frame, name: string): (string | number | null)[] {
  const column = frame.column(name);
  if (column.kind === 'number') return Array.from(column.values, (value) => (Number.isNaN(value) ? null : value));
  return Array.from(column.codes, (code) => (code < 0 ? null : column.dictionary[code]));
}

describe('a workbook', () => {
  it('as openpyxl writes it: the first visible sheet with cells, below its title, without empty rows and columns', async () => {
    const table = await read(fixture('openpyxl.xlsx'));
    expect(table).toMatchObject({ format: 'excel', rows: 3 });
    expect(shape(table)).toEqual([
      'zip identifier identifier',
      'born datetime',
      'visits integer',
      'basket float',
      'active boolean',
      'note category',
    ]);
    expect(cells(table.frame, 'zip')).toEqual(['00501', '01001', '90210']);
    expect(cells(table.frame, 'born')).toEqual([days('1984-02-29'), days('1999-12-31T23:59:59Z'), null]);
    expect(cells(table.frame, 'basket')).toEqual([1.5, -0.25, 1e-7]);
    expect(cells(table.frame, 'note')).toEqual(['plain', 'quote " and, comma', 'line\nbreak']);
  });

  it('as XlsxWriter writes it: formulas by their values, errors missing, days from 1904, hours as days', async () => {
    const table = await read(fixture('xlsxwriter-1904.xlsx'));
    expect(shape(table)).toEqual(['day datetime', 'sum integer', 'ratio float', 'hours float']);
    expect(cells(table.frame, 'day')).toEqual([days('2020-01-01'), days('2020-01-02'), days('2020-01-03')]);
    expect(cells(table.frame, 'sum')).toEqual([2, 4, 6]);
    expect(cells(table.frame, 'ratio')).toEqual([0.5, null, 0.5]);
    expect(cells(table.frame, 'hours')).toEqual([0.5, 1, 1.5]);
  });

  it('also hidden or gzipped, by the name of a sheet', async () => {
    const table = await read(fixture('openpyxl.xlsx'), { sheet: 'hidden' });
    expect(table.frame.names).toEqual(['secret', 'value']);
    const zipped = await read(new Uint8Array(gzipSync(workbook({ sheets: { A: row('a', 'b') + row(1, 2) } }))));
    expect(zipped).toMatchObject({ format: 'excel', gzipped: true, rows: 1 });
    await expect(read(fixture('openpyxl.xlsx'), { sheet: 'Clients' })).rejects.toMatchObject({
      code: 'dataset.sheet_not_found',
      message: expect.stringContaining('"Clients 2026"'),
    });
    await expect(read('a,b\n1,2\n', { sheet: 'A' })).rejects.toMatchObject({ code: 'dataset.sheet_not_found' });
  });

  it('names columns by the groups above them, where merged cells leave blanks', async () => {
    const data = row('Sales of 2024') + row('', '', 'Q1', '', 'Q2', '') + row('shop', 'region', 'cost', 'gain', 'cost', 'gain');
    const table = await read(workbook({ sheets: { A: data + row('a', 'N', 1, 2, 3, 4) + row('b', 'S', 5, 6, 7, 8) } }));
    expect(table.frame.names).toEqual(['shop', 'region', 'Q1 cost', 'Q1 gain', 'Q2 cost', 'Q2 gain']);
    expect(cells(table.frame, 'Q2 gain')).toEqual([4, 8]);
  });

  it('keeps every digit, leading zeros in texts, rich and escaped texts', async () => {
    const strings =
      '<si><t>a</t></si><si><t>007</t></si><si><r><t>rich </t></r><r><rPr><b/></rPr><t>text</t></r><rPh sb="0"><t>aid</t></rPh></si><si><t>x_x000D_y</t></si>';
    const shared = (index: number) => `<c t="s"><v>${index}</v></c>`;
    const data = [
      `<row>${shared(0)}<c t="str"><v>big</v></c><c t="inlineStr"><is><t>id</t></is></c></row>`,
      `<row>${shared(1)}<c><v>12345678901234567890</v></c>${shared(2)}</row>`,
      `<row><c><v>8</v></c><c><v>9007199254740993</v></c>${shared(3)}</row>`,
    ];
    const { frame } = await read(workbook({ sheets: { A: data.join('') }, sharedStrings: strings }));
    expect(cells(frame, 'a')).toEqual(['007', '8']);
    expect(cells(frame, 'big')).toEqual(['12345678901234567890', '9007199254740993']);
    expect(cells(frame, 'id')).toEqual(['rich text', 'x\ry']);
  });

  it('reads prefixed elements, ISO dates and places by reference', async () => {
    const data = `<x:row r="3"><x:c r="B3" t="inlineStr"><x:is><x:t>day</x:t></x:is></x:c><x:c r="D3" t="str"><x:v>n</x:v></x:c></x:row>
      <x:row r="9"><x:c r="D9"><x:v>5</x:v></x:c><x:c r="B9" t="d"><x:v>2024-02-29T12:00:00</x:v></x:c></x:row>`;
    const { frame } = await read(workbook({ sheets: { A: data } }));
    expect(frame.names).toEqual(['day', 'column_1', 'n']);
    expect(cells(frame, 'day')).toEqual([days('2024-02-29') + 0.5]);
    expect(cells(frame, 'n')).toEqual([5]);
  });

  it('has a wide row past the first ones only in columns that are named', async () => {
    const rows = Array.from({ length: 300 }, (_, at) => row(at, 'x'));
    const { rows: count } = await read(workbook({ sheets: { A: row('a', 'b') + rows.join('') } }));
    expect(count).toBe(300);
    await expect(read(workbook({ sheets: { A: row('a', 'b') + rows.join('') + row(1, 'x', 'stray') } }))).rejects.toMatchObject({
      message: expect.stringMatching(/Cell C302 lies beside the table.*columns A to B/),
    });
  });
});

const good = workbookParts({ sheets: { A: row('a', 'b') + row(1, 2) } });
const but = (name: string, changes: Record<string, unknown>) =>
  zip(good.map((part) => (part.name.endsWith(name) ? { ...part, ...changes } : part)));
const sheet = (data: string, more: Record<string, string> = {}) => workbook({ sheets: { A: data }, ...more });

describe('a workbook is refused', () => {
  it.each<[string, Uint8Array, string, RegExp]>([
    ['cut off', zip(good).subarray(0, 900), 'dataset.unreadable', /damaged or cut off/],
    ['with damaged bytes', but('s0.xml', { crc: 1 }), 'dataset.unreadable', /damaged/],
    ['with a false size', but('s0.xml', { size: 5 }), 'dataset.unreadable', /damaged/],
    ['with encrypted parts', but('s0.xml', { flags: 1 }), 'dataset.unreadable', /encrypted/],
    ['with XML that is none', but('s0.xml', { content: '<worksheet><sheetData></worksheet>' }), 'dataset.unreadable', /well-formed/],
    [
      'with entities',
      but('s0.xml', { content: '<!DOCTYPE x [<!ENTITY a "aaaa">]><worksheet>&a;</worksheet>' }),
      'dataset.unreadable',
      /document type/,
    ],
    ['that is too deep', but('s0.xml', { content: '<a>'.repeat(100_000) }), 'dataset.unreadable', /nested deeper/],
    ['without its sheet', zip(good.filter(({ name }) => !name.endsWith('s0.xml'))), 'dataset.unreadable', /lacks its part/],
    ['as a bomb', but('s0.xml', { content: Buffer.alloc(3_000_000, ' ') }), 'dataset.too_large', /inflatedBytes/],
    ['as a bomb by ratio', but('s0.xml', { content: Buffer.alloc(70 * 2 ** 20, ' ') }), 'dataset.too_large', /inflatedBytes/],
    ['without cells', sheet(''), 'dataset.empty', /No sheet/],
    ['without rows', sheet(row('a', 'b')), 'dataset.empty', /no rows/],
    [
      'with a formula that was never calculated',
      sheet(`${row('a')}<row><c><f>1+1</f></c></row>`),
      'dataset.unreadable',
      /Cell A2 has a formula/,
    ],
    ['with a text that is missing', sheet(`${row('a')}<row><c t="s"><v>7</v></c></row>`), 'dataset.unreadable', /Cell A2 names a text/],
    ['with a NUL', sheet(`${row('a')}${row('x_x0000_')}`), 'dataset.unreadable', /Cell A2 holds a NUL/],
    ['with a cell far out', sheet('<row r="1"><c r="ZZZZ1"><v>1</v></c></row>'), 'dataset.unreadable', /beyond the last column/],
    [
      'with two columns of one name',
      sheet(`<row/>${row('title')}${row('a', 'b', 'a')}${row(1, 2, 3)}`),
      'dataset.unreadable',
      /^Row 3: columns 1 and 3/,
    ],
    ['with a title that has no table', zip([...good, ...good]), 'dataset.unreadable', /two parts/],
    ['when it is a Word document', zip([good[0], { name: 'word/document.xml', content: '' }]), 'dataset.format_unknown', /Word/],
    ['when it is binary', zip([good[0], { name: 'xl/workbook.bin', content: '' }]), 'dataset.format_unknown', /xlsb/],
    [
      'when it is an OpenDocument',
      zip([{ name: 'mimetype', content: 'application/vnd.oasis.opendocument.spreadsheet' }]),
      'dataset.format_unknown',
      /\.ods\).*save it as/,
    ],
    ['when it is another archive', zip([{ name: 'a.csv', content: 'a,b\n' }]), 'dataset.format_unknown', /zip archive: unpack it/],
    ['when it is of before 2007', Buffer.from(`d0cf11e0a1b11ae1${'00'.repeat(600)}`, 'hex'), 'dataset.format_unknown', /\.xls\)/],
    [
      'when it has a password',
      Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(3000), Buffer.from('EncryptedPackage', 'utf16le')]),
      'dataset.format_unknown',
      /password/,
    ],
  ])('%s', async (_, content, code, detail) => {
    await expect(read(content, { limits: { inflatedBytes: 2_000_000 } })).rejects.toMatchObject({
      code,
      message: expect.stringMatching(detail),
    });
  });
});

describe('days of Excel', () => {
  it.each([
    [1, false, '1900-01-01'],
    [59, false, '1900-02-28'],
    [60, false, '1900-02-28'],
    [61, false, '1900-03-01'],
    [43_831.75, false, '2020-01-01 18:00:00'],
    [0.5, false, '12:00:00'],
    [0, true, '1904-01-01'],
    [42_369, true, '2020-01-01'],
    [2_958_465, false, '9999-12-31'],
    [45_000.123_456_789, false, '2023-03-15 02:57:46.667'],
    [-1, false, undefined],
    [3_000_000, false, undefined],
  ])('%d (1904: %s) is %s', (serial, is1904, text) => {
    expect(dateOfSerial(serial, is1904)).toBe(text);
  });

  it.each([
    ['yyyy-mm-dd', true],
    ['[$-409]d-mmm-yy;@', true],
    ['h:mm AM/PM', true],
    ['[h]:mm', false],
    ['General', false],
    ['0.00E+00', false],
    ['#,##0 "days"', false],
    ['[Red]0.0', false],
    ['0\\d', false],
  ])('the format %s: %s', (code, isDate) => {
    expect(isDateFormat(164, code)).toBe(isDate);
  });
});
