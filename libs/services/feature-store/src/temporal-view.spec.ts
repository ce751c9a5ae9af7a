import { join } from 'node:path';
import { ArtifactStore } from '@atelier/artifacts';
import type {
  FeastOnlineAnswer,
  FeatureServiceAnswer,
  FeatureStatistics,
  FeatureViewAnswer,
  MaterializationsAnswer,
  OnlineAnswer,
  Pushed,
  TrainingSetAnswer,
} from '@atelier/contracts';
import { type ColumnType, Frame, prepareTemporalPlan, type TemporalPlan } from '@atelier/learning';
import { type Cell, readRows, writeParquet, writeTemporalFeatures } from '@atelier/tables';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { dayOf, startStore, type TestStore } from './store-program.suite.js';

const plan: TemporalPlan = {
  date_column: 'day',
  id_column: 'shop',
  value_columns: ['sales', 'guests'],
  country: 'DE',
  windows: [3, 7],
  trend_windows: [7],
};
const types = { shop: 'integer', day: 'datetime', sales: 'float', guests: 'integer' } as const satisfies Record<string, ColumnType>;
type Row = readonly [shop: number, day: string, sales: number | null, guests: number | null];

const dayAt = (n: number) => new Date(Date.UTC(2025, 10, 20 + n)).toISOString();
const salesAt = (shop: number, n: number) => (n % 7 === 3 ? null : 1000 / 7 + Math.sin(n * 1.7 + shop) * 31.3);
/** Two shops, rows of one date twice, gaps. */
const rowsOf = (from: number, to: number): Row[] =>
  Array.from({ length: to - from }, (_, i): Row[] =>
    [1, 2].flatMap((shop): Row[] => [
      [shop, dayAt(from + i), salesAt(shop, from + i), (from + i) % 5],
      ...((from + i) % 9 === 4 ? [[shop, dayAt(from + i), salesAt(shop, i + 100), null] as const] : []),
    ]),
  ).flat();
const number = (name: string, values: readonly (number | null)[]) => ({
  kind: 'number' as const,
  name,
  values: Float64Array.from(values, (value) => value ?? Number.NaN),
});
const columnsOf = (rows: readonly Row[]) => [
  number(
    'shop',
    rows.map(([shop]) => shop),
  ),
  number(
    'day',
    rows.map(([, day]) => dayOf(day)),
  ),
  number(
    'sales',
    rows.map(([, , sales]) => sales),
  ),
  number(
    'guests',
    rows.map(([, , , guests]) => guests),
  ),
];

describe('a temporal view', () => {
  let store: TestStore;
  let view: FeatureViewAnswer;
  const history = rowsOf(0, 40);
  const later = rowsOf(40, 48);
  const lateRow: Row = [1, dayAt(10.5), 77.7, 3];

  const call = <T>(method: 'GET' | 'POST', path: string, body?: object) => store.call<T>(method, path, body);
  const push = (rows: readonly Row[], more: object = {}) =>
    call<Pushed>('POST', '/push', {
      push_source_name: 'past',
      df: { shop: rows.map((r) => r[0]), day: rows.map((r) => r[1]), sales: rows.map((r) => r[2]), guests: rows.map((r) => r[3]) },
      ...more,
    });
  /** The features that DuckDB writes beside rows of these dates, were they the last of their shops. */
  const written = async (rows: readonly Row[], asked: readonly Row[]): Promise<Record<string, Cell>[]> => {
    const [from, to] = ['from', 'to'].map((name) => join(store.folder, `${name}.parquet`));
    await writeParquet(from, new Frame(columnsOf([...rows, ...asked])), types);
    await writeTemporalFeatures({ directories: [store.folder], spillDirectory: store.folder }, await prepareTemporalPlan(plan), {
      from,
      to,
    });
    const made = await recordsOf(to);
    return asked.map(([shop, day]) => pick(made.findLast((row) => row['shop'] === shop && row['day'] === day) ?? {}));
  };
  const recordsOf = async (file: string): Promise<Record<string, Cell>[]> => {
    const { names, rows } = await readRows(file, { limit: 1000 });
    return rows.map((cells) => Object.fromEntries(names.map((name, at) => [name, cells[at]])));
  };
  const pick = (row: Readonly<Record<string, Cell>>) => Object.fromEntries(view.features.map((name) => [name, row[name] ?? null]));
  const online = async (shops: readonly number[], days: readonly string[]): Promise<Record<string, Cell>[]> => {
    const { body } = await call<FeastOnlineAnswer>('POST', '/get-online-features', {
      features: view.features.map((name) => `past:${name}`),
      entities: { shop: shops, day: days },
    });
    const { metadata, results } = body;
    return shops.map((_, at) => pick(Object.fromEntries(metadata.feature_names.map((name, i) => [name, results[i].values[at]]))));
  };
  const same = async (rows: readonly Row[], asked: readonly Row[]) => {
    const wanted = await written(rows, asked);
    expect(
      await online(
        asked.map(([shop]) => shop),
        asked.map(([, day]) => day),
      ),
    ).toEqual(wanted);
    expect(wanted.flatMap((row) => Object.values(row).filter((value) => value !== null)).length).toBeGreaterThan(40 * asked.length);
  };

  beforeAll(async () => {
    store = await startStore({ datasetWaitMs: 2000 });
    await store.dataset('sales', columnsOf(history), types);
    await call('POST', '/entities', { name: 'shop', join_keys: [{ name: 'shop', type: 'integer' }] });
    const { status, body } = await call<FeatureViewAnswer>('POST', '/views', {
      name: 'past',
      kind: 'temporal',
      dataset_id: 'sales',
      entity: 'shop',
      plan,
    });
    expect([status, body.code]).toEqual([201, undefined]);
    view = await store.until(async () => (await call<FeatureViewAnswer[]>('GET', '/views')).body.find((each) => each.status === 'ready'));
  });
  afterAll(() => store.stop());

  it('has the features of its plan, and is loaded as the state of every id', async () => {
    expect(view).toMatchObject({ kind: 'temporal', entity_column: 'shop', timestamp_column: 'day', rows_read: history.length, detail: '' });
    expect(view.plan).toMatchObject({ ...plan, lags: [1, 2, 3, 7, 14, 30] });
    expect(view.materialized_until).toBe(dayAt(39));
    await same(
      history,
      [1, 2].map((shop) => [shop, dayAt(41), null, null]),
    );
  });

  it('goes on by pushed rows, and answers bit by bit what DuckDB writes of the same rows', async () => {
    for (const day of new Set(later.map((row) => row[1]))) {
      const rows = later.filter((row) => row[1] === day);
      expect((await push(rows)).body).toMatchObject({ status: 'success', rows: rows.length });
    }
    const all = [...history, ...later];
    await same(
      all,
      [1, 2].map((shop) => [shop, dayAt(48.25), null, null]),
    );
    // At the very date of the newest rows, which do not see each other.
    const newest = later[later.length - 1];
    expect(await online([1], [newest[1]])).toEqual(await written(all, [[1, newest[1], null, null]]));
    const { body } = await call<OnlineAnswer>('POST', '/online', {
      view: 'past',
      entities: [2],
      features: ['sales_lag_1'],
      date: dayAt(48),
    });
    expect(body.results[0].features['sales_lag_1']).toEqual({ value: salesAt(2, 47), status: 'PRESENT', timestamp: dayAt(47) });
  });

  it('knows of an id without a row what the date tells', async () => {
    const [features] = await online([9], [dayAt(35)]);
    expect(features).toEqual((await written(history, [[9, dayAt(35), null, null]]))[0]);
    expect(features).toMatchObject({ day_is_holiday: true, sales_lag_1: null });
    const { body } = await call<OnlineAnswer>('POST', '/online', {
      view: 'past',
      entities: [9],
      features: ['day_year', 'sales_lag_1'],
      date: dayAt(35),
    });
    expect(body.results[0].features).toMatchObject({ day_year: { value: 2025, status: 'PRESENT' }, sales_lag_1: { status: 'NOT_FOUND' } });
  });

  it('gives each label of a training set what serving would have given at its time', async () => {
    const labels: Row[] = [...history.slice(20, 24), [1, dayAt(12.5), 0, 0], [2, dayAt(-5), 0, 0], [2, dayAt(60), 0, 0]];
    const [shop, day] = columnsOf(labels);
    await store.dataset(
      'labels',
      [
        shop,
        { ...day, name: 't' },
        number(
          'y',
          labels.map((_, at) => at % 2),
        ),
      ],
      { shop: 'integer', t: 'datetime', y: 'integer' },
    );
    const { body: service } = await call<FeatureServiceAnswer>('POST', '/services', { name: 'selling', features: [{ view: 'past' }] });
    expect(service.features).toHaveLength(view.features.length);
    const request = { dataset_id: 'labels', service: 'selling', timestamp_column: 't', target_column: 'y', as_of: dayAt(400) };
    const asked = await call<TrainingSetAnswer>('POST', '/training-sets', request);
    expect([asked.status, asked.body.code]).toEqual([202, undefined]);
    const set = await store.until(async () => {
      const { body } = await call<TrainingSetAnswer>('GET', `/training-sets/${asked.body.training_set_id}`);
      return (body.status === 'completed' || body.status === 'failed') && body;
    });
    expect(set.error).toBeNull();
    const file = await store.program.application.get(ArtifactStore).file(String(set.parquet_digest));
    const made = await recordsOf(file);
    expect(made.map((row) => [row['shop'], row['t']])).toEqual(labels.map((row) => [row[0], row[1]]));
    for (const [at, [id, date]] of labels.entries()) {
      const before = [...history, ...later].filter((row) => row[1] < date);
      expect(pick(made[at])).toEqual((await written(before, [[id, date, null, null]]))[0]);
    }
    expect(set.leaks?.views[0]).toMatchObject({ view: 'past', known_at_is_missing: true });
  });

  it('refuses a late row, and takes it in from the history when it is materialised', async () => {
    const before = await online([1], [dayAt(50)]);
    const refused = await push([later[0], lateRow]);
    expect(refused).toMatchObject({
      status: 422,
      body: { code: 'feature.rows_invalid', errors: [{ path: 'rows.0' }, { path: 'rows.1' }] },
    });
    expect(refused.body.detail).toMatch(/before the newest row of "1".*materialize/);
    expect(await push([lateRow], { to: 'online' })).toMatchObject({ status: 422, body: { code: 'feature.view_invalid' } });
    expect(await online([1], [dayAt(50)])).toEqual(before);
    expect((await push([lateRow], { to: 'offline' })).status).toBe(200);
    expect(await online([1], [dayAt(50)])).toEqual(before);
    const { body } = await call<MaterializationsAnswer>('POST', '/materialize-incremental', { end_ts: dayAt(60), feature_views: ['past'] });
    expect(body).toMatchObject({ status: 'completed', materializations: [{ rows_read: history.length + later.length + 1 }] });
    await same(
      [...history, ...later, lateRow],
      [1, 2].map((shop) => [shop, dayAt(50), null, null]),
    );
    expect(await online([1], [dayAt(50)])).not.toEqual(before);
    const { body: statistics } = await call<FeatureStatistics>('GET', '/views/past/statistics');
    expect(statistics.features.map(({ name }) => name)).toEqual(['sales', 'guests']);
    expect(statistics.rows).toBe(history.length + later.length + 1);
  });

  it('takes pushes of one shop that come at once one after the other', async () => {
    const date = dayAt(55);
    const rows = Array.from({ length: 6 }, (): Row => [2, date, 10, 1]);
    const answers = await Promise.all(rows.map((row) => push([row])));
    expect(answers.map(({ status }) => status)).toEqual(rows.map(() => 200));
    await same([...history, ...later, lateRow, ...rows], [[2, dayAt(56), null, null]]);
  });

  it.each([
    ['an earlier day than the newest row', dayAt(20), /before the newest row/],
    ['no date', 'yesterday', /must be a time/],
  ])('refuses %s', async (_, day, detail) => {
    const answer = await call('POST', '/get-online-features', { features: ['past:sales_lag_1'], entities: { shop: [1], day: [day] } });
    expect(answer).toMatchObject({ status: 422, body: { code: 'feature.date_invalid', detail: expect.stringMatching(detail) } });
  });

  it.each([
    ['a plan without its date', { plan: { ...plan, date_column: 'sales', value_columns: [] } }, 'feature.view_invalid'],
    ['a value column of dates', { plan: { ...plan, date_column: 'day', value_columns: ['shops'] } }, 'dataset.column_not_found'],
    ['another id column than the entity’s', { plan: { ...plan, id_column: 'guests', value_columns: ['sales'] } }, 'feature.view_invalid'],
    ['a window of 0', { plan: { ...plan, windows: [0] } }, 'learning.temporal_plan_invalid'],
    ['no plan', { plan: undefined }, 'feature.view_invalid'],
    ['a ttl', { ttl_seconds: 60 }, 'feature.view_invalid'],
    ['a schema', { schema: [{ name: 'a', type: 'float' }] }, 'feature.view_invalid'],
  ])('is refused with %s', async (_, change, code) => {
    const request = { name: 'other', kind: 'temporal', dataset_id: 'sales', entity: 'shop', plan, ...change };
    expect(await call('POST', '/views', request)).toMatchObject({ status: 422, body: { code } });
  });
});
