import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  cleanRequestSchema,
  type DatasetDetail,
  type DatasetQuality,
  type DatasetUploaded,
  datasetAmendmentSchema,
  splitRequestSchema,
} from '@atelier/contracts';
import { findingKinds, type QualityRecommendation } from '@atelier/learning';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type IngestionProgram, startIngestionProgram } from '../ingestion-program.suite.js';
import { profileFile } from './profile-file.js';
import { outline, qualityOf } from './quality.suite.js';

/** A hundred rows and a header; a function of the row number for each column. */
function csv(columns: Readonly<Record<string, (row: number) => unknown>>, rows = 100): string {
  const lines = Array.from({ length: rows }, (_, row) =>
    Object.values(columns)
      .map((value) => value(row))
      .join(','),
  );
  return `${Object.keys(columns).join(',')}\n${lines.join('\n')}\n`;
}
/** Whole numbers from 0 to 100, scattered. */
const scattered = (row: number) => (row * 37 + 11) % 101;
const day = (row: number) => new Date(Date.UTC(2024, 0, 1 + row)).toISOString().slice(0, 10);

/** Every recommendation is a request that its route takes. */
function expectSendable({ step, body }: QualityRecommendation): void {
  const schemas = { patch: datasetAmendmentSchema, clean: cleanRequestSchema, split: splitRequestSchema } as const;
  if (step === 'train') return;
  const sent = step === 'patch' ? body : { dataset_id: 'd', ...body };
  expect(schemas[step].safeParse(sent)).toMatchObject({ success: true });
}

describe('what is found', () => {
  it.each<[string, Readonly<Record<string, (row: number) => unknown>>, string[]]>([
    ['nothing in a plain table', { a: scattered, b: (row) => (row * 13) % 89 }, []],
    [
      'missing cells and columns',
      { a: (row) => (row < 7 ? '' : scattered(row)), b: () => '', c: (row) => (row * 13) % 89 },
      ['empty_columns b 100', 'missing_cells a 7', 'missing_rows  7'],
    ],
    [
      'rows that are mostly missing',
      { a: scattered, b: (row) => (row < 3 ? '' : scattered(row + 9)), c: (row) => (row < 4 ? '' : (row * 7) % 83) },
      ['missing_cells c 4', 'missing_rows  3', 'missing_cells b 3'],
    ],
    [
      'texts that mean missing',
      { a: scattered, b: (row) => (row % 10 === 0 ? 'unknown' : row % 2 ? 'x1' : 'y1') },
      ['disguised_missing b 10'],
    ],
    [
      'rows and ids that come again',
      { user_id: (row) => (row === 50 ? 49 : row), a: (row) => scattered(row === 50 ? 49 : row) },
      ['duplicate_rows  1', 'duplicate_ids user_id 1'],
    ],
    [
      'columns of one value, or nearly',
      { a: scattered, b: () => 5, c: (row) => (row === 3 ? 'y' : 'z') },
      ['constant_columns b 1', 'near_constant_columns c 1'],
    ],
    ['numbers among texts', { a: scattered, b: (row) => (row % 20 === 0 ? 'n. k.' : scattered(row + 5) % 7) }, ['mixed_types b 5']],
    [
      'spellings',
      { a: scattered, b: (row) => (row < 2 ? 'zürich' : row < 4 ? 'ZURICH' : row % 2 ? 'Zürich' : 'Bern') },
      ['inconsistent_spellings b 4'],
    ],
    [
      'blanks around texts',
      { a: scattered, b: (row) => (row % 2 ? '"x "' : row % 3 ? 'z ' : 'z') },
      ['padded_texts b 83', 'inconsistent_spellings b 17'],
    ],
    ['a wrong encoding', { a: scattered, b: (row) => (row % 2 ? 'GrÃ¼n' : 'Rot') }, ['garbled_texts b 50']],
    ['days that never were', { a: scattered, b: (row) => (row === 7 ? '2023-02-30' : day(row)) }, ['impossible_dates b 1']],
    [
      'days that are still to come',
      { a: scattered, paid: (row) => (row === 9 ? '2031-05-05' : day((row * 37) % 100)) },
      ['future_dates paid 1', 'time_gaps paid 1'],
    ],
    [
      'birthdays',
      {
        a: scattered,
        birthday: (row) => (row === 1 ? '1820-01-01' : row === 2 ? '1900-01-01' : `19${30 + (scattered(row) % 60)}-03-0${1 + (row % 9)}`),
      },
      ['ancient_dates birthday 1', 'placeholder_dates birthday 1'],
    ],
    ['gaps in time', { t: (row) => day(row < 50 ? row : row + 3), a: scattered }, ['time_gaps t 3']],
    [
      'disorder in time',
      { t: (row) => day(row === 50 ? 10 : row === 51 ? 50 : row), a: scattered },
      ['time_disorder t 1', 'time_gaps t 1'],
    ],
    ['no gap on weekends', { t: (row) => day(Math.floor(row / 5) * 7 + (row % 5)), a: scattered }, []],
    ['no disorder within shops', { shop: (row) => `s${Math.floor(row / 25)}`, t: (row) => day(row % 25), a: scattered }, []],
    ['signs for none', { a: scattered, b: (row) => (row % 3 ? scattered(row + 1) : 9999) }, ['sentinel_values b 34']],
    ['amounts below zero', { a: scattered, price: (row) => (row % 30 ? scattered(row + 2) + 1 : -5) }, ['out_of_range price 4']],
    ['values far out', { a: (row) => (row === 5 ? 100_000 : scattered(row)), b: (row) => (row * 13) % 89 }, ['outliers a 1', 'skew a 1']],
    ['pairs', { a: scattered, b: (row) => 3 * scattered(row) + (row % 2) }, ['correlated_pairs a,b 1']],
    [
      'sums',
      { a: scattered, b: (row) => (row * row * 7) % 83, c: (row) => scattered(row) + ((row * row * 7) % 83) },
      ['redundant_columns a,c,b 1'],
    ],
  ])('%s', async (_, columns, expected) => {
    const quality = await qualityOf(csv(columns));
    expect(outline(quality).sort()).toEqual([...expected].sort());
    for (const { recommendation } of quality.findings) if (recommendation) expectSendable(recommendation);
  });

  it('about a target: rare classes, contradictions, columns that give it away', async () => {
    const rows = 400;
    const y = (row: number) => (scattered(row) < 9 ? 'yes' : 'no');
    const quality = await qualityOf(
      csv({ a: (row) => (row * 13) % 89, after: (row) => (y(row) === 'yes' ? scattered(row * 3) : ''), y }, rows),
      'y',
    );
    expect(outline(quality)).toEqual(expect.arrayContaining(['target_leakage after,y 1', expect.stringMatching(/^class_imbalance y/)]));
    expect(quality.powers[0].column).toBe('after');
    const contradiction = await qualityOf(
      csv({ a: (row) => Math.floor(row / 2), y: (row) => (row === 7 ? 'b' : Math.floor(row / 2) % 2 ? 'a' : 'b') }),
      'y',
    );
    const found = contradiction.findings.find(({ kind }) => kind === 'conflicting_rows');
    expect(found).toMatchObject({
      count: 2,
      examples: [
        { row: 6, values: { y: 'a', a: 3 } },
        { row: 7, values: { y: 'b', a: 3 } },
      ],
    });
  });

  it('shows rows, and the rows are those', async () => {
    const { findings } = await qualityOf(
      csv({ id: (row) => `k${row === 60 ? 59 : row}`, a: (row) => (row === 3 || row === 88 ? '' : scattered(row)) }),
    );
    expect(findings.find(({ kind }) => kind === 'missing_cells')?.examples).toEqual([
      { row: 3, values: { a: null } },
      { row: 88, values: { a: null } },
    ]);
    const spelled = await qualityOf(csv({ a: scattered, city: (row) => (row === 40 ? 'bern' : row % 2 ? 'Bern' : 'Basel') }));
    expect(spelled.findings[0].examples).toEqual([{ row: 40, values: { city: 'bern' } }]);
    const again = await qualityOf(csv({ a: (row) => scattered(row === 60 ? 59 : row), b: (row) => (row === 60 ? 59 : row) % 50 }));
    expect(again.findings.find(({ kind }) => kind === 'duplicate_rows')?.examples).toEqual([
      { row: 60, values: { a: scattered(59), b: 9 } },
    ]);
  });

  it('tells the pattern of a daily series', async () => {
    const { temporal } = await qualityOf(
      csv({ t: day, sales: (row) => 100 + row + (row % 7 === 5 ? 60 : 0) + (scattered(row) % 5) }, 140),
      'sales',
    );
    expect(temporal).toMatchObject({ column: 't', step_days: 1, points: 140, expected_points: 140, is_regular: true, gaps: [] });
    expect(temporal?.series[0]).toMatchObject({ column: 'sales', trend: 'rising', seasons: [{ season: 'weekly', peak: 'Saturday' }] });
    expect(temporal?.series[0].slope_per_day).toBeCloseTo(1, 1);
    expect(temporal?.series[0].outline).toHaveLength(60);
  });

  it('takes any table: strange names, one row, one column, many columns', async () => {
    await expect(qualityOf('"a""b",A,a,constructor\n1,2,3,4\n5,6,7,8\n')).resolves.toMatchObject({ findings: expect.anything() });
    await expect(qualityOf('a\n1\n')).resolves.toMatchObject({ score: 100 });
    const names = Array.from({ length: 250 }, (_, at) => `c${at}`);
    const rows = Array.from({ length: 3 }, (_, row) => names.map((_, at) => row * at).join());
    expect((await qualityOf(`${names.join()}\n${rows.join('\n')}\n`)).metrics.constant_columns).toBe(1);
  });
});

it('profiles a file without a platform', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'atelier-profile-'));
  const file = join(directory, 'clients.csv');
  writeFileSync(file, csv({ a: scattered, b: (row) => (row < 9 ? '' : scattered(row + 7) * row) }));
  const { format, columns, quality } = await profileFile(file, { targetColumn: 'a' });
  expect([format, columns.length, quality.name, quality.target_column]).toEqual(['csv', 2, 'clients', 'a']);
  expect(quality.findings.map(({ kind }) => kind)).toContain('missing_cells');
  await expect(profileFile(file, { targetColumn: 'zap' })).rejects.toMatchObject({ code: 'dataset.column_not_found' });
  rmSync(directory, { recursive: true });
});

describe('the route', () => {
  let program: IngestionProgram;
  let trainer: string;
  beforeAll(async () => {
    program = await startIngestionProgram();
    trainer = await program.key('shop', 'trainer');
  });
  afterAll(() => program.stop());

  it('measures once, keeps the report, and shows the score in the detail, to its project alone', async () => {
    const content = csv({ age: (row) => (row % 4 ? scattered(row) : ''), churned: (row) => row % 2 });
    const { dataset_id } = (await program.upload<DatasetUploaded>(trainer, { content, fields: { target_column: 'churned' } })).body;
    const path = `/api/ml/datasets/${dataset_id}`;
    expect((await program.get<DatasetDetail>(trainer, path)).body.quality_score).toBeNull();
    const asked = await Promise.all([1, 2].map(() => program.get<DatasetQuality>(trainer, `${path}/quality`)));
    expect(asked[0]).toEqual(asked[1]);
    const { status, body } = asked[0];
    expect(status).toBe(200);
    expect(body).toMatchObject({ dataset_id, rows: 100, columns: 2, target_column: 'churned', consistency: expect.any(Number) });
    expect(Object.keys(body.metrics)).toEqual(Object.keys(findingKinds));
    expect(body.findings.find(({ kind }) => kind === 'missing_cells')).toMatchObject({
      kind: 'missing_cells',
      dimension: 'completeness',
      recommendation: { method: 'POST', path: '/api/ml/data/clean', body: { dataset_id, missing_strategy: 'median' } },
    });
    expect((await program.get<DatasetDetail>(trainer, path)).body.quality_score).toBe(body.score);
    expect((await program.get<DatasetQuality>(trainer, `${path}/quality`)).body).toEqual(body);
    expect(program.leftovers()).toEqual([]);
    const stranger = await program.key('other', 'admin');
    expect(await program.get(stranger, `${path}/quality`)).toMatchObject({ status: 404, body: { code: 'dataset.not_found' } });
  });
});
