import type { DatasetDetail, DatasetRows, DatasetUploaded, TemporalFeaturesMade, TemporalFeaturesPlanned } from '@atelier/contracts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type IngestionProgram, startIngestionProgram } from '../ingestion-program.suite.js';

const sales = [
  'day,shop,sales,note',
  ...Array.from({ length: 40 }, (_, at) => `2024-05-${String(40 - at).padStart(2, '0')},a,${at},x`).slice(9),
];
const plan = { date_column: 'day', id_column: 'shop', value_columns: ['sales'], country: 'DE' };

describe('temporal features by REST', () => {
  let ingestion: IngestionProgram;
  let key: string;
  let table: DatasetUploaded;
  beforeAll(async () => {
    ingestion = await startIngestionProgram();
    key = await ingestion.key('shop', 'trainer');
    const form = { content: `${sales.join('\n')}\n`, fields: { name: 'sales', target_column: 'sales' } };
    table = (await ingestion.upload<DatasetUploaded>(key, form)).body;
  });
  afterAll(() => ingestion.stop());

  const post = async <T>(path: string, body: unknown, by = key) => {
    const headers = { authorization: `Bearer ${by}`, 'content-type': 'application/json' };
    const url = `${ingestion.url}/api/ml/data/temporal-features${path}`;
    const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
    return { status: response.status, body: (await response.json()) as T };
  };

  it('tell what a plan makes, and make a dataset of just that', async () => {
    const planned = await post<TemporalFeaturesPlanned>('/plan', { dataset_id: table.dataset_id, plan });
    expect(planned).toMatchObject({ status: 200, body: { status: 'success', plan: { lags: [1, 2, 3, 7, 14, 30] } } });
    const made = await post<TemporalFeaturesMade>('', { dataset_id: table.dataset_id, plan });
    expect(made).toMatchObject({ status: 201, body: { name: 'sales with temporal features', rows: 31 } });
    expect(made.body.features).toEqual(planned.body.features);
    const detail = (await ingestion.get<DatasetDetail>(key, `/api/ml/datasets/${made.body.dataset_id}`)).body;
    expect(detail).toMatchObject({ parent_dataset_id: table.dataset_id, target_column: 'sales', steps: [{ name: 'temporal_features' }] });
    expect(detail.steps[0].parameters).toEqual(planned.body.plan);
    expect(detail.column_names).toEqual(['day', 'shop', 'sales', 'note', ...planned.body.features.map(({ name }) => name)]);
    expect(detail.dtypes).toMatchObject({ day_year: 'integer', day_is_holiday: 'boolean', sales_lag_1: 'float' });
    const { rows } = (await ingestion.get<DatasetRows>(key, `/api/ml/datasets/${made.body.dataset_id}/rows`)).body;
    expect(rows[0]).toMatchObject({ day: '2024-05-01T00:00:00.000Z', sales: 39, sales_lag_1: null, day_is_holiday: true });
    expect(rows[8]).toMatchObject({ sales: 31, sales_lag_1: 32, sales_lag_7: 38, sales_rolling_max_7: 38, day_days_since_holiday: 0 });
  });

  it('tell those of rows to come, and of rows that were, as they stand beside the table', async () => {
    const made = await post<TemporalFeaturesMade>('', { dataset_id: table.dataset_id, plan });
    const { rows } = (await ingestion.get<DatasetRows>(key, `/api/ml/datasets/${made.body.dataset_id}/rows`)).body;
    const asked = [...rows.slice(0, 12), rows[30]].map(({ day, shop }) => ({ day: String(day), shop }));
    const past = await post<{ rows: Record<string, unknown>[] }>('/next', { dataset_id: made.body.dataset_id, plan, rows: asked });
    expect(past.status).toBe(200);
    for (const [at, features] of past.body.rows.entries()) expect([...rows.slice(0, 12), rows[30]][at]).toMatchObject(features);
    const later = {
      dataset_id: table.dataset_id,
      plan,
      rows: [
        { shop: 'a', day: '2024-06-01' },
        { shop: 'new', day: '2024-06-01' },
      ],
    };
    const { body } = await post<{ rows: Record<string, unknown>[] }>('/next', later);
    expect(body.rows[0]).toMatchObject({ day_month: 6, sales_lag_1: 9, sales_expanding_count: 31 });
    expect(body.rows[1]).toMatchObject({ day_month: 6, sales_lag_1: null, sales_expanding_count: 0 });
  });

  it.each([
    ['no id', { day: '2024-06-01' }, 'rows.0.shop'],
    ['no date', { shop: 'a' }, 'rows.0.day'],
    ['a date that is none', { shop: 'a', day: 'tomorrow' }, 'rows.0.day'],
  ])('refuse a row to come with %s', async (_, row, path) => {
    const answer = await post<{ code: string; errors: unknown[] }>('/next', { dataset_id: table.dataset_id, plan, rows: [row] });
    expect(answer).toMatchObject({ status: 400, body: { code: 'request.invalid', errors: [{ path }] } });
  });

  it.each([
    ['a column that is not there', { value_columns: ['sale'] }, 422, 'learning.column_missing', 'sale', /"sales"/],
    ['dates that are none', { date_column: 'sales', value_columns: [] }, 422, 'learning.value_invalid', 'sales', /must hold dates/],
    ['values that are texts', { value_columns: ['note'] }, 422, 'learning.value_invalid', 'note', /must hold numbers/],
    ['a window of 0', { windows: [0] }, 422, 'learning.temporal_plan_invalid', 'windows', /from 1 to 3660, not 0/],
    ['a country that is none', { country: 'ZZ' }, 422, 'learning.temporal_plan_invalid', 'country', /no holidays are known/],
    ['an unknown field', { window: [7] }, 400, 'request.invalid', 'plan', /window/],
  ])('refuse %s', async (_, change, status, code, path, message) => {
    const before = await ingestion.digests();
    for (const route of ['/plan', '']) {
      const answer = await post<{ code: string; errors: unknown[] }>(route, { dataset_id: table.dataset_id, plan: { ...plan, ...change } });
      expect(answer).toMatchObject({ status, body: { code, errors: [{ path, message: expect.stringMatching(message) }] } });
    }
    expect(await ingestion.digests()).toEqual(before);
  });

  it('do not know the datasets of others, and are not made by viewers', async () => {
    const stranger = await ingestion.key('other', 'trainer');
    expect(await post('/plan', { dataset_id: table.dataset_id, plan }, stranger)).toMatchObject({ status: 404 });
    const viewer = await ingestion.key('shop', 'viewer');
    expect(await post('', { dataset_id: table.dataset_id, plan }, viewer)).toMatchObject({ status: 403 });
    expect(await post('/plan', { dataset_id: table.dataset_id, plan }, viewer)).toMatchObject({ status: 200 });
  });
});
