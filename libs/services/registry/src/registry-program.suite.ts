import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApiKeys, accessSchema } from '@atelier/access';
import { busMigration, Outbox, outboxToken } from '@atelier/bus';
import type { EventData, EventType, Role, ServiceName } from '@atelier/contracts';
import { type ServiceSchema, startTestDatabase } from '@atelier/database';
import { startProgram } from '@atelier/program';
import { DataSource } from 'typeorm';
import { RegistryModule, registrySchema, RegistryOptions } from './index.js';

export interface Answer<T = Record<string, unknown>> {
  readonly status: number;
  readonly body: T;
}

export interface RegistryProgram {
  readonly dataSource: DataSource;
  /** A key of a project with a role. */
  key(project: string, role: Role): Promise<string>;
  call<T = Record<string, unknown>>(key: string, method: 'GET' | 'POST', path: string, body?: unknown): Promise<Answer<T>>;
  /** Says something as another service would. */
  say<T extends EventType>(service: ServiceName, project: string, type: T, data: EventData<T>): Promise<void>;
  /** What the registry has said so far, in order. */
  said<T extends EventType>(type: T): Promise<EventData<T>[]>;
  stop(): Promise<void>;
}

const mute = (service: ServiceName): ServiceSchema => ({ service, entities: [], migrations: [busMigration(service)] });

/** For specs: the registry alone in a program with the real edge; trainer and inference are heard and heard from, but are the spec's. */
export async function startRegistryProgram(options: Partial<RegistryOptions> = {}): Promise<RegistryProgram> {
  const database = await startTestDatabase();
  const folder = mkdtempSync(join(tmpdir(), 'atelier-registry-'));
  const program = await startProgram({
    name: 'registry-spec',
    version: '0',
    listen: { host: '127.0.0.1', port: 0 },
    logLevel: 'silent',
    logFormat: 'json',
    database: { connection: { url: database.url } },
    bus: { kind: 'in-process' },
    artifacts: { driver: { kind: 'folder', folder }, cacheFolder: folder, cacheBytes: 1e6 },
    services: ['registry', 'trainer', 'inference'],
    schemas: [accessSchema, registrySchema, mute('trainer'), mute('inference')],
    modules: [RegistryModule.forRoot(options)],
    access: {},
  });
  const { application } = program;
  const dataSource = application.get(DataSource);
  return {
    dataSource,
    key: (project, role) => newKey(application.get(ApiKeys), project, role),
    call: async <T>(key: string, method: 'GET' | 'POST', url: string, body?: unknown) => {
      const headers = { authorization: `Bearer ${key}` };
      const response = await application.inject({ method, url, headers, ...(body === undefined ? {} : { payload: body as object }) });
      return { status: response.statusCode, body: response.json() as T };
    },
    say: async (service, project, type, data) => {
      const outbox = application.get<Outbox>(outboxToken(service), { strict: false });
      await dataSource.transaction((manager) => outbox.publish(manager, project, type, data).then(() => undefined));
    },
    said: async (type) => {
      const rows: { value: string }[] = await dataSource.query('SELECT value FROM registry.outbox WHERE type = $1 ORDER BY sequence', [
        type,
      ]);
      return rows.map(({ value }) => JSON.parse(value).data);
    },
    stop: async () => {
      await program.stop();
      await database.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function newKey(keys: ApiKeys, project: string, role: Role): Promise<string> {
  return (await keys.create({ project, role, name: `${project} ${role}` })).key;
}

const digest = (text: string) => `sha256:${Buffer.from(text).toString('hex').padEnd(64, '0').slice(0, 64)}`;

/** A training's completion; the fields that a spec cares for are given. */
export function completed(job: string, fields: Partial<EventData<'training.completed'>> = {}): EventData<'training.completed'> {
  return {
    job_id: job,
    dataset_id: 'dataset-1',
    data_digest: digest('data'),
    target_column: 'bought',
    task_type: 'classification',
    algorithm: 'logistic',
    hyperparameters: { c: 1 },
    onnx_digest: digest(`onnx ${job}`),
    manifest_digest: digest(`manifest ${job}`),
    signature_digest: digest('signature'),
    classes: ['no', 'yes'],
    metrics: { accuracy: 0.9, confusion_matrix: [[1, 2]], roc_auc: null },
    certificate: { rows: 100, largest_error: 1e-7, labels_equal: true },
    retraining: null,
    ...fields,
  };
}
