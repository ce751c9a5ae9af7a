import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApiKeys, accessSchema } from '@atelier/access';
import { ArtifactStore } from '@atelier/artifacts';
import { busMigration, Outbox, outboxToken } from '@atelier/bus';
import type { EventData, EventType, ServiceName } from '@atelier/contracts';
import { type ServiceSchema, startTestDatabase } from '@atelier/database';
import { createManifest, createRandom, Frame, frameFromRows, type PipelineManifest, trainPipeline } from '@atelier/learning';
import { startProgram } from '@atelier/program';
import { DataSource } from 'typeorm';
import { MonitoringModule, type MonitoringOptions, monitoringSchema } from './index.js';

const mute = (service: ServiceName): ServiceSchema => ({ service, entities: [], migrations: [busMigration(service)] });
const others = ['trainer', 'registry', 'inference'] as const;

/** For specs: monitoring alone in a program with the real edge; the other services are the spec's. */
export async function startMonitoringProgram(options: Partial<MonitoringOptions> = {}) {
  const database = await startTestDatabase();
  const folder = mkdtempSync(join(tmpdir(), 'atelier-monitoring-'));
  const program = await startProgram({
    name: 'monitoring-spec',
    version: '0',
    listen: { host: '127.0.0.1', port: 0 },
    logLevel: 'silent',
    logFormat: 'json',
    database: { connection: { url: database.url } },
    bus: { kind: 'in-process' },
    artifacts: { driver: { kind: 'folder', folder }, cacheFolder: folder, cacheBytes: 1e6 },
    services: ['monitoring', ...others],
    schemas: [accessSchema, monitoringSchema, ...others.map(mute)],
    modules: [MonitoringModule.forRoot(options)],
  });
  const { application } = program;
  const dataSource = application.get(DataSource);
  const keys = new Map<string, string>();
  const keyOf = async (project: string) => {
    const key = keys.get(project) ?? (await application.get(ApiKeys).create({ project, role: 'admin', name: 'spec' })).key;
    keys.set(project, key);
    return key;
  };
  return {
    artifacts: application.get(ArtifactStore),
    metrics: async () => (await application.inject({ method: 'GET', url: '/metrics' })).body,
    call: async <T = Record<string, unknown>>(method: 'GET' | 'POST' | 'PUT', url: string, body?: object, project = 'default') => {
      const headers = { authorization: `Bearer ${await keyOf(project)}` };
      const response = await application.inject({ method, url, headers, ...(body ? { payload: body } : {}) });
      return { status: response.statusCode, body: response.json() as T };
    },
    say: async <T extends EventType>(service: (typeof others)[number], type: T, data: EventData<T>, project = 'default') => {
      const outbox = application.get<Outbox>(outboxToken(service), { strict: false });
      await dataSource.transaction((manager) => outbox.publish(manager, project, type, data).then(() => undefined));
    },
    said: async <T extends EventType>(type: T): Promise<EventData<T>[]> => {
      const rows: { value: string }[] = await dataSource.query('SELECT value FROM monitoring.outbox WHERE type = $1 ORDER BY sequence', [
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

export type MonitoringProgram = Awaited<ReturnType<typeof startMonitoringProgram>>;

export interface ExampleRow {
  readonly x: number;
  readonly city: string;
}

/** Rows of one distribution: x is normal around `mean`, the label follows its sign with 10 % noise. Seeded. */
export function exampleRows(rows: number, seed: number, mean = 0): { readonly features: ExampleRow; readonly label: string }[] {
  const random = createRandom(seed);
  return Array.from({ length: rows }, () => {
    const x = mean + random.normal();
    const city = ['Rome', 'Paris'][random.integer(2)];
    const label = x > 0 === random.next() < 0.9 ? 'yes' : 'no';
    return { features: { x, city }, label };
  });
}

export interface ExampleModel {
  readonly manifest: PipelineManifest;
  /** Probabilities of no and yes, as the model gives them. */
  readonly probabilities: (features: ExampleRow) => number[];
}

/** A real model, trained on such rows. */
export async function trainedModel(): Promise<ExampleModel> {
  const rows = exampleRows(800, 1);
  const cities = ['Rome', 'Paris'];
  const frame = new Frame([
    { kind: 'number', name: 'x', values: Float64Array.from(rows, ({ features }) => features.x) },
    { kind: 'text', name: 'city', codes: Int32Array.from(rows, ({ features }) => cities.indexOf(features.city)), dictionary: cities },
    { kind: 'text', name: 'label', codes: Int32Array.from(rows, ({ label }) => (label === 'yes' ? 1 : 0)), dictionary: ['no', 'yes'] },
  ]);
  const pipeline = await trainPipeline(
    frame,
    {
      target: 'label',
      task: 'classification',
      algorithm: 'logistic',
      hyperparameters: {},
      scaling: 'standard',
      testSize: 0.25,
      validationSize: 0,
      earlyStopping: false,
      patience: 10,
      seed: 1,
      columns: [
        { name: 'x', type: 'float' },
        { name: 'city', type: 'category' },
        { name: 'label', type: 'category' },
      ],
    },
    {},
  );
  const certificate = { rows: 0, largest_error: 0, labels_equal: true, tolerance: 1e-5, outcome: 'passed' as const };
  const manifest = createManifest(pipeline, { dataHash: 'spec', libraryVersion: '0', goldenRows: [], certificate });
  const probabilities = (features: ExampleRow) =>
    Array.from(pipeline.predict(frameFromRows(pipeline.signature, [{ ...features }])).probabilities ?? []);
  return { manifest, probabilities };
}
