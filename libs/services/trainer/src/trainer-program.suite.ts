import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { ApiKeys, accessSchema } from '@atelier/access';
import { ArtifactStore } from '@atelier/artifacts';
import { busMigration, Outbox, outboxToken } from '@atelier/bus';
import type { ColumnSchema, EventData, EventType, Role, ServiceName, TrainingJob } from '@atelier/contracts';
import { type ServiceSchema, startTestDatabase } from '@atelier/database';
import { JobsModule, jobsSchema } from '@atelier/jobs';
import type { Frame } from '@atelier/learning';
import { type RunningProgram, startProgram } from '@atelier/program';
import { writeParquet } from '@atelier/tables';
import { DataSource } from 'typeorm';
import { TrainerModule, type TrainerOptions, trainerSchema } from './index.js';

export interface Answer<T = Record<string, unknown>> {
  readonly status: number;
  readonly body: T;
}

export interface TrainerProgram {
  readonly url: string;
  readonly dataSource: DataSource;
  readonly artifacts: ArtifactStore;
  key(project: string, role: Role): Promise<string>;
  call<T = Record<string, unknown>>(
    key: string,
    method: 'GET' | 'POST' | 'DELETE',
    path: string,
    body?: unknown,
    headers?: object,
  ): Promise<Answer<T>>;
  /** Registers a data set as ingestion would. */
  register(project: string, datasetId: string, frame: Frame, columns: readonly ColumnSchema[]): Promise<void>;
  say<T extends EventType>(service: ServiceName, project: string, type: T, data: EventData<T>): Promise<void>;
  /** What the trainer has said so far, in order. */
  said<T extends EventType>(type: T): Promise<EventData<T>[]>;
  /** The job once it has ended; an error after 30 s. */
  ended(key: string, jobId: string): Promise<TrainingJob>;
  /** What lies in the work folders of all replicas. */
  leftovers(): string[];
  /** Another program of the same trainer, on the same database and artifacts. */
  replica(options?: Partial<TrainerOptions>): Promise<RunningProgram>;
  stop(): Promise<void>;
}

const mute = (service: ServiceName): ServiceSchema => ({ service, entities: [], migrations: [busMigration(service)] });

/** For specs: the trainer alone in a program with the real edge, database, queue and child processes; ingestion and monitoring are the spec's. */
export async function startTrainerProgram(options: Partial<TrainerOptions> = {}, workers = true): Promise<TrainerProgram> {
  const database = await startTestDatabase();
  const folder = mkdtempSync(join(tmpdir(), 'atelier-trainer-'));
  let replicas = 0;
  const start = (changes: Partial<TrainerOptions> = {}, works = true) =>
    startProgram({
      name: 'trainer-spec',
      version: '0',
      listen: { host: '127.0.0.1', port: 0 },
      logLevel: 'silent',
      logFormat: 'json',
      database: { connection: { url: database.url } },
      bus: { kind: 'in-process' },
      artifacts: { driver: { kind: 'folder', folder: join(folder, 'artifacts') }, cacheFolder: join(folder, 'cache'), cacheBytes: 1e8 },
      services: ['trainer', 'ingestion', 'monitoring'],
      schemas: [accessSchema, jobsSchema, trainerSchema, mute('ingestion'), mute('monitoring')],
      modules: [
        JobsModule.forProgram({ workers: works }),
        TrainerModule.forRoot({ workFolder: join(folder, `work-${replicas++}`), datasetWaitMs: 500, threads: 1, ...options, ...changes }),
      ],
      access: {},
    });
  const main = await start({}, workers);
  const started = [main];
  const { application } = main;
  const dataSource = application.get(DataSource);
  const artifacts = application.get(ArtifactStore);
  const call: TrainerProgram['call'] = async <T>(
    key: string,
    method: 'GET' | 'POST' | 'DELETE',
    url: string,
    body?: unknown,
    more: object = {},
  ) => {
    const headers = { authorization: `Bearer ${key}`, ...more };
    const response = await application.inject({ method, url, headers, ...(body === undefined ? {} : { payload: body as object }) });
    return { status: response.statusCode, body: response.json() as T };
  };
  const say: TrainerProgram['say'] = async (service, project, type, data) => {
    const outbox = application.get<Outbox>(outboxToken(service), { strict: false });
    await dataSource.transaction(async (manager) => void (await outbox.publish(manager, project, type, data)));
  };
  return {
    url: main.url,
    dataSource,
    artifacts,
    call,
    say,
    key: async (project, role) => (await application.get(ApiKeys).create({ project, role, name: `${project} ${role}` })).key,
    register: async (project, datasetId, frame, columns) => {
      const file = join(folder, `${datasetId}.parquet`);
      await writeParquet(file, frame);
      const { digest } = await artifacts.put({ file });
      await say('ingestion', project, 'dataset.registered', {
        dataset_id: datasetId,
        name: datasetId,
        rows: frame.rows,
        columns: [...columns],
        raw_digest: digest,
        parquet_digest: digest,
        target_column: null,
        parent_dataset_id: null,
      });
    },
    said: async (type) => {
      const rows: { value: string }[] = await dataSource.query('SELECT value FROM trainer.outbox WHERE type = $1 ORDER BY sequence', [
        type,
      ]);
      return rows.map(({ value }) => JSON.parse(value).data);
    },
    ended: async (key, jobId) => {
      for (let tries = 0; tries < 600; tries++) {
        const { body } = await call<TrainingJob>(key, 'GET', `/api/ml/models/train/${jobId}`);
        if (body.status !== 'pending' && body.status !== 'running') return body;
        await pause(50);
      }
      throw new Error(`job ${jobId} has not ended`);
    },
    leftovers: () => Array.from({ length: replicas }, (_, at) => readdirSync(join(folder, `work-${at}`))).flat(),
    replica: async (changes) => {
      const program = await start(changes);
      started.push(program);
      return program;
    },
    stop: async () => {
      for (const program of started) await program.stop();
      await database.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
