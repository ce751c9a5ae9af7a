import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { CsvReader, type CsvRecord } from './csv.js';

const utf8 = new TextEncoder();

function read(content: string | Uint8Array, piece = Number.POSITIVE_INFINITY): CsvRecord[] {
  const bytes = typeof content === 'string' ? utf8.encode(content) : content;
  const reader = new CsvReader('t.csv');
  const records: CsvRecord[] = [];
  for (let at = 0; at < bytes.length; at += piece) records.push(...reader.push(bytes.subarray(at, at + piece)));
  return [...records, ...reader.end()];
}
const fields = (records: readonly CsvRecord[]) => records.map((record) => record.fields);

describe('CSV', () => {
  it.each([
    ['a,b\n1,2\n', 'commas'],
    ['a;b\r\n1;2', 'semicolons'],
    ['\uFEFFa\tb\r1\t2\r', 'tabs, a byte order mark'],
    ['sep=;\r\na;b\r\n1;2\r\n', "Excel's line"],
    ['"sep=|"\na|b\n\n1|2\n', 'a quoted one, and a blank line'],
    ['"a","b"\n"1","2"', 'all quoted'],
    ['"a",b\n1,"2"\r\n', 'some quoted'],
  ])('%j is read whatever the pieces: %s', (content) => {
    for (const piece of [1, 2, 3, 1000])
      expect(fields(read(content, piece))).toEqual([
        ['a', 'b'],
        ['1', '2'],
      ]);
  });

  it('reads UTF-16 by its mark', () => {
    const units = Uint16Array.from('\uFEFFé;b\n1;2', (unit) => unit.charCodeAt(0));
    const little = new Uint8Array(units.buffer);
    const big = Uint8Array.from(little, (_, i) => little[i ^ 1]);
    for (const bytes of [little, big])
      expect(fields(read(bytes, 3))).toEqual([
        ['é', 'b'],
        ['1', '2'],
      ]);
  });

  it('keeps line breaks, separators and doubled quotes in quoted fields, and tells where records begin', () => {
    const records = read('a,b\n1,"x\ny, ""z"""\n2,w\n', 1);
    expect(records).toEqual([
      { fields: ['a', 'b'], line: 1, repaired: false },
      { fields: ['1', 'x\ny, "z"'], line: 2, repaired: false },
      { fields: ['2', 'w'], line: 4, repaired: false },
    ]);
  });

  it('reads quotes that nobody doubled as marks', () => {
    const [, record, last] = read('a,b\n1,"she said "yes" to it"\n2,it\'s 5" wide\n');
    expect(record).toMatchObject({ fields: ['1', 'she said "yes" to it'], repaired: true });
    expect(last).toMatchObject({ fields: ['2', 'it\'s 5" wide'], repaired: false });
  });

  it('ends a field at its line when its quote is never closed, and reads on', () => {
    for (const piece of [1, 5, 1000]) {
      const records = read('a,b\n1,"never closed\n2,"x\ny"\n3,z', piece);
      expect(fields(records)).toContainEqual(['3', 'z']);
      expect(records.some(({ repaired }) => repaired)).toBe(true);
    }
  });

  it('refuses a file in which quotes are forgotten again and again', () => {
    // Every quote but the last closes what the one before opened, so that each end leaves one open.
    const rows = Array.from({ length: 60 }, (_, i) => `${i},"open`);
    expect(() => read(`a,b\n${rows.join('\n')}\n`)).toThrow(/t\.csv, line \d+: a quote opens here/);
  });

  it.each([
    [[0x50, 0x4b, 0x03, 0x04], /Excel/],
    [[0x50, 0x41, 0x52, 0x31], /Parquet/],
    [[0x1f, 0x8b], /gzip/],
  ])('says what %j is instead', (bytes, message) => expect(() => read(Uint8Array.from(bytes))).toThrow(message));

  it('gives back what was written, in pieces of any size', () => {
    const cell = fc.string({ unit: fc.constantFrom('a', 'é', '"', ',', ';', '\n', '\r', ' ', '🎁'), maxLength: 6 });
    const written = (value: string) => `"${value.replaceAll('"', '""')}"`;
    fc.assert(
      fc.property(fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 5 }), fc.integer({ min: 1, max: 9 }), (rows, piece) => {
        const content = ['x,y', ...rows.map((row) => row.map(written).join(','))].join('\r\n');
        expect(fields(read(content, piece)).slice(1)).toEqual(rows);
      }),
      { numRuns: 60 },
    );
  });
});
