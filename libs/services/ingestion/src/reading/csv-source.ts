import { createReadStream, createWriteStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { csvRelation } from './csv-relation.js';
import { type Dialect, parseSample } from './csv-sample.js';
import { sniffDialect } from './dialect.js';
import { columnNames, headerRows, leveledNames } from './header.js';
import { type Beginning, withoutPreamble } from './preamble.js';
import { type UploadedFile, Refusal, unreadable } from './reading.js';
import { columnAt, type TableSource } from './table-source.js';

const sampleBytes = 2 ** 17;
/** A CSV under the dialect and header that its beginning shows. */
export async function openCsv(file: string, input: UploadedFile): Promise<TableSource> {
  const start = withoutPreamble(await beginning(file, input.limits.lineBytes));
  const dialect = sniffDialect(start.text, start.whole);
  const source = sourceOf(file, start, dialect, input);
  return {
    ...source,
    another: async (error) => {
      const other = await anotherReading(error, file, dialect, input.directory);
      return other && sourceOf(other.file, start, other.dialect, input);
    },
  };
}

async function beginning(file: string, lineBytes: number): Promise<Beginning> {
  const handle = await open(file);
  try {
    const { size } = await handle.stat();
    for (let bytes = sampleBytes; ; bytes *= 4) {
      const buffer = Buffer.alloc(Math.min(bytes, size));
      await handle.read(buffer, 0, buffer.length, 0);
      const whole = buffer.length === size;
      const given = buffer.toString('utf8').replace(/^\uFEFF/, '');
      const blank = /^(?: *(?:\r\n|\n|\r))*/.exec(given)?.[0] ?? '';
      const text = given.slice(blank.length);
      // At least two lines, so that names and values can be told apart.
      if (whole || text.split(/\r\n|\n|\r/, 4).length > 3 || bytes > 2 * lineBytes) return { text, whole, skip: lineCount(blank) };
    }
  } finally {
    await handle.close();
  }
}

function lineCount(text: string): number {
  return text.split(/\r\n|\n|\r/).length - 1;
}

function sourceOf(file: string, { text, whole, skip }: Beginning, dialect: Dialect, { limits }: UploadedFile): TableSource {
  const { rows } = parseSample(text, dialect, whole);
  if (rows.length === 0) throw new Refusal('dataset.empty', 'The file has no rows.');
  const levels = headerRows(rows);
  const names = columnNames(
    levels === 0 ? rows[0].map(() => '') : leveledNames(rows.slice(0, levels)),
    limits.columns,
    skip + Math.max(1, levels),
  );
  const { delimiter } = dialect;
  const scan = csvRelation(file, names.length, dialect, { header: levels > 0, skip: skip + Math.max(0, levels - 1) }, limits);
  return {
    format: 'csv',
    names,
    storedTypes: names.map(() => 'VARCHAR'),
    relation: dialect.padded
      ? `(SELECT ${names.map((_, at) => `ltrim(${columnAt(at)}) AS ${columnAt(at)}`).join(', ')} FROM ${scan})`
      : scan,
    typesAreGuessed: true,
    decimalComma: delimiter !== ',',
    explain: explainCsv,
  };
}

/** Faults past the sample that another reading cures: a tab-separated file with stray quotes, and line ends of two kinds. */
async function anotherReading(
  error: unknown,
  file: string,
  dialect: Dialect,
  directory: string,
): Promise<{ file: string; dialect: Dialect } | undefined> {
  const message = String(error);
  if (/unterminated quote/i.test(message) && dialect.delimiter === '\t' && dialect.quote !== '')
    return { file, dialect: { ...dialect, quote: '', escape: '' } };
  if (!/invalid state/i.test(message)) return undefined;
  const evened = join(directory, 'line-ends.csv');
  await evenLineEnds(file, evened);
  return { file: evened, dialect };
}

/** CR LF becomes LF. */
async function evenLineEnds(file: string, target: string): Promise<void> {
  let carried = '';
  const even = new Transform({
    transform(chunk: Buffer, _, done) {
      const text = carried + chunk.toString('latin1');
      carried = text.endsWith('\r') ? '\r' : '';
      done(null, Buffer.from(text.slice(0, text.length - carried.length).replaceAll('\r\n', '\n'), 'latin1'));
    },
    flush(done) {
      done(null, Buffer.from(carried, 'latin1'));
    },
  });
  await pipeline(createReadStream(file), even, createWriteStream(target));
}

function explainCsv(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  const message = String(error);
  const row = /CSV Error on Line: (\d+)/.exec(message)?.[1];
  const where = row ? `Row ${row}` : 'The file';
  const widths = /Expected Number of Columns: (\d+) Found: (\d+)/.exec(message);
  if (widths) return unreadable(`${where} has ${widths[2]} fields, but there are ${widths[1]} columns.`, error);
  if (/unterminated quote/i.test(message))
    return unreadable(`${where} has a quote that is not closed, or text after a closing quote; double the quotes within a value.`, error);
  if (/maximum line size/i.test(message))
    return unreadable(`${where} is longer than allowed (limit lineBytes); is a quote not closed?`, error);
  if (/unicode|utf-?8/i.test(message)) return unreadable(`${where} is not UTF-8.`, error);
  return unreadable(`${where} cannot be divided into fields.`, error);
}
