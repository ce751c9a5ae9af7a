import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApiKeys, accessSchema } from '@atelier/access';
import { ArtifactStore } from '@atelier/artifacts';
import { busMigration, type Outbox, outboxToken } from '@atelier/bus';
import type { ColumnSchema, EventData, EventType } from '@atelier/contracts';
import { startTestDatabase } from '@atelier/database';
import { JobsModule, jobsSchema } from '@atelier/jobs';
import { type Column, type ColumnType, Frame } from '@atelier/learning';
import { onlineFeaturesSchema } from '@atelier/online-features';
import { type ProgramDefinition, startProgram } from '@atelier/program';
import { writeParquet } from '@atelier/tables';
import { DataSource } from 'typeorm';
import { FeatureStoreModule, type FeatureStoreOptions, featureStoreSchema } from './index.js';

export const dayOf = (iso: string): number => Date.parse(iso) / 86_400_000;

export interface Called<T> {
  readonly status: number;
  readonly body: T & { readonly code?: string; readonly detail?: string; readonly errors?: readonly { path: string; message: string }[] };
}

/** A feature store in this process, with a database, a folder and the outbox of an ingestion that is not there. */
export async function startStore(options: Partial<FeatureStoreOptions> = {}, bus: ProgramDefinition['bus'] = { kind: 'in-process' }) {
  const database = await startTestDatabase();
  const folder = mkdtempSync(join(tmpdir(), 'atelier-store-'));
  const program = await startProgram({
    name: 'feature-store-spec',
    version: '0',
    listen: { host: '127.0.0.1', port: 0 },
    logLevel: 'silent',
    logFormat: 'json',
    database: { connection: { url: database.url } },
    bus,
    artifacts: { driver: { kind: 'folder', folder: join(folder, 'artifacts') }, cacheFolder: join(folder, 'cache'), cacheBytes: 1e9 },
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
      FeatureStoreModule.forRoot({ workFolder: join(folder, 'work'), ...options }),
    ],
    access: {},
  });
  const dataSource = program.application.get(DataSource);
  const { key } = await program.application.get(ApiKeys).create({ project: 'shop', role: 'trainer', name: 'trainer' });

  const call = async <T>(method: 'GET' | 'POST' | 'DELETE', url: string, payload?: object): Promise<Called<T>> => {
    const headers = { authorization: `Bearer ${key}` };
    const request = { method, url: `/api/ml/features${url}`, headers, ...(payload ? { payload } : {}) };
    const response = await program.application.inject(request);
    return { status: response.statusCode, body: response.json() };
  };
  const publish = async <T extends EventType>(type: T, data: EventData<T>): Promise<void> => {
    const outbox = program.application.get<Outbox>(outboxToken('ingestion'), { strict: false });
    await dataSource.transaction(async (manager) => void (await outbox.publish(manager, 'shop', type, data)));
  };
  /** Writes a table and says that it is there. */
  const dataset = async (id: string, columns: readonly Column[], types: Record<string, ColumnType>): Promise<string> => {
    const file = join(folder, `${id}.parquet`);
    const frame = new Frame([...columns]);
    await writeParquet(file, frame, types);
    const { digest } = await program.application.get(ArtifactStore).put({ file });
    const schema = Object.entries(types).map(([name, type]): ColumnSchema => ({ name, type, role: 'feature', missing_tokens: [] }));
    await publish('dataset.registered', {
      dataset_id: id,
      name: id,
      rows: frame.rows,
      columns: schema,
      raw_digest: digest,
      parquet_digest: digest,
      target_column: null,
      parent_dataset_id: null,
    });
    return digest;
  };
  /** Looks until it is so; an error after 30 s. */
  const until = async <T>(look: () => Promise<T | undefined | false>): Promise<T> => {
    for (let tries = 0; tries < 600; tries++) {
      const seen = await look();
      if (seen !== undefined && seen !== false) return seen;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error('it never came');
  };
  const stop = async (): Promise<void> => {
    await program.stop();
    await database.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  return { program, dataSource, folder, call, publish, dataset, until, stop };
}

export type TestStore = Awaited<ReturnType<typeof startStore>>;
