import { ArtifactStore } from '@atelier/artifacts';
import type {
  EntityAnswer,
  FeastOnlineAnswer,
  FeatureServiceAnswer,
  FeatureStatistics,
  FeatureViewAnswer,
  MaterializationsAnswer,
  Pushed,
  TrainingSetAnswer,
} from '@atelier/contracts';
import { type Cell, readRows } from '@atelier/tables';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { dayOf, startStore, type TestStore } from './store-program.suite.js';

const noTime = '1970-01-01T00:00:00Z';
const at = (iso: string) => new Date(iso).toISOString();

describe('a feature store with its history', () => {
  let store: TestStore;

  const numbers = (name: string, values: readonly number[]) => ({ kind: 'number' as const, name, values: Float64Array.from(values) });
  const times = (name: string, values: readonly string[]) => numbers(name, values.map(dayOf));
  const online = async (features: readonly string[], entities: Record<string, readonly Cell[]>) =>
    (await store.call<FeastOnlineAnswer>('POST', '/get-online-features', { features, entities })).body;
  const values = async (features: readonly string[], entities: Record<string, readonly Cell[]>) => {
    const { metadata, results } = await online(features, entities);
    return Object.fromEntries(metadata.feature_names.map((name, i) => [name, results[i].values]));
  };
  const push = (df: object, more: object = {}) => store.call<Pushed>('POST', '/push', { push_source_name: 'clicks', df, ...more });
  const built = async (fields: object): Promise<TrainingSetAnswer> => {
    const { status, body } = await store.call<TrainingSetAnswer>('POST', '/training-sets', fields);
    expect([status, body.code]).toEqual([202, undefined]);
    return await ended(body.training_set_id);
  };
  const ended = (id: string) =>
    store.until(async () => {
      const { body } = await store.call<TrainingSetAnswer>('GET', `/training-sets/${id}`);
      return (body.status === 'completed' || body.status === 'failed') && body;
    });
  const rowsOf = async ({ parquet_digest: digest }: TrainingSetAnswer) =>
    (await readRows(await store.program.application.get(ArtifactStore).file(String(digest)), { limit: 100 })).rows;

  beforeAll(async () => {
    store = await startStore({ batchRows: 3, datasetWaitMs: 2000 });
    await store.dataset(
      'accounts',
      [
        numbers('id', [1, 1, 2, 1]),
        times('e', ['2026-01-01', '2026-01-10', '2026-01-05', '2026-01-20']),
        times('known', ['2026-01-01', '2026-01-15', '2026-01-05', '2026-01-20']),
        numbers('balance', [10, 20, 30, 40]),
      ],
      { id: 'integer', e: 'datetime', known: 'datetime', balance: 'float' },
    );
    await store.dataset(
      'labels',
      [
        numbers('id', [1, 1, 1, 2, 3]),
        times('t', ['2026-01-12', '2026-01-16', '2026-02-01', '2026-01-12', '2026-01-12']),
        numbers('spent', [5, 5, 5, 5, 5]),
        numbers('y', [0, 1, 0, 1, 0]),
      ],
      { id: 'integer', t: 'datetime', spent: 'float', y: 'integer' },
    );
    const key = { join_keys: [{ name: 'id', type: 'integer' }] };
    expect((await store.call<EntityAnswer>('POST', '/entities', { name: 'client', ...key })).status).toBe(201);
    const batch = await store.call<FeatureViewAnswer>('POST', '/views', {
      name: 'accounts',
      dataset_id: 'accounts',
      entity: 'client',
      timestamp_column: 'e',
      known_at_column: 'known',
      materialize: false,
    });
    expect(batch.body).toMatchObject({
      kind: 'batch',
      status: 'ready',
      join_keys: key.join_keys,
      schema: [{ name: 'balance', type: 'float' }],
      materialized_until: null,
    });
    const stream = await store.call<FeatureViewAnswer>('POST', '/views', {
      name: 'clicks',
      kind: 'stream',
      entity: 'client',
      schema: [
        { name: 'clicks', type: 'integer' },
        { name: 'page', type: 'text' },
        { name: 'last', type: 'datetime' },
      ],
      known_at_column: 'known_at',
      ttl_seconds: 400 * 86_400,
    });
    expect(stream.body).toMatchObject({
      kind: 'stream',
      dataset_id: null,
      entity: 'client',
      entity_column: 'id',
      timestamp_column: 'event_timestamp',
    });
    const demand = await store.call<FeatureViewAnswer>('POST', '/views', {
      name: 'ratios',
      kind: 'on_demand',
      inputs: [{ view: 'accounts' }, { view: 'clicks' }],
      request: [{ name: 'spent', type: 'float' }],
      expressions: { left: 'coalesce(balance, 0) - spent', busy: 'accounts__balance > 15 and clicks >= 2' },
    });
    expect(demand.body.schema).toEqual([
      { name: 'left', type: 'float' },
      { name: 'busy', type: 'boolean' },
    ]);
    const service = await store.call<FeatureServiceAnswer>('POST', '/services', {
      name: 'spending',
      features: [{ view: 'accounts' }, { view: 'clicks', features: ['clicks'] }, { view: 'ratios' }],
    });
    expect(service.body).toMatchObject({ version: 1, join_keys: key.join_keys, request: [{ name: 'spent', type: 'float' }] });
  });
  afterAll(() => store.stop());

  it('materialises a window, then what is new since, and never lets a late row over a newer one', async () => {
    const window = { start_ts: '2026-01-01T00:00:00Z', end_ts: '2026-01-12T01:00:00+01:00', feature_views: ['accounts'] };
    const first = await store.call<MaterializationsAnswer>('POST', '/materialize', window);
    expect(first.body).toMatchObject({ status: 'completed', materializations: [{ rows_read: 3, until: at('2026-01-12') }] });
    expect((await values(['accounts:balance'], { id: [1, 2, 3] })).balance).toEqual([20, 30, null]);
    const next = await store.call<MaterializationsAnswer>('POST', '/materialize-incremental', { end_ts: '2026-02-01T00:00:00Z' });
    expect(next.body).toMatchObject({ status: 'completed', materializations: [{ view: 'accounts', rows_read: 1 }] });
    expect((await values(['accounts:balance'], { id: [1] })).balance).toEqual([40]);
    await store.call('POST', '/materialize', window);
    expect((await values(['accounts:balance'], { id: [1] })).balance).toEqual([40]);
    const types = { id: 'integer', e: 'datetime', known: 'datetime', balance: 'float' } as const;
    const more = [numbers('id', [2]), times('e', ['2026-01-08']), times('known', ['2026-01-08']), numbers('balance', [31])];
    await store.dataset('more', more, types);
    await store.until(async () => (await store.call('POST', '/views/accounts/datasets', { dataset_id: 'more' })).status === 200);
    const late = await store.call<MaterializationsAnswer>('POST', '/materialize-incremental', { end_ts: '2026-02-01T00:00:00Z' });
    expect(late.body.materializations[0].rows_read).toBe(1);
    expect((await values(['accounts:balance'], { id: [2] })).balance).toEqual([31]);
    const { body: views } = await store.call<FeatureViewAnswer[]>('GET', '/views');
    expect(views.find(({ name }) => name === 'accounts')?.materialized_until).toBe(at('2026-02-01'));
    expect((await store.call<unknown[]>('GET', '/materializations?limit=1')).body).toHaveLength(1);
  });

  it('serves pushed rows with status and time of each value, and keeps late ones as history', async () => {
    const rows = {
      id: [1, 2],
      clicks: [3, null],
      page: ['home', 'é😀'],
      last: ['2026-01-14T00:00:00Z', null],
      event_timestamp: ['2026-01-14T12:00:00+02:00', 1768392000],
      known_at: ['2026-01-14T10:00:00Z', '2026-01-14T12:00:00Z'],
    };
    expect(await push(rows)).toMatchObject({ status: 200, body: { view: 'clicks', version: 1, rows: 2 } });
    const late = { id: [1], clicks: [1], event_timestamp: ['2026-01-11T00:00:00Z'], known_at: ['2026-01-30T00:00:00Z'] };
    expect((await push(late)).status).toBe(200);
    const fresh = { id: [3], clicks: [9], event_timestamp: ['2001-01-01T00:00:00Z'], known_at: ['2001-01-01T00:00:00Z'] };
    expect((await push(fresh, { to: 'online' })).status).toBe(200);
    const answer = await online(['clicks:clicks', 'clicks:page'], { id: [1, '2', 3, 4] });
    const [one, two] = [at('2026-01-14T10:00:00Z'), at('2026-01-14T12:00:00Z')];
    expect(answer).toEqual({
      metadata: { feature_names: ['id', 'clicks', 'page'] },
      results: [
        { values: [1, '2', 3, 4], statuses: Array(4).fill('PRESENT'), event_timestamps: Array(4).fill(noTime) },
        {
          values: [3, null, null, null],
          statuses: ['PRESENT', 'NULL_VALUE', 'OUTSIDE_MAX_AGE', 'NOT_FOUND'],
          event_timestamps: [one, two, at('2001-01-01'), noTime],
        },
        {
          values: ['home', 'é😀', null, null],
          statuses: ['PRESENT', 'PRESENT', 'OUTSIDE_MAX_AGE', 'NOT_FOUND'],
          event_timestamps: [one, two, at('2001-01-01'), noTime],
        },
      ],
    });
  });

  it('takes rows from the bus, and puts those that do not fit aside', async () => {
    const row = { id: 7, clicks: 4, event_timestamp: '2026-01-01T00:00:00Z', known_at: '2026-01-01T00:00:00Z' };
    await store.publish('features.pushed', { view: 'clicks', view_version: null, rows: [{ ...row, clicks: 'many' }] });
    await store.publish('features.pushed', { view: 'clicks', view_version: 1, rows: [row] });
    await store.until(async () => (await values(['clicks:clicks'], { id: [7] })).clicks[0] === 4);
  });

  it('joins what was true and known at each label, builds it again byte for byte, and says what would have leaked', async () => {
    const order = { dataset_id: 'labels', service: 'spending', timestamp_column: 't', target_column: 'y' };
    const set = await built({ ...order, as_of: '2026-02-15T00:00:00Z' });
    expect(set).toMatchObject({ status: 'completed', rows: 5, error: null, version: 1, hash: expect.stringMatching(/^sha256:/) });
    expect((await rowsOf(set)).map(([id, , , , ...features]) => [id, ...features])).toEqual([
      [1, 10, null, 5, false],
      [1, 20, 3, 15, true],
      [1, 40, 3, 35, true],
      [2, 31, null, 26, null],
      [3, null, null, -5, null],
    ]);
    expect(set.leaks?.views[0]).toMatchObject({ view: 'accounts', latest_row_is_later: 2, row_was_not_known: 1 });
    const again = await store.call<TrainingSetAnswer>('POST', `/training-sets/${set.training_set_id}/rebuild`);
    expect(again.status).toBe(202);
    await push({ id: [1], clicks: [100], event_timestamp: ['2026-01-12T00:00:00Z'], known_at: ['2026-01-12T00:00:00Z'] });
    expect(await ended(again.body.training_set_id)).toMatchObject({ identical: true, hash: set.hash, rebuild_of: set.training_set_id });
    const other = await built({ ...order, as_of: '2026-02-15T00:00:00Z' });
    expect(other.hash).not.toBe(set.hash);
    expect((await rowsOf(other))[1][5]).toBe(3);
    expect((await rowsOf(other))[0][5]).toBe(100);
    const listed = await store.call<TrainingSetAnswer[]>('GET', '/training-sets');
    expect(listed.body.map(({ training_set_id: id }) => id)).toContain(set.training_set_id);
  });

  it('tells the distributions of any range of days by merging sketches', async () => {
    const { body } = await store.call<FeatureStatistics>('GET', '/views/accounts/statistics?to=2026-01-10');
    expect(body).toMatchObject({
      days: 4,
      rows: 4,
      features: [{ name: 'balance', count: 4, mean: 22.75, min: 10, max: 31, quantiles: { 0.5: 20 } }],
    });
    const { body: clicks } = await store.call<FeatureStatistics>('GET', '/views/clicks/statistics');
    expect(clicks.features.map(({ name }) => name)).toEqual(['clicks', 'page', 'last']);
    expect(clicks.features[1]).toMatchObject({
      count: 2,
      distinct: 2,
      top_values: [
        { value: 'home', count: 1 },
        { value: 'é😀', count: 1 },
      ],
    });
    await push({ id: [1], clicks: [5], event_timestamp: ['2026-03-01T00:00:00Z'], known_at: ['2026-03-01T00:00:00Z'] }, { to: 'offline' });
    expect((await store.call<FeatureStatistics>('GET', '/views/clicks/statistics?from=2026-03-01')).body).toMatchObject({
      days: 1,
      rows: 1,
    });
    expect((await store.call('GET', '/views/ratios/statistics')).body.code).toBe('feature.view_invalid');
    expect((await store.call('GET', '/views/clicks/statistics?from=2026-03-01&to=2026-02-01')).body.code).toBe(
      'feature.time_range_invalid',
    );
  });

  it('keeps a service at the versions that it names', async () => {
    await store.dataset('accounts2', [numbers('id', [1]), numbers('balance', [-1])], { id: 'integer', balance: 'integer' });
    const next = { name: 'accounts', dataset_id: 'accounts2', entity: 'client' };
    const { body } = await store.call<FeatureViewAnswer>('POST', '/views', next);
    expect(body).toMatchObject({ version: 2, schema: [{ name: 'balance', type: 'integer' }] });
    await store.until(async () => (await values(['accounts:balance'], { id: [1] })).balance[0] === -1);
    const asked = { feature_service: 'spending', entities: { id: [1], spent: [1] } };
    const { body: served } = await store.call<FeastOnlineAnswer>('POST', '/get-online-features', asked);
    expect(served.metadata.feature_names).toEqual(['id', 'spent', 'balance', 'clicks', 'left', 'busy']);
    expect(served.results.slice(2).map(({ values: [value] }) => value)).toEqual([40, 3, 39, true]);
    expect((await values(['accounts@v1:balance'], { id: [1] })).balance).toEqual([40]);
    const same = await store.call<FeatureServiceAnswer>('POST', '/services', { name: 'spending', features: [{ view: 'accounts' }] });
    expect(same.body.version).toBe(2);
    const twice = await store.call<FeatureServiceAnswer>('POST', '/services', { name: 'spending', features: [{ view: 'accounts' }] });
    expect(twice.body.version).toBe(2);
    expect((await store.call<FeatureServiceAnswer>('GET', '/services/spending?version=1')).body.features).toHaveLength(4);
    expect((await store.call<FeatureServiceAnswer[]>('GET', '/services')).body).toMatchObject([{ name: 'spending', version: 2 }]);
  });

  const stream = { name: 'x', kind: 'stream', entity: 'client', schema: [{ name: 'a', type: 'float' }] };
  const set = { dataset_id: 'labels', service: 'spending', version: 1, timestamp_column: 't' };
  it.each([
    ['/entities', { name: 'client', join_keys: [{ name: 'id', type: 'text' }] }, 'feature.entity_conflict', /id \(integer\)/],
    ['/views', { ...stream, entity: 'clint' }, 'feature.entity_not_found', /did you mean "client"/],
    ['/views', { ...stream, dataset_id: 'labels' }, 'feature.view_invalid', /no dataset_id/],
    ['/views', { ...stream, schema: [{ name: 'id', type: 'float' }] }, 'feature.view_invalid', /cannot be a feature/],
    ['/views', { name: 'x', kind: 'on_demand', expressions: {} }, 'feature.view_invalid', /no feature/],
    ['/views', { name: 'x', kind: 'on_demand', expressions: { a: '1 +' } }, 'feature.expression_invalid', /a: At character 4/],
    [
      '/views',
      { name: 'x', kind: 'on_demand', inputs: [{ view: 'ratios' }], expressions: { a: '1' } },
      'feature.view_invalid',
      /on-demand itself/,
    ],
    ['/views', { name: 'x', dataset_id: 'labels' }, 'feature.view_invalid', /either entity or entity_column/],
    ['/views', { name: 'x', dataset_id: 'labels', entity: 'client', known_at_column: 'y' }, 'feature.view_invalid', /not dates/],
    ['/views/ratios/datasets', { dataset_id: 'labels' }, 'feature.view_invalid', /no datasets/],
    ['/services', { name: 's', features: [{ view: 'clicks', features: ['click'] }] }, 'feature.name_unknown', /did you mean "clicks"/],
    ['/services', { name: 's', features: [{ view: 'clicks' }, { view: 'clicks' }] }, 'feature.service_invalid', /full_feature_names/],
    ['/services', { name: 's', features: [{ view: 'clicks', version: 9 }] }, 'feature.view_not_found', /no version 9; it has 1/],
    ['/get-online-features', { features: ['clicks:click'], entities: { id: [1] } }, 'feature.name_unknown', /did you mean "clicks"/],
    ['/get-online-features', { features: ['clicks'], entities: { id: [1] } }, 'request.invalid', /VIEW:FEATURE/],
    ['/get-online-features', { feature_service: 'spendin', entities: {} }, 'feature.service_not_found', /did you mean "spending"/],
    [
      '/get-online-features',
      { feature_service: 'spending', feature_service_version: 9, entities: {} },
      'feature.service_not_found',
      /it has 1/,
    ],
    ['/get-online-features', { features: ['clicks:clicks'], entities: { id: ['one'] } }, 'feature.key_invalid', /whole number/],
    ['/get-online-features', { features: ['clicks:clicks'], entities: { client: [1] } }, 'feature.key_invalid', /"id" is missing/],
    ['/get-online-features', { features: ['clicks:clicks'], entities: { id: [1], spent: [1, 2] } }, 'feature.key_invalid', /has 2 values/],
    ['/materialize', { start_ts: '2026-02-01T00:00:00Z', end_ts: '2026-01-01T00:00:00Z' }, 'feature.time_range_invalid', /after/],
    ['/materialize', { start_ts: '2026-02-01T00:00:00', end_ts: '2026-03-01T00:00:00Z' }, 'request.invalid', /with its zone/],
    ['/materialize-incremental', { end_ts: '2026-03-01T00:00:00Z', feature_views: ['clicks'] }, 'feature.view_invalid', /stream view/],
    ['/training-sets', { ...set, timestamp_column: 'y' }, 'feature.labels_invalid', /not times/],
    ['/training-sets', { ...set, target_column: 'yy' }, 'dataset.column_not_found', /yy/],
    ['/training-sets', { ...set, dataset_id: 'accounts', timestamp_column: 'e' }, 'dataset.column_not_found', /spent/],
    ['/training-sets', { ...set, service: 'spent' }, 'feature.service_not_found', /spent/],
  ])('refuses %s %j', async (url, body, code, detail) => {
    const answer = await store.call('POST', url, body);
    expect(answer.body).toMatchObject({ code, detail: expect.stringMatching(detail) });
  });

  it.each([
    [{ id: [1], click: [1], event_timestamp: [0], known_at: [0] }, 'feature.rows_invalid', 'click', /did you mean "clicks"/],
    [{ id: [1], clicks: ['1.5'], event_timestamp: [0], known_at: [0] }, 'feature.rows_invalid', 'rows.0.clicks', /whole number/],
    [{ id: [1], clicks: [1], known_at: [0] }, 'feature.rows_invalid', 'rows.0.event_timestamp', /missing/],
    [
      { id: [1], event_timestamp: ['2026-01-01T00:00:00'], known_at: [0] },
      'feature.rows_invalid',
      'rows.0.event_timestamp',
      /with its zone/,
    ],
    [{ id: [null], event_timestamp: [0], known_at: [0] }, 'feature.rows_invalid', 'rows.0.id', /must not be missing/],
    [{ clicks: [1], event_timestamp: [0], known_at: [0] }, 'feature.key_invalid', 'rows.0.id', /missing/],
    [{ id: [1, 2], clicks: [1] }, 'feature.rows_invalid', 'df', /has 1 values/],
  ])('refuses the pushed rows %j', async (df, code, path, message) => {
    const { body } = await push(df);
    expect(body).toMatchObject({ code });
    expect(body.errors?.[0]).toMatchObject({ path, message: expect.stringMatching(message) });
  });

  it('builds the set that a training asks for on the bus', async () => {
    const asked = { training_set_id: '01a1fe45-b0e3-7720-8929-e43f8b6a2480', labels_dataset_id: 'labels', service: 'spending' };
    const rest = { service_version: 1, timestamp_column: 't', target_column: 'y', requested_by: 'key/1' };
    await store.publish('training_set.requested', { ...asked, ...rest });
    const set = await store.until(async () => {
      const { status, body } = await store.call<TrainingSetAnswer>('GET', `/training-sets/${asked.training_set_id}`);
      return status === 200 && body.status === 'completed' && body;
    });
    expect(set).toMatchObject({ service: 'spending', version: 1, target_column: 'y', dataset_id: expect.any(String) });
  });
});
