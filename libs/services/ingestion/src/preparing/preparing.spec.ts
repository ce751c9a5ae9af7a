import type { Cleaned, DatasetDetail, DatasetRows, DatasetUploaded, FeaturesSelected, Problem, SplitAnswer } from '@atelier/contracts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type IngestionProgram, startIngestionProgram } from '../ingestion-program.suite.js';

const header = 'id,age,height,member,city,joined,big,note,churned';
const cell = (row: number) => {
  const age = row % 10 === 3 ? '' : String(20 + ((row * 7) % 40));
  const height = row === 5 ? '9.75' : row % 15 === 4 ? '' : (1.5 + (row % 9) / 20).toFixed(2);
  const member = row % 12 === 1 ? '' : row % 3 === 0 ? 'true' : 'false';
  const city = row % 11 === 2 ? '' : ['Rome', 'Oslo', 'Rome', 'Bern'][row % 4];
  const joined = row % 13 === 6 ? '' : `2024-${String(1 + (row % 12)).padStart(2, '0')}-1${row % 10}`;
  const big = String(9007199254740993n + BigInt(row) * 3n);
  const note = `the ${row}th client said that ${'word '.repeat(4 + (row % 5))}and left`;
  return [`C${1000 + row}`, age, height, member, city, joined, big, note, (row * 7) % 40 > 22 ? 'yes' : 'no'].join(',');
};
const table = [header, ...Array.from({ length: 60 }, (_, row) => cell(row))].join('\n');

describe('the preparation of tables', () => {
  let ingestion: IngestionProgram;
  let key: string;
  let id: string;
  beforeAll(async () => {
    ingestion = await startIngestionProgram();
    key = await ingestion.key('shop', 'trainer');
    id = (await ingestion.upload<DatasetUploaded>(key, { content: table, fields: { name: 'clients', target_column: 'churned' } })).body
      .dataset_id;
  });
  afterAll(() => ingestion.stop());

  const ask = <T>(route: string, body: object) => ingestion.post<T>(key, `/api/ml/data/${route}`, { dataset_id: id, ...body });
  const detail = async (dataset: string) => (await ingestion.get<DatasetDetail>(key, `/api/ml/datasets/${dataset}`)).body;
  const rows = async (dataset: string) =>
    (await ingestion.get<DatasetRows>(key, `/api/ml/datasets/${dataset}/rows?limit=1000`)).body.rows as Record<string, unknown>[];

  describe('POST /api/ml/data/clean', () => {
    it('makes a new table that names its parent and its steps, and touches nothing else', async () => {
      const before = await rows(id);
      const { status, body } = await ask<Cleaned>('clean', { missing_strategy: 'median', outlier_method: 'iqr', outlier_threshold: 1.5 });
      expect([status, body]).toEqual([
        200,
        expect.objectContaining({ status: 'success', original_rows: 60, cleaned_rows: 60, outliers: 1 }),
      ]);
      expect(body.filled).toEqual({ age: 6, height: 4, member: 5, city: 6, joined: 5 });
      expect(body.still_missing).toEqual({});
      expect(body.message).toContain('cleaning');
      const made = await detail(body.cleaned_dataset_id);
      expect(made).toMatchObject({
        name: 'clients cleaned',
        parent_dataset_id: id,
        target_column: 'churned',
        raw_digest: (await detail(id)).raw_digest,
      });
      expect(made.steps.map(({ name }) => name)).toEqual(['cap_outliers', 'fill_missing']);
      expect(made.steps[1].fitted).toMatchObject({ city: 'Rome', member: 0 });
      const after = await rows(body.cleaned_dataset_id);
      expect(after.map(({ big, id: own, note, churned }) => [big, own, note, churned])).toEqual(
        before.map(({ big, id: own, note, churned }) => [big, own, note, churned]),
      );
      expect(after[2]).toMatchObject({ city: 'Rome' });
      expect(after[5].height).toBeLessThan(9.75);
      expect((await rows(id))[5].height).toBe(9.75);
      expect(made.dtypes).toMatchObject({ member: 'boolean', joined: 'datetime', city: 'category' });
      expect(after.map((row, at) => before[at].age === null || row.age === before[at].age)).not.toContain(false);
    });

    it.each([
      ['mean', { age: 'float' }],
      ['knn', { age: 'float' }],
      ['forward_fill', { age: 'integer' }],
    ])('fills by %s', async (missing_strategy, dtypes) => {
      const { body } = await ask<Cleaned>('clean', { missing_strategy });
      const made = await detail(body.cleaned_dataset_id);
      expect(made.missing_values).toMatchObject({ age: 0, height: 0, member: 0, city: 0 });
      expect(made.dtypes).toMatchObject(dtypes);
      if (missing_strategy === 'forward_fill') expect((await rows(body.cleaned_dataset_id))[3].age).toBe((await rows(id))[2].age);
    });

    it('fills with a constant, says what was missing, and leaves rows out', async () => {
      const constant = await ask<Cleaned>('clean', {
        missing_strategy: 'constant',
        fill_value: 'nowhere',
        missing_indicator: true,
        name: 'mine',
      });
      const made = await detail(constant.body.cleaned_dataset_id);
      expect(made).toMatchObject({ name: 'mine', dtypes: { 'city is missing': 'boolean', 'age is missing': 'boolean' } });
      const after = await rows(made.dataset_id);
      expect(after[2]).toMatchObject({ city: 'nowhere', 'city is missing': true, 'age is missing': false });
      expect(constant.body.still_missing).toMatchObject({ age: 6 });
      const dropped = await ask<Cleaned>('clean', { missing_strategy: 'drop', outlier_method: 'zscore', outlier_action: 'drop' });
      expect(dropped.body.cleaned_rows).toBeLessThan(60);
      expect((await rows(dropped.body.cleaned_dataset_id)).flatMap((row) => Object.values(row))).not.toContain(null);
      expect((await detail(dropped.body.cleaned_dataset_id)).steps.map(({ name }) => name)).toEqual(['drop_outliers', 'drop_missing']);
    });

    it('finds strange rows by a forest, and scales by quartiles', async () => {
      const forest = { missing_strategy: 'none', outlier_method: 'isolation_forest', outlier_threshold: 0.1, outlier_action: 'drop' };
      expect((await ask<Cleaned>('clean', forest)).body).toMatchObject({ cleaned_rows: 54, outliers: 6, filled: {} });
      const scaled = await ask<Cleaned>('clean', { outlier_method: 'iqr', outlier_action: 'robust_scale' });
      const { numeric_stats: stats } = await detail(scaled.body.cleaned_dataset_id);
      expect(Math.abs(stats.age['50%'] as number)).toBeLessThan(1e-12);
    });

    it('can be cleaned again: lineage goes on', async () => {
      const first = await ask<Cleaned>('clean', {});
      const second = await ingestion.post<Cleaned>(key, '/api/ml/data/clean', {
        dataset_id: first.body.cleaned_dataset_id,
        outlier_method: 'zscore',
      });
      expect(await detail(second.body.cleaned_dataset_id)).toMatchObject({ parent_dataset_id: first.body.cleaned_dataset_id });
    });
  });

  describe('POST /api/ml/data/select-features', () => {
    it.each(['mutual_info', 'rfe'])('by %s', async (method) => {
      const { status, body } = await ask<FeaturesSelected>('select-features', {
        target_column: 'churned',
        task_type: 'classification',
        method,
        n_features: 2,
      });
      expect([status, body.status]).toEqual([200, 'success']);
      expect(body.selected_features).toHaveLength(2);
      expect(body.selected_features).toContain('age');
      expect(body.feature_importance[0].feature).toBe(body.selected_features[0]);
      expect(body.left_out.map(({ name }) => name)).toEqual(expect.arrayContaining(['id', 'note']));
    });
  });

  describe('POST /api/ml/data/split', () => {
    it('makes three tables in proportion, the same for the same seed', async () => {
      const request = { target_column: 'churned', test_size: 0.2, validation_size: 0.1, stratify: true, seed: 4 };
      const { status, body } = await ask<SplitAnswer>('split', request);
      expect([status, body]).toEqual([
        200,
        expect.objectContaining({
          status: 'success',
          train_samples: 42,
          validation_samples: 6,
          test_samples: 12,
          stratified: true,
          folds: [],
        }),
      ]);
      const parts = [body.train_dataset_id, body.validation_dataset_id as string, body.test_dataset_id as string];
      const held = await Promise.all(parts.map(rows));
      expect(held.map((part) => part.length)).toEqual([42, 6, 12]);
      const ids = held.flat().map((row) => row.id as string);
      expect(ids.toSorted()).toEqual((await rows(id)).map((row) => row.id));
      for (const part of held) expect(part.map((row) => row.id)).toEqual(part.map((row) => row.id as string).toSorted());
      const share = (part: Record<string, unknown>[]) => part.filter((row) => row.churned === 'yes').length / part.length;
      for (const part of held) expect(Math.abs(share(part) - share(held.flat()))).toBeLessThan(0.17);
      expect(await detail(parts[2])).toMatchObject({
        name: 'clients test',
        parent_dataset_id: id,
        steps: [{ name: 'split', parameters: { part: 'test', seed: 4 } }],
      });
      const again = await ask<SplitAnswer>('split', request);
      expect((await detail(again.body.test_dataset_id as string)).parquet_digest).toBe((await detail(parts[2])).parquet_digest);
    });

    it('keeps groups whole, time in order, and quantiles in proportion', async () => {
      const grouped = (await ask<SplitAnswer>('split', { groups: 'city', validation_size: 0, test_size: 0.3 })).body;
      expect(grouped.validation_dataset_id).toBeNull();
      const cities = await Promise.all(
        [grouped.train_dataset_id, grouped.test_dataset_id as string].map(async (part) => (await rows(part)).map((row) => row.city)),
      );
      for (const city of cities[0].filter((name) => name !== null)) expect(cities[1]).not.toContain(city);
      const timed = (await ask<SplitAnswer>('split', { time: 'joined', validation_size: 0 })).body;
      const joined = await Promise.all(
        [timed.train_dataset_id, timed.test_dataset_id as string].map(async (part) => (await rows(part)).map((row) => row.joined ?? '')),
      );
      expect(
        (joined[0] as string[])
          .toSorted()
          .at(-1)
          ?.localeCompare((joined[1] as string[]).toSorted()[0]),
      ).toBeLessThanOrEqual(0);
      expect((await ask<SplitAnswer>('split', { target_column: 'age', stratify: true })).body).toMatchObject({ stratified: true });
    });

    it.each([
      ['k_fold', {}],
      ['stratified', { target_column: 'churned' }],
      ['group', { groups: 'city' }],
      ['time_series', { time: 'joined', gap: 2 }],
    ])('makes folds: %s', async (method, more) => {
      const { body } = await ask<SplitAnswer>('split', { method, folds: 3, ...more });
      expect(body.folds).toHaveLength(3);
      const [first] = body.folds;
      expect(body).toMatchObject({ train_samples: first.train_samples, test_dataset_id: first.test_dataset_id, validation_samples: 0 });
      expect((await rows(first.train_dataset_id)).length).toBe(first.train_samples);
      const tested = body.folds.reduce((sum, fold) => sum + fold.test_samples, 0);
      expect(tested).toBe(method === 'time_series' ? 45 : 60);
      if (method === 'time_series') expect(body.folds.map((fold) => fold.train_samples)).toEqual([13, 28, 43]);
    });
  });

  it.each([
    ['clean', { missing_strategy: 'magic' }, 'request.invalid', 'missing_strategy'],
    ['clean', { outlier_method: 'isolation_forest', outlier_threshold: 0.9 }, 'learning.parameter_invalid', 'outlier_threshold'],
    ['clean', { outlier_threshold: -1 }, 'request.invalid', 'outlier_threshold'],
    ['clean', { dataset_id: 'x' }, 'dataset.not_found', undefined],
    ['clean', { name: '../up' }, 'dataset.name_invalid', undefined],
    ['select-features', { target_column: 'churn', task_type: 'classification' }, 'dataset.column_not_found', 'target_column'],
    ['select-features', { target_column: 'city', task_type: 'regression' }, 'learning.target_not_numeric', undefined],
    ['select-features', { target_column: 'churned', task_type: 'classification', n_features: 0 }, 'request.invalid', 'n_features'],
    ['split', { test_size: 0.7, validation_size: 0.5 }, 'learning.parameter_invalid', undefined],
    ['split', { method: 'group' }, 'learning.parameter_invalid', undefined],
    ['split', { stratify: true }, 'learning.parameter_invalid', undefined],
    ['split', { groups: 'nothing' }, 'dataset.column_not_found', 'groups'],
    ['split', { time: 'city' }, 'learning.parameter_invalid', undefined],
    ['split', { target_column: 'id', stratify: true }, 'learning.class_too_small', undefined],
    ['split', { method: 'time_series', gap: 100 }, 'learning.too_few_rows', undefined],
    ['split', { test_size: '0.2' }, 'request.invalid', 'test_size'],
    ['split', { more: 1 }, 'request.invalid', undefined],
  ])('POST /api/ml/data/%s with %o is refused with %s', async (route, body, code, path) => {
    const before = [await ingestion.digests(), ingestion.leftovers()];
    const answer = await ask<Problem>(route, body);
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer.status).toBeLessThan(500);
    expect(answer.body.type).toContain(code);
    if (path !== undefined) expect(answer.body.errors?.map((error) => error.path)).toContain(path);
    expect([await ingestion.digests(), ingestion.leftovers()]).toEqual(before);
  });

  it('is for those who may train', async () => {
    const viewer = await ingestion.key('shop', 'viewer');
    expect((await ingestion.post<Problem>(viewer, '/api/ml/data/clean', { dataset_id: id })).status).toBe(403);
    const other = await ingestion.key('other', 'trainer');
    expect((await ingestion.post<Problem>(other, '/api/ml/data/split', { dataset_id: id })).status).toBe(404);
  });
});
