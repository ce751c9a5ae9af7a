import { cpSync, existsSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import type { DataSource } from 'typeorm';
import { openDataSource } from './data-source.js';
import { type EmbeddedPostgres, startEmbeddedPostgres } from './embedded/server.js';
import type { ServiceSchema } from './service-schema.js';

export interface TestDatabase {
  readonly url: string;
  readonly home: string;
  readonly server: EmbeddedPostgres;
  stop(): Promise<void>;
}

/** An empty PostgreSQL of the spec's own in a temporary folder (0.3 s); not durable. Stop it in `afterAll`. */
export async function startTestDatabase(): Promise<TestDatabase> {
  const home = mkdtempSync(join(tmpdir(), 'atelier-test-'));
  cpSync(await template(), home, { recursive: true });
  const server = await startEmbeddedPostgres(home, { durable: false });
  const abandon = (): void => {
    process.kill(server.pid, 'SIGQUIT');
  };
  process.once('exit', abandon);
  const stop = async (): Promise<void> => {
    process.removeListener('exit', abandon);
    await server.stop();
    rmSync(home, { recursive: true, force: true });
  };
  return { url: server.url, home, server, stop };
}

/** A test database with the schemas of these services, and a data source on it; `stop` ends both. */
export async function testDataSource(
  services: readonly ServiceSchema[],
): Promise<{ readonly dataSource: DataSource; readonly url: string; stop(): Promise<void> }> {
  const database = await startTestDatabase();
  const dataSource = await openDataSource({ url: database.url, services });
  const stop = async (): Promise<void> => {
    if (dataSource.isInitialized) await dataSource.destroy();
    await database.stop();
  };
  return { dataSource, url: database.url, stop };
}

/** A home whose cluster was made once for this machine: copying it takes a tenth of initdb. Workers that race for it use the winner's. */
async function template(): Promise<string> {
  const folder = join(tmpdir(), `atelier-postgres-template-18-${userInfo().uid}`);
  if (existsSync(folder)) return folder;
  const draft = mkdtempSync(join(tmpdir(), 'atelier-template-'));
  const server = await startEmbeddedPostgres(draft, { durable: false });
  await server.stop();
  try {
    renameSync(draft, folder);
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ENOTEMPTY' && code !== 'EEXIST') throw error;
  }
  return folder;
}
