import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApiKeys, accessSchema } from '@atelier/access';
import { ArtifactStore } from '@atelier/artifacts';
import { busMigration, type Outbox, outboxToken } from '@atelier/bus';
import type { ColumnSchema, FeatureViewAnswer, OnlineAnswer, Role } from '@atelier/contracts';
import { startTestDatabase, type TestDatabase } from '@atelier/database';
import { JobsModule, jobsSchema } from '@atelier/jobs';
import { type ColumnType, Frame } from '@atelier/learning';
import { onlineFeaturesSchema } from '@atelier/online-features';
import { type RunningProgram, startProgram } from '@atelier/program';
import { writeParquet } from '@atelier/tables';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { FeatureStoreModule, featureStoreSchema } from './index.js';

const days = (iso: string) => Date.parse(iso) / 86_400_000;
const clients = new Frame([
  { kind: 'number', name: 'id', values: Float64Array.of(1, 2, 3, 2, Number.NaN, 4) },
  { kind: 'number', name: 'age', values: Float64Array.of(34, 40, Number.NaN, 41, 50, 60) },
  { kind: 'text', name: 'plan', codes: Int32Array.of(0, 1, 0, 0, 1, -1), dictionary: ['basic', 'plus'] },
  {
    kind: 'number',
    name: 'seen',
    values: Float64Array.from(['2026-01-01', '2026-01-05', '2026-01-03', '2026-01-02', '2026-01-01', '2000-01-01'], days),
  },
]);
const types: Record<string, ColumnType> = { id: 'integer', age: 'integer', plan: 'category', seen: 'datetime' };
const columns = Object.entries(types).map(([name, type]): ColumnSchema => ({ name, type, role: 'feature', missing_tokens: [] }));
const missing = `sha256:${'0'.repeat(64)}`;

describe('the feature store', () => {
  let database: TestDatabase;
  let folder: string;
  let program: RunningProgram;
  let trainer: string;
  let digest: string;

  const start = () =>
    startProgram({
      name: 'feature-store-spec',
      version: '0',
      listen: { host: '127.0.0.1', port: 0 },
      logLevel: 'silent',
      logFormat: 'json',
      database: { connection: { url: database.url } },
      bus: { kind: 'in-process' },
      artifacts: { driver: { kind: 'folder', folder }, cacheFolder: folder, cacheBytes: 1e9 },
      services: ['ingestion', 'feature-store'],
      schemas: [
        accessSchema,
        jobsSchema,
        onlineFeaturesSchema,
        { service: 'ingestion', entities: [], migrations: [busMigration('ingestion')] },
        featureStoreSchema,
      ],
      modules: [
        JobsModule.forProgram({ workers: true, soleHolder: 'spec' }),
        FeatureStoreModule.forRoot({ batchRows: 2, datasetWaitMs: 2000, workFolder: join(folder, 'work') }),
      ],
      access: {},
    });
  const key = async (project: string, role: Role) => (await program.application.get(ApiKeys).create({ project, role, name: role })).key;
  const call = async <T>(bearer: string, method: 'GET' | 'POST', url: string, payload?: object) => {
    const headers = { authorization: `Bearer ${bearer}` };
    const response = await program.application.inject({ method, url: `/api/ml/features${url}`, headers, ...(payload ? { payload } : {}) });
    return { status: response.statusCode, body: response.json() as T };
  };
  const announce = async (id: string, parquet = digest, project = 'shop') => {
    const outbox = program.application.get<Outbox>(outboxToken('ingestion'), { strict: false });
    const data = {
      dataset_id: id,
      name: id,
      rows: 6,
      columns,
      raw_digest: parquet,
      parquet_digest: parquet,
      target_column: null,
      parent_dataset_id: null,
    };
    await program.application
      .get(DataSource)
      .transaction((manager) => outbox.publish(manager, project, 'dataset.registered', data).then(() => undefined));
  };
  const register = (fields: object) =>
    call<FeatureViewAnswer>(trainer, 'POST', '/views', { dataset_id: 'd1', entity_column: 'id', ...fields });
  const loaded = async (viewId: string): Promise<FeatureViewAnswer> => {
    for (;;) {
      const { body } = await call<FeatureViewAnswer[]>(trainer, 'GET', '/views');
      const view = body.find(({ view_id }) => view_id === viewId);
      if (view && view.status !== 'loading') return view;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  };
  const online = (body: object) => call<OnlineAnswer & { code?: string }>(trainer, 'POST', '/online', body);

  beforeAll(async () => {
    database = await startTestDatabase();
    folder = mkdtempSync(join(tmpdir(), 'atelier-features-'));
    program = await start();
    trainer = await key('shop', 'trainer');
    const file = join(folder, 'clients.parquet');
    await writeParquet(file, clients, types);
    digest = (await program.application.get(ArtifactStore).put({ file })).digest;
    await announce('d1');
  });
  afterAll(async () => {
    await program.stop();
    await database.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('serves the newest row of each entity, with status and time', async () => {
    const { status, body } = await register({ name: 'clients', timestamp_column: 'seen', ttl_seconds: 2 * 365 * 86_400 });
    expect(status).toBe(201);
    expect(body).toMatchObject({ name: 'clients', version: 1, features: ['age', 'plan'], status: 'loading', rows_read: 0 });
    expect(await loaded(body.view_id)).toMatchObject({ status: 'ready', rows_read: 6 });
    const answer = await online({ view: 'clients', entities: [2, '3', 4, 99] });
    expect(answer.status).toBe(200);
    const at = (iso: string) => `${iso}T00:00:00.000Z`;
    expect(answer.body).toEqual({
      view: 'clients',
      version: 1,
      results: [
        {
          entity: 2,
          features: {
            age: { value: 40, status: 'PRESENT', timestamp: at('2026-01-05') },
            plan: { value: 'plus', status: 'PRESENT', timestamp: at('2026-01-05') },
          },
        },
        {
          entity: '3',
          features: {
            age: { value: null, status: 'NULL_VALUE', timestamp: at('2026-01-03') },
            plan: { value: 'basic', status: 'PRESENT', timestamp: at('2026-01-03') },
          },
        },
        {
          entity: 4,
          features: {
            age: { value: null, status: 'OUTSIDE_MAX_AGE', timestamp: at('2000-01-01') },
            plan: { value: null, status: 'OUTSIDE_MAX_AGE', timestamp: at('2000-01-01') },
          },
        },
        {
          entity: 99,
          features: {
            age: { value: null, status: 'NOT_FOUND', timestamp: null },
            plan: { value: null, status: 'NOT_FOUND', timestamp: null },
          },
        },
      ],
    });
  });

  it('counts versions, serves the one asked for, and takes the last row where none carries a time', async () => {
    const second = await register({ name: 'versions', features: ['age'] });
    const third = await register({ name: 'versions', features: ['plan', 'age'] });
    expect([second.body.version, third.body.version]).toEqual([1, 2]);
    await Promise.all([loaded(second.body.view_id), loaded(third.body.view_id)]);
    const latest = await online({ view: 'versions', entities: [2], features: ['age'] });
    expect(latest.body).toMatchObject({ version: 2, results: [{ features: { age: { value: 41, status: 'PRESENT' } } }] });
    expect((await online({ view: 'versions', version: 1, entities: [2] })).body.results[0].features).toHaveProperty('age');
    const together = await Promise.all(Array.from({ length: 4 }, () => register({ name: 'raced' })));
    expect(together.map(({ body }) => body.version).sort()).toEqual([1, 2, 3, 4]);
  });

  it('goes on after a restart where it ended', async () => {
    const { body } = await register({ name: 'resumed' });
    await program.stop();
    program = await start();
    expect(await loaded(body.view_id)).toMatchObject({ status: 'ready', rows_read: 6 });
    const [{ count }] = await program.application
      .get(DataSource)
      .query('SELECT count(*)::int AS count FROM online_features.online_row WHERE view_id = $1', [body.view_id]);
    expect(count).toBe(4);
  });

  it('says of a view whose bytes are gone that it failed, and why', async () => {
    await announce('d2', missing);
    const { body } = await register({ name: 'lost', dataset_id: 'd2' });
    expect(await loaded(body.view_id)).toMatchObject({ status: 'failed', detail: expect.stringContaining('sha256') });
    expect(await online({ view: 'lost', entities: [1] })).toMatchObject({ status: 422, body: { code: 'feature.view_invalid' } });
  });

  it.each([
    [{ name: 'x', dataset_id: 'nowhere' }, 404, 'dataset.not_found'],
    [{ name: 'x', entity_column: 'ID' }, 422, 'dataset.column_not_found'],
    [{ name: 'x', features: ['aged'] }, 422, 'dataset.column_not_found'],
    [{ name: 'x', timestamp_column: 'age' }, 422, 'feature.view_invalid'],
    [{ name: 'x', features: ['id'] }, 422, 'feature.view_invalid'],
    [{ name: 'x', features: ['age', 'age'] }, 422, 'feature.view_invalid'],
    [{ name: '../x' }, 400, 'request.invalid'],
    [{ name: 'x', colour: 'red' }, 400, 'request.invalid'],
    [{ name: 'x', ttl_seconds: '5' }, 400, 'request.invalid'],
  ])('refuses the view %j', async (fields, status, code) => {
    expect(await register(fields)).toMatchObject({ status, body: { code } });
  });

  it('keeps projects apart and roles in their place', async () => {
    const stranger = await key('other', 'admin');
    expect((await call(stranger, 'GET', '/views')).body).toEqual([]);
    expect(await call(stranger, 'POST', '/online', { view: 'clients', entities: [1] })).toMatchObject({
      status: 404,
      body: { code: 'feature.view_not_found' },
    });
    expect(await call(stranger, 'POST', '/views', { name: 'x', dataset_id: 'd1', entity_column: 'id' })).toMatchObject({ status: 404 });
    const viewer = await key('shop', 'viewer');
    expect((await call(viewer, 'POST', '/online', { view: 'clients', entities: [1] })).status).toBe(200);
    expect((await call(viewer, 'POST', '/views', { name: 'x', dataset_id: 'd1', entity_column: 'id' })).status).toBe(403);
    expect(await online({ view: 'client', entities: [1] })).toMatchObject({
      status: 404,
      body: { detail: expect.stringContaining('did you mean "clients"') },
    });
    expect(await online({ view: 'clients', entities: [1], features: ['plann'] })).toMatchObject({
      status: 422,
      body: { code: 'dataset.column_not_found' },
    });
    expect((await call<FeatureViewAnswer[]>(trainer, 'GET', '/views?limit=1')).body).toHaveLength(1);
    expect(await call(trainer, 'GET', '/views?cursor=x')).toMatchObject({ status: 400, body: { code: 'request.invalid' } });
  });
});
