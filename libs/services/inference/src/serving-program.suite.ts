import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApiKeys, accessSchema } from '@atelier/access';
import { ArtifactStore } from '@atelier/artifacts';
import { busMigration, Outbox, outboxToken } from '@atelier/bus';
import type { EventData, EventType, ModelChanged, Predicted, Role, ServiceName } from '@atelier/contracts';
import { type ServiceSchema, startTestDatabase, type TestDatabase } from '@atelier/database';
import { type RunningProgram, startProgram } from '@atelier/program';
import { RegistryModule, registrySchema } from '@atelier/registry';
import { DataSource } from 'typeorm';
import { type InferenceOptions, InferenceModule, inferenceSchema } from './index.js';
import { storedFixture } from './model-fixture.suite.js';

export interface Answer<T> {
  readonly status: number;
  readonly body: T;
  readonly headers: Readonly<Record<string, unknown>>;
}

const mute = (service: ServiceName): ServiceSchema => ({ service, entities: [], migrations: [busMigration(service)] });

/** For specs: registry and inference in one program with the real edge, database, bus and artifacts; the spec is the trainer. */
export class ServingProgram {
  private jobs = 0;

  private constructor(
    readonly program: RunningProgram,
    readonly database: TestDatabase,
    readonly folder: string,
    /** Of project `shop`, with the role of a deployer. */
    readonly key: string,
  ) {}

  static async start(options: Partial<InferenceOptions> = {}, before?: ServingProgram): Promise<ServingProgram> {
    const database = before?.database ?? (await startTestDatabase());
    const folder = before?.folder ?? mkdtempSync(join(tmpdir(), 'atelier-serving-'));
    const program = await startProgram({
      name: 'serving-spec',
      version: '0',
      listen: { host: '127.0.0.1', port: 0 },
      logLevel: 'silent',
      logFormat: 'json',
      database: { connection: { url: database.url } },
      bus: { kind: 'in-process' },
      artifacts: { driver: { kind: 'folder', folder: join(folder, 'artifacts') }, cacheFolder: join(folder, 'cache'), cacheBytes: 1e8 },
      access: {},
      services: ['registry', 'trainer', 'inference'],
      schemas: [accessSchema, registrySchema, mute('trainer'), inferenceSchema],
      modules: [RegistryModule.forRoot(), InferenceModule.forRoot({ flushMs: 50, spoolFolder: join(folder, 'spool'), ...options })],
    });
    const key = before?.key ?? (await program.application.get(ApiKeys).create({ project: 'shop', role: 'deployer', name: 'spec' })).key;
    return new ServingProgram(program, database, folder, key);
  }

  get dataSource(): DataSource {
    return this.program.application.get(DataSource);
  }

  get artifacts(): ArtifactStore {
    return this.program.application.get(ArtifactStore);
  }

  get spoolFolder(): string {
    return join(this.folder, 'spool');
  }

  async newKey(project: string, role: Role): Promise<string> {
    return (await this.program.application.get(ApiKeys).create({ project, role, name: 'spec' })).key;
  }

  async call<T = Record<string, unknown>>(method: 'GET' | 'POST', url: string, body?: unknown, key = this.key): Promise<Answer<T>> {
    const headers = { authorization: `Bearer ${key}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }) };
    const payload = typeof body === 'string' || body === undefined ? body : JSON.stringify(body);
    const response = await this.program.application.inject({ method, url, headers, payload });
    return { status: response.statusCode, body: response.json() as T, headers: response.headers };
  }

  predict(body: unknown, key?: string): Promise<Answer<Predicted>> {
    return this.call('POST', '/api/ml/models/predict', body, key);
  }

  async say<T extends EventType>(service: ServiceName, type: T, data: EventData<T>): Promise<void> {
    const outbox = this.program.application.get<Outbox>(outboxToken(service), { strict: false });
    await this.dataSource.transaction(async (manager) => {
      await outbox.publish(manager, 'shop', type, data);
    });
  }

  async said<T extends EventType>(type: T): Promise<EventData<T>[]> {
    const rows: { value: string }[] = await this.dataSource.query('SELECT value FROM inference.outbox WHERE type = $1 ORDER BY sequence', [
      type,
    ]);
    return rows.map(({ value }) => JSON.parse(value).data);
  }

  /** Tells of a finished training and deploys it. */
  async deploy(name: string, model: { onnx: Uint8Array; manifest: unknown }, promote = true): Promise<Answer<ModelChanged>> {
    const job = `job-${name}-${++this.jobs}`;
    await this.say('trainer', 'training.completed', await storedFixture(this.artifacts, job, model));
    const body = { training_job_id: job, model_name: name, promote_to_production: promote };
    return await this.call('POST', '/api/ml/models/deploy', body);
  }

  /** Stops the program but leaves what it stored, for `start(options, this)`. */
  async pause(): Promise<void> {
    await this.program.stop();
  }

  async stop(): Promise<void> {
    await this.program.stop();
    await this.database.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Looks until what comes by an event has come. */
export async function eventually<T>(look: () => Promise<T>): Promise<T> {
  for (let tries = 0; ; tries++) {
    try {
      return await look();
    } catch (error) {
      if (tries === 200) throw error;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}
