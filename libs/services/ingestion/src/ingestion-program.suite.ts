import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApiKeys, accessSchema } from '@atelier/access';
import { ArtifactStore } from '@atelier/artifacts';
import type { EventData, Role } from '@atelier/contracts';
import { startTestDatabase } from '@atelier/database';
import { startProgram } from '@atelier/program';
import { DataSource } from 'typeorm';
import { DerivedDatasets } from './derived/derived-datasets.js';
import { IngestionModule, type IngestionOptions, ingestionSchema } from './index.js';

export interface Answer<T> {
  readonly status: number;
  readonly body: T;
}

export interface UploadForm {
  readonly content: string | Uint8Array<ArrayBuffer>;
  readonly fileName?: string;
  readonly fields?: Readonly<Record<string, string>>;
}

export interface IngestionProgram {
  readonly url: string;
  readonly dataSource: DataSource;
  readonly artifacts: ArtifactStore;
  readonly derived: DerivedDatasets;
  key(project: string, role: Role): Promise<string>;
  get<T>(key: string, path: string): Promise<Answer<T>>;
  post<T>(key: string, path: string, body: unknown): Promise<Answer<T>>;
  patch<T>(key: string, path: string, body: unknown): Promise<Answer<T>>;
  upload<T>(key: string, form: UploadForm): Promise<Answer<T>>;
  /** What ingestion has said so far, in order. */
  said(): Promise<EventData<'dataset.registered'>[]>;
  /** Every artifact there is. */
  digests(): Promise<string[]>;
  /** What lies in the work folder now. */
  leftovers(): string[];
  stop(): Promise<void>;
}

/** For specs: ingestion alone in a program with the real edge, asked over HTTP. */
export async function startIngestionProgram(options: Partial<IngestionOptions> = {}): Promise<IngestionProgram> {
  const database = await startTestDatabase();
  const folder = mkdtempSync(join(tmpdir(), 'atelier-ingestion-'));
  const workFolder = options.workFolder ?? join(folder, 'uploads');
  mkdirSync(workFolder, { recursive: true });
  const { application, url, stop } = await startProgram({
    name: 'ingestion-spec',
    version: '0',
    listen: { host: '127.0.0.1', port: 0 },
    logLevel: 'silent',
    logFormat: 'json',
    database: { connection: { url: database.url } },
    bus: { kind: 'in-process' },
    artifacts: { driver: { kind: 'folder', folder: join(folder, 'artifacts') }, cacheFolder: folder, cacheBytes: 1e9 },
    services: ['ingestion'],
    schemas: [accessSchema, ingestionSchema],
    modules: [IngestionModule.forRoot({ ...options, workFolder })],
    access: {},
  });
  const dataSource = application.get(DataSource);
  const ask = async <T>(key: string, path: string, request: RequestInit): Promise<Answer<T>> => {
    const response = await fetch(`${url}${path}`, {
      ...request,
      headers: { authorization: `Bearer ${key}`, ...request.headers },
    });
    return { status: response.status, body: (await response.json()) as T };
  };
  return {
    url,
    dataSource,
    artifacts: application.get(ArtifactStore),
    derived: application.get(DerivedDatasets),
    key: async (project, role) => (await application.get(ApiKeys).create({ project, role, name: `${project} ${role}` })).key,
    get: (key, path) => ask(key, path, {}),
    post: (key, path, body) =>
      ask(key, path, { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    patch: (key, path, body) =>
      ask(key, path, { method: 'PATCH', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    upload: (key, form) => ask(key, '/api/ml/datasets/upload', { method: 'POST', body: formData(form) }),
    said: async () => {
      const rows: { value: string }[] = await dataSource.query('SELECT value FROM ingestion.outbox ORDER BY sequence');
      return rows.map(({ value }) => JSON.parse(value).data);
    },
    digests: async () => {
      const digests: string[] = [];
      for await (const { digest } of application.get(ArtifactStore).list()) digests.push(digest);
      return digests.sort();
    },
    leftovers: () => readdirSync(workFolder),
    stop: async () => {
      await stop();
      await database.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function formData({ content, fileName = 'table.csv', fields = {} }: UploadForm): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  form.set('file', new Blob([content]), fileName);
  return form;
}
