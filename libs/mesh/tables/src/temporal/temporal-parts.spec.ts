import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { prepareTemporalPlan, type PreparedTemporalPlan, type TemporalPlan } from '@atelier/learning';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { literal, TableDatabase, writeTemporalFeatures } from '../index.js';
import { concatParquet } from '../parquet/concat-parquet.js';
import { writeIdParts } from './id-parts.js';
import { writeParts } from './temporal-parts.js';

const plan: TemporalPlan = {
  date_column: 'day',
  id_column: 'shop',
  value_columns: ['sales'],
  windows: [7],
  exclude: ['seasonality', 'trend', 'change_points', 'fourier'],
};
const rows = 3000;

let directory: string;
let prepared: PreparedTemporalPlan;
const at = (name: string) => join(directory, name);
const limits = (threads = 1) => ({ directories: [directory], spillDirectory: directory, memoryMiB: 256, threads });
const inDatabase = async <Result>(work: (database: TableDatabase) => Promise<Result>) => {
  using database = await TableDatabase.open(limits());
  return await work(database);
};
/** Rows whose ids are by this SQL of their number `i`: twenty days of each, backwards, some values missing. */
const write = (name: string, id: string) =>
  inDatabase((database) =>
    database.run(`COPY (SELECT ${id} AS shop, TIMESTAMP '2024-01-01' + INTERVAL ((${rows} - i) // 150) DAY AS day,
      CASE WHEN i % 13 = 0 THEN NULL ELSE (hash(i) % 1000) / 7.0 END AS sales, i::BIGINT AS id FROM range(${rows}) r(i)) TO ${literal(at(name))} (FORMAT parquet)`),
  );
const parts = (from: string) => inDatabase((database) => writeIdParts(database, { from: at(from), to: at('uppers') }, 'shop'));

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'temporal-parts-'));
  prepared = await prepareTemporalPlan(plan);
});
afterAll(() => rmSync(directory, { recursive: true }));

describe('temporal features made in parts', () => {
  const made = async (from: string, threads: number, count: number) => {
    const targets = Array.from({ length: count }, (_, part) => at(`part-${part}`));
    await writeParts(limits(threads), prepared.plan, { from: at(from), uppers: at('uppers'), targets });
    await concatParquet(targets, at(`made-${threads}`));
    return readFileSync(at(`made-${threads}`));
  };

  it.each([
    ['texts, some missing', "CASE WHEN i % 150 = 3 THEN NULL ELSE 'it''s ' || (i % 150) END"],
    ['whole numbers', '(i % 150)::BIGINT - 70'],
    ['fractions with one that is no number', "CASE WHEN i % 150 = 3 THEN 'nan'::DOUBLE ELSE (i % 150) / 7.0 END"],
    ['instants', "TIMESTAMP '2020-01-01' + INTERVAL (i % 150) MICROSECOND"],
  ])('are those made at once, for ids that are %s, and the same bytes for one thread and two', async (_, id) => {
    await write('from', id);
    expect(await parts('from')).toBe(4);
    const two = await made('from', 2, 4);
    expect((await made('from', 1, 4)).equals(two)).toBe(true);
    await writeTemporalFeatures(limits(), prepared, { from: at('from'), to: at('whole') });
    const [{ same }] = await inDatabase((database) =>
      database.rows(`SELECT count(*)::INTEGER AS same FROM (SELECT p, w FROM (SELECT *, file_row_number AS r FROM read_parquet(${literal(at('made-2'))}, file_row_number = true)) p
        JOIN (SELECT *, file_row_number AS r FROM read_parquet(${literal(at('whole'))}, file_row_number = true)) w ON p.r = w.r) WHERE p IS NOT DISTINCT FROM w`),
    );
    expect(same).toBe(rows);
  });

  it('are as many as the ids allow: a range that one id fills is a part, and a single id is one', async () => {
    await write('lopsided', 'CASE WHEN i % 10 = 0 THEN i % 150 ELSE 1000 END');
    expect(await parts('lopsided')).toBe(2);
    await write('single', "'a'");
    expect(await parts('single')).toBe(1);
    await write('none', 'NULL::VARCHAR');
    expect(await parts('none')).toBe(0);
  });

  it('end with what one of the threads met', async () => {
    await write('from', 'i % 150');
    await parts('from');
    const targets = [at('part-0'), at('missing/part-1'), at('part-2'), at('part-3')];
    const writing = writeParts(limits(2), prepared.plan, { from: at('from'), uppers: at('uppers'), targets });
    await expect(writing).rejects.toThrow(/missing\/part-1/);
  });
});
