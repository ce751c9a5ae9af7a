import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { openDataSource } from '../data-source.js';
import { processStart } from '../process-identity.js';
import { startTestDatabase } from '../test-database.js';
import { serverStatus } from './running-server.js';
import { type EmbeddedPostgres, startEmbeddedPostgres } from './server.js';

const compiled = new URL('../../dist/index.js', import.meta.url).href;
const needsCompiled = existsSync(new URL(compiled)) ? it : it.skip;

describe('startEmbeddedPostgres', () => {
  let home: string;
  let server: EmbeddedPostgres | null = null;
  let dataSource: DataSource | null = null;

  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'atelier-embedded-'));
  });

  afterEach(async () => {
    if (dataSource?.isInitialized) await dataSource.destroy();
    await server?.stop();
    [server, dataSource] = [null, null];
    rmSync(home, { recursive: true, force: true });
  });

  const start = async (): Promise<DataSource> => {
    server = await startEmbeddedPostgres(home);
    dataSource = await openDataSource({ url: server.url, services: [] });
    return dataSource;
  };

  it('keeps its data and its password over a restart, in a folder that is closed to others', async () => {
    chmodSync(home, 0o700);
    const first = await start();
    await first.query('CREATE TABLE kept AS SELECT 42 AS answer');
    expect(statSync(join(home, 'postgres-password')).mode & 0o777).toBe(0o600);
    expect(statSync(join(home, 'postgres')).mode & 0o777).toBe(0o700);
    await first.destroy();
    await server?.stop();
    expect(serverStatus(join(home, 'postgres'))).toBeNull();
    expect(await (await start()).query('SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
  });

  it('is durable, small, and hears 127.0.0.1 alone', async () => {
    const connection = await start();
    const names = ['fsync', 'synchronous_commit', 'listen_addresses', 'unix_socket_directories', 'max_connections', 'password_encryption'];
    const rows: { name: string; setting: string }[] = await connection.query('SELECT name, setting FROM pg_settings WHERE name = ANY($1)', [
      names,
    ]);
    expect(Object.fromEntries(rows.map(({ name, setting }) => [name, setting]))).toEqual({
      fsync: 'on',
      synchronous_commit: 'on',
      listen_addresses: '127.0.0.1',
      unix_socket_directories: '',
      max_connections: '40',
      password_encryption: 'scram-sha-256',
    });
  });

  it('refuses a wrong password', async () => {
    await start();
    const url = new URL(server!.url);
    url.password = 'guess';
    await expect(openDataSource({ url: url.href, services: [] })).rejects.toThrow('password authentication failed');
  });

  it('comes back on the same port when all of it is killed', async () => {
    const connection = await start();
    const { url } = server!;
    process.kill(server!.pid, 'SIGKILL');
    let failure: unknown = null;
    for (let tries = 0; tries < 1000; tries++) {
      const outcome = await connection.query('SELECT 1 AS one').catch((error: unknown) => error);
      if (!(outcome instanceof Error) && failure) break;
      if (outcome instanceof Error) failure = outcome;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    expect(failure).toMatchObject({ code: 'database.unavailable' });
    expect(await connection.query('SELECT 1 AS one')).toEqual([{ one: 1 }]);
    expect(server!.url).toBe(url);
  });

  needsCompiled('stops what a killed program left running, and finds all that it acknowledged', async () => {
    const program = `
      const { startEmbeddedPostgres, openDataSource } = await import(${JSON.stringify(compiled)});
      const server = await startEmbeddedPostgres(${JSON.stringify(home)});
      const dataSource = await openDataSource({ url: server.url, services: [] });
      await dataSource.query('CREATE TABLE acknowledged (n int)');
      for (let n = 1; ; n++) {
        await dataSource.query('INSERT INTO acknowledged VALUES ($1)', [n]);
        process.stdout.write(n + '\\n');
      }`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', program], { stdio: ['ignore', 'pipe', 'inherit'] });
    let said = '';
    child.stdout.on('data', (text) => {
      said += text;
      if (said.split('\n').length > 50) child.kill('SIGKILL');
    });
    await once(child, 'close');
    const orphan = serverStatus(join(home, 'postgres'));
    expect(processStart(orphan!.pid)).not.toBeNull();
    const [{ n }] = await (await start()).query('SELECT max(n) AS n FROM acknowledged');
    expect(n).toBeGreaterThanOrEqual(Number(said.trimEnd().split('\n').at(-1)));
    expect(processStart(orphan!.pid)).toBeNull();
  });

  it('does not take another program for its server when process ids have started over', async () => {
    await (await start()).destroy();
    const file = join(home, 'postgres', 'postmaster.pid');
    const content = readFileSync(file, 'utf8');
    await server!.stop();
    const bystander = spawn(process.execPath, ['-e', 'setInterval(() => 0, 1000)']);
    await once(bystander, 'spawn');
    writeFileSync(file, content.replace(/^\d+/, String(bystander.pid)));
    expect(await (await start()).query('SELECT 1 AS one')).toEqual([{ one: 1 }]);
    expect(processStart(bystander.pid!)).not.toBeNull();
    bystander.kill('SIGKILL');
  });

  it('starts over when it was killed while making its folder', async () => {
    mkdirSync(join(home, 'postgres.draft-1', 'base'), { recursive: true });
    await start();
    expect(existsSync(join(home, 'postgres.draft-1'))).toBe(false);
  });

  it('does not touch a folder that is none of PostgreSQL’s', async () => {
    mkdirSync(join(home, 'postgres'));
    writeFileSync(join(home, 'postgres', 'notes.txt'), 'mine');
    await expect(startEmbeddedPostgres(home)).rejects.toMatchObject({
      code: 'database.unavailable',
      detail: expect.stringContaining('not a PostgreSQL'),
    });
    expect(readFileSync(join(home, 'postgres', 'notes.txt'), 'utf8')).toBe('mine');
  });

  it('says where to look when it cannot start', async () => {
    await (await start()).destroy();
    await server!.stop();
    writeFileSync(join(home, 'postgres', 'global', 'pg_control'), 'broken');
    await expect(startEmbeddedPostgres(home)).rejects.toMatchObject({
      code: 'database.unavailable',
      detail: expect.stringContaining('postgres.log'),
    });
  });
});

describe('startTestDatabase', () => {
  it('gives each caller a database of its own', async () => {
    const [one, other] = await Promise.all([startTestDatabase(), startTestDatabase()]);
    expect(one.url).not.toBe(other.url);
    await Promise.all([one.stop(), other.stop()]);
    expect(existsSync(one.home)).toBe(false);
  });
});
