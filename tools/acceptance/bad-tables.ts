import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import type { Refusal } from './raw-client.js';

export interface BadUpload {
  readonly content: () => string | Uint8Array<ArrayBuffer>;
  readonly fields?: Readonly<Record<string, string>>;
  readonly refusal: Refusal;
}

const workbookFile = new URL('../../libs/services/ingestion/src/reading/excel/fixtures/openpyxl.xlsx', import.meta.url);
const good = 'age,city\n31,Paris\n44,Milan\n';
const unreadable = (detail: RegExp): Refusal => ({ status: 422, code: 'dataset.unreadable', detail });
const badName: Refusal = { status: 400, code: 'dataset.name_invalid' };
const named = (fields: Readonly<Record<string, string>>, refusal = badName): BadUpload => ({ content: () => good, fields, refusal });
const text = (content: string, refusal: Refusal): BadUpload => ({ content: () => content, refusal });
const bytes = (content: () => Uint8Array, refusal: Refusal): BadUpload => ({ content: () => new Uint8Array(content()), refusal });

/** What spec/trust says of uploads, with the refusal of each. */
export const badUploads: Readonly<Record<string, BadUpload>> = {
  'a name that leaves the folder': named({ name: '../../etc/passwd' }),
  'an escaped name that leaves the folder': named({ name: '%2e%2e%2fpasswd' }),
  'a name with NUL': named({ name: 'clients\0.csv' }),
  'a name of a drive': named({ name: 'C:\\clients' }),
  'a file name that leaves the folder': named({ fileName: '../../../clients.csv' }),
  'an escaped file name that leaves the folder': named({ fileName: '%2e%2e%2fclients.csv' }),
  'a file name of a drive': named({ fileName: 'C:\\clients.csv' }),
  'a field that nobody knows': named({ owner: 'me' }, { status: 400, code: 'request.invalid' }),
  'a polluting field': named({ __proto__x: 'me', constructor: 'me' }, { status: 400, code: 'request.invalid' }),
  'a target that is no column': named({ target_column: 'agee' }, { status: 422, code: 'dataset.column_not_found', detail: /age/ }),
  'an unclosed quote': text('a,b\n1,x\n2,"y\n3,z\n', unreadable(/quote/)),
  'ragged rows': text('a,b\n1,2\n3,4\n5,6,7\n8,9\n', unreadable(/Row 4/)),
  'one endless line': bytes(() => Buffer.concat([Buffer.from('a,b\n1,'), Buffer.alloc(6 * 2 ** 20, 'x')]), unreadable(/Row 2|longer/)),
  '20,001 columns': text(
    `${Array.from({ length: 20_001 }, (_, i) => `c${i}`).join(',')}\n${'1,'.repeat(20_000)}1\n`,
    unreadable(/columns/),
  ),
  'NUL bytes': text('a,b\n1,2\n3,x\0y\n', unreadable(/Row 3/)),
  'UTF-16': bytes(() => Buffer.from('\ufeffage,city\n31,Paris\n', 'utf16le'), unreadable(/UTF-16/)),
  'bytes that are not UTF-8': bytes(
    () => Buffer.concat([Buffer.from('a,b\n1,'), Buffer.from([0xff, 0xfe, 0xc3]), Buffer.from('\n')]),
    unreadable(/Row 2/),
  ),
  'duplicate headers': text('age,city,age\n1,x,2\n3,y,4\n', unreadable(/Row 1.*"age"/)),
  'a polluting header': text('__proto__,b\n1,2\n', unreadable(/__proto__/)),
  'polluting JSON lines': text('{"__proto__":{"admin":true},"b":1}\n', unreadable(/__proto__/)),
  'JSON lines that are too deep': text(`{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}\n`, {
    status: 422,
    code: ['dataset.unreadable', 'sandbox.crashed'],
  }),
  'JSON lines that are cut off': text('{"a":1}\n{"a":', unreadable(/Row 2|JSON/)),
  'an empty file': text('', { status: 422, code: 'dataset.empty' }),
  'a header alone': text('age,city\n', { status: 422, code: 'dataset.empty' }),
  'a gzip bomb': bytes(gzipBomb, { status: 413, code: 'dataset.too_large' }),
  'a gzip archive that is cut off': bytes(() => gzipSync(good.repeat(1000)).subarray(0, -20), unreadable(/gzip/)),
  'a million columns': bytes(
    () => Buffer.from(`${Array.from({ length: 1_000_000 }, (_, i) => i.toString(36)).join(',')}\n1\n`),
    unreadable(/columns|longer/),
  ),
  'a zip archive that is cut off': bytes(() => Buffer.from('504b0304140000000800', 'hex'), unreadable(/damaged/)),
  'a workbook that is cut off': bytes(() => readFileSync(workbookFile).subarray(0, 4000), unreadable(/damaged/)),
  'a workbook whose bytes were changed': bytes(() => readFileSync(workbookFile).fill(0x20, 1000, 4500), unreadable(/damaged|workbook/)),
  'a workbook of before 2007': bytes(() => Buffer.alloc(2048).fill('d0cf11e0a1b11ae1', 0, 8, 'hex'), {
    status: 422,
    code: 'dataset.format_unknown',
    detail: /\.xlsx/,
  }),
  'a sheet that is not there': {
    content: () => new Uint8Array(readFileSync(workbookFile)),
    fields: { sheet: 'Sheet9' },
    refusal: { status: 422, code: 'dataset.sheet_not_found' },
  },
  'a pickle': bytes(() => Buffer.from('80049526000000000000008c08706f736978', 'hex'), {
    status: 422,
    code: ['dataset.unreadable', 'dataset.format_unknown'],
  }),
  'Parquet whose footer is longer than the file': bytes(() => parquetWith(0x7fff_ff00), unreadable(/Parquet/)),
  'Parquet without a footer': bytes(() => parquetWith(0), unreadable(/Parquet/)),
  'Parquet whose footer is noise': bytes(() => parquetWith(64), unreadable(/Parquet/)),
};

/** Half a gigabyte of rows in half a megabyte: members of one archive, one after the other. */
function gzipBomb(): Uint8Array {
  const member = gzipSync('31,Paris\n'.repeat(2 ** 21));
  return Buffer.concat([gzipSync('age,city\n'), ...Array.from({ length: 30 }, () => member)]);
}

function parquetWith(footerLength: number): Uint8Array {
  const length = Buffer.alloc(4);
  length.writeUInt32LE(footerLength);
  return Buffer.concat([Buffer.from('PAR1'), Buffer.alloc(256, 0xa5), length, Buffer.from('PAR1')]);
}

const rows = (count: number, row: (i: number) => string) => Array.from({ length: count }, (_, i) => `${row(i)}\n`).join('');

/** Tables that can be read but not learned from: the target is `y`, and comparing with five folds is refused by one of the codes. One `trains`, without folds. */
export const unlearnable: Readonly<Record<string, { readonly csv: string; readonly codes: readonly string[]; readonly trains?: boolean }>> =
  {
    'a constant target': { csv: `x,z,y\n${rows(60, (i) => `${i % 7},${i % 5},same`)}`, codes: ['learning.target_constant'] },
    'a target that is missing everywhere': { csv: `x,z,y\n${rows(60, (i) => `${i % 7},${i % 5},`)}`, codes: ['learning.target_missing'] },
    'an identifier as target': {
      csv: `x,z,y\n${rows(60, (i) => `${i % 7},${i % 5},client-${i * 7919}`)}`,
      codes: ['learning.target_identifier', 'learning.class_too_small'],
    },
    'fewer rows than folds': {
      csv: `x,z,y\n${rows(4, (i) => `${i},${i * i},${i % 2 ? 'a' : 'b'}`)}`,
      codes: ['learning.too_few_rows', 'learning.class_too_small'],
      trains: true,
    },
    'a class with one row': {
      csv: `x,z,y\n${rows(60, (i) => `${i % 7},${i % 5},${i === 30 ? 'rare' : i % 2 ? 'a' : 'b'}`)}`,
      codes: ['learning.class_too_small'],
    },
    'columns that are missing everywhere': { csv: `x,z,y\n${rows(60, (i) => `,,${i % 2 ? 'a' : 'b'}`)}`, codes: ['learning.no_features'] },
  };
