import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Frame } from '@atelier/learning';
import { identifier, literal, readRows, TableDatabase, writeParquet } from '@atelier/tables';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import type { FeatureType } from '../definitions.js';
import { Expression } from './expression.js';

const columns: Record<string, FeatureType> = {
  a: 'float',
  n: 'integer',
  yes: 'boolean',
  city: 'text',
  at: 'datetime',
  'odd name': 'float',
};
const days = (iso: string) => Date.parse(iso) / 86_400_000;
const table = new Frame([
  { kind: 'number', name: 'a', values: Float64Array.of(1.5, -2.25, 0, Number.NaN, 1e308, 7) },
  { kind: 'number', name: 'n', values: Float64Array.of(3, -4, 0, 9, Number.NaN, 2 ** 53) },
  { kind: 'number', name: 'yes', values: Float64Array.of(1, 0, 1, Number.NaN, 0, 1) },
  { kind: 'text', name: 'city', codes: Int32Array.of(0, 1, 2, -1, 0, 1), dictionary: ['Paris', "L'Aquila 😀", ''] },
  {
    kind: 'number',
    name: 'at',
    values: Float64Array.from(
      ['2026-01-01', '2024-12-31T23:59:59.500Z', '1969-07-20T20:17:40Z', '2026-03-01', '2000-02-29', '2026-11-21'],
      days,
    ),
  },
  { kind: 'number', name: 'odd name', values: Float64Array.of(1, 2, 3, 4, 5, 6) },
]);

describe('an expression', () => {
  const folder = mkdtempSync(join(tmpdir(), 'atelier-expressions-'));
  const file = join(folder, 'table.parquet');
  let database: TableDatabase;
  let rows: Record<string, string | number | boolean | null>[];

  beforeAll(async () => {
    await writeParquet(file, table, { n: 'integer', yes: 'boolean', at: 'datetime' });
    database = await TableDatabase.open({ directories: [folder] });
    const read = await readRows(file, { limit: 100 });
    rows = read.rows.map((cells) => Object.fromEntries(read.names.map((name, at) => [name, cells[at]])));
  });
  afterAll(() => {
    database.close();
    rmSync(folder, { recursive: true });
  });

  /** What DuckDB makes of it for every row, as cells. */
  async function inTable(expression: Expression): Promise<unknown[]> {
    const sql = expression.sql(identifier);
    const shown = expression.type === 'datetime' ? `strftime(${sql}, '%Y-%m-%dT%H:%M:%S.%gZ')` : sql;
    const found = await database.rows<{ v: unknown }>(`SELECT ${shown} AS v FROM read_parquet(${literal(file)})`);
    return found.map(({ v }) => (typeof v === 'string' && expression.type === 'float' ? Number(v) : v));
  }

  it.each([
    ['1 + 2 * 3 - 4 / 8', 6.5],
    ['-(2 - 5) % 2', 1],
    ["if(1 < 2 and not (3 = 4), 'yes', 'no')", 'yes'],
    ["concat('it''s', ' ', 'so')", "it's so"],
    ['coalesce(null, 5)', 5],
    ['1 / 0', null],
    ['sqrt(-1)', null],
    ['least(3, 1, null)', 1],
    ['null and false', false],
    ['round(2.5)', 3],
    ["day_of_week(datetime('2026-11-22T00:00:00Z'))", 7],
    ["datetime('2026-02-30T00:00:00Z')", null],
    ["is_null(datetime('2026-02-30T00:00:00Z'))", true],
  ])('computes %s', async (source, value) => {
    const expression = Expression.of(source, columns);
    expect(expression.evaluate({})).toEqual(value);
    expect((await inTable(expression))[0]).toEqual(value);
  });

  it.each([
    ['a + nn', /character 5: there is no input "nn"; did you mean "n"/],
    ['abss(a)', /there is no function "abss"; did you mean "abs"/],
    ['a +', /the expression ends where a value is wanted/],
    ['a b', /"b" where the end is wanted/],
    ['(a', /where "\)" is wanted/],
    ['a ; b', /";" means nothing here/],
    ['a + city', /\+ takes a number as value 2, not a text/],
    ["city < 'x'", /compares numbers or times, not text/],
    ['abs(a, n)', /abs takes 1 values, not 2/],
    ['coalesce(a, city)', /coalesce takes a number as value 2/],
    ['null', /always missing/],
    [`${'('.repeat(100)}a${')'.repeat(100)}`, /nested/],
    [`${'-'.repeat(100)}a`, /nested/],
    [`a${' '.repeat(5000)}`, /4000 characters/],
    ['__proto__', /no input/],
    ['constructor(a)', /no function/],
  ])('refuses %s', (source, message) => {
    expect(() => Expression.of(source, columns)).toThrow(
      expect.objectContaining({ code: 'feature.expression_invalid', message: expect.stringMatching(message) }),
    );
  });

  it('takes values of other types and strange keys for missing', () => {
    const expression = Expression.of('coalesce(a, 0) + coalesce(`odd name`, 0)', columns);
    expect(expression.inputs).toEqual(['a', 'odd name']);
    expect(expression.evaluate({ a: 'one', 'odd name': 2 })).toBe(2);
    expect(Expression.of('n', columns).evaluate({ n: '9007199254740993' })).toBe(9007199254740992);
    expect(Expression.of('days_between(at, at)', columns).evaluate({ at: 'yesterday' })).toBeNull();
  });

  it('gives in DuckDB what it gives here', async () => {
    const number: fc.Arbitrary<string> = fc.letrec<{ number: string; truth: string }>((tie) => ({
      number: fc.oneof(
        { maxDepth: 4 },
        fc.constantFrom('a', 'n', '`odd name`', '0', '2.5', '-1e300', 'null'),
        fc.tuple(tie('number'), fc.constantFrom('+', '-', '*', '/', '%'), tie('number')).map(([x, o, y]) => `(${x} ${o} ${y})`),
        fc.tuple(fc.constantFrom('abs', 'floor', 'ceil', 'round', 'sqrt', '-'), tie('number')).map(([f, x]) => `${f}(${x})`),
        fc.tuple(fc.constantFrom('least', 'greatest', 'coalesce'), tie('number'), tie('number')).map(([f, x, y]) => `${f}(${x}, ${y})`),
        fc.tuple(tie('truth'), tie('number'), tie('number')).map((parts) => `if(${parts.join(', ')})`),
        fc.constantFrom('year', 'quarter', 'month', 'day', 'hour', 'minute', 'day_of_week', 'day_of_year').map((name) => `${name}(at)`),
        fc.constantFrom('length(city)', "days_between(at, datetime('2026-01-01T00:00:00.250Z'))"),
      ),
      truth: fc.oneof(
        { maxDepth: 4 },
        fc.constantFrom('yes', 'true', "city = 'Paris'", 'is_null(city)', "at < datetime('2026-01-01T00:00:00Z')"),
        fc.tuple(tie('number'), fc.constantFrom('=', '!=', '<', '<=', '>', '>='), tie('number')).map((parts) => `(${parts.join(' ')})`),
        fc.tuple(tie('truth'), fc.constantFrom('and', 'or'), tie('truth')).map((parts) => `(${parts.join(' ')})`),
        tie('truth').map((x) => `(not ${x})`),
      ),
    })).number;
    await fc.assert(
      fc.asyncProperty(number, async (source) => {
        const expression = Expression.of(`coalesce(${source}, null, -7)`, columns);
        const here = rows.map((row) => expression.evaluate(row));
        // JSON has no -0.
        expect((await inTable(expression)).map((v) => (v as number) + 0)).toEqual(here.map((v) => (v as number) + 0));
      }),
      { numRuns: 150 },
    );
  });
});
