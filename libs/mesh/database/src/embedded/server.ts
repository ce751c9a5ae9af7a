import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, renameSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { AtelierError } from '@atelier/contracts';
import { type Account, commandAs, serverAccount, serverEnvironment } from './account.js';
import { type PostgresBinaries, postgresBinaries } from './binaries.js';
import { openCluster, superuser } from './cluster.js';
import { serverStatus, stopOrphan, stopServer } from './running-server.js';

/** A PostgreSQL of our own; it outlives a `kill -9` of the program and is then stopped by the next start on its folder. */
export interface EmbeddedPostgres {
  readonly url: string;
  readonly pid: number;
  stop(): Promise<void>;
}

/** Small at rest (no parallel, replication or I/O workers), durable: what is acknowledged survives a kill of everything. */
const settings: Readonly<Record<string, string>> = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '40',
  shared_buffers: '32MB',
  huge_pages: 'off',
  jit: 'off',
  fsync: 'on',
  synchronous_commit: 'on',
  wal_level: 'minimal',
  max_wal_senders: '0',
  min_wal_size: '32MB',
  max_wal_size: '256MB',
  checkpoint_timeout: '15min',
  io_method: 'sync',
  max_worker_processes: '2',
  max_parallel_workers: '0',
  max_logical_replication_workers: '0',
  autovacuum_max_workers: '1',
  autovacuum_worker_slots: '1',
  log_min_messages: 'warning',
  log_timezone: 'UTC',
  timezone: 'UTC',
};

/** How a server is started: specs give durability up for speed. */
export interface EmbeddedOptions {
  readonly durable?: boolean;
}

/**
 * Starts PostgreSQL on HOME/postgres (made at the first start) on a free port of 127.0.0.1, with a random password kept in HOME.
 * The caller holds the home's lock (`lockHome`), so a server that still runs on the folder is a killed program's and is stopped first.
 * @throws AtelierError `database.unavailable`; HOME/postgres.log has the cause.
 */
export async function startEmbeddedPostgres(home: string, options: EmbeddedOptions = {}): Promise<EmbeddedPostgres> {
  mkdirSync(home, { recursive: true });
  const binaries = await postgresBinaries();
  const account = serverAccount();
  const { data, password } = await openCluster(home, binaries, account);
  await stopOrphan(data);
  const server = new Server(home, data, binaries, account, options);
  await server.start();
  return {
    url: `postgres://${superuser}:${password}@127.0.0.1:${server.port}/postgres`,
    get pid() {
      return server.pid;
    },
    stop: () => server.stop(),
  };
}

class Server {
  port = 0;
  private child: ChildProcess | null = null;
  private stopping = false;

  constructor(
    private readonly home: string,
    private readonly data: string,
    private readonly binaries: PostgresBinaries,
    private readonly account: Account | null,
    private readonly options: EmbeddedOptions,
  ) {}

  get pid(): number {
    return this.child?.pid ?? 0;
  }

  /** Another program may take the free port before PostgreSQL does, so a failed start is tried again on another one. */
  async start(): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      this.port = await freePort();
      if (await this.launch()) return;
      if (attempt === 3) throw this.failure();
    }
  }

  async stop(): Promise<void> {
    this.stopping = true;
    const child = this.child;
    if (!child?.pid || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.ref();
    await stopServer(child.pid);
    await ended;
  }

  /** Starts the process; false if it ends before it takes connections. */
  private async launch(): Promise<boolean> {
    const log = openSync(this.logFile(), 'a', 0o600);
    const { file, args, options } = commandAs(this.account, this.binaries.postgres, this.arguments(), [this.data]);
    const child = spawn(file, [...args], {
      ...options,
      cwd: '/',
      env: serverEnvironment(),
      stdio: ['ignore', log, log],
      // Its own session: Ctrl-C in the terminal stops the program, which drains first and then stops its database.
      detached: true,
    });
    closeSync(log);
    const spawnError = new Promise<Error>((resolve) => child.once('error', resolve));
    this.child = child;
    child.unref();
    while (child.exitCode === null && child.signalCode === null) {
      if (child.pid === undefined) throw this.failure(await spawnError);
      const status = serverStatus(this.data);
      if (status?.pid === child.pid && status.ready) {
        child.once('exit', () => this.revive());
        return true;
      }
      await pause(5);
    }
    return false;
  }

  /** PostgreSQL mends its own crashed backends; if all of it was killed, it is started again on the same port, where the pools find it. */
  private revive(): void {
    if (this.stopping) return;
    const again = async (): Promise<void> => {
      while (!this.stopping) {
        await stopOrphan(this.data);
        if (await this.launch()) return;
        await pause(500);
      }
    };
    again().catch((error: unknown) => process.emitWarning(`The embedded PostgreSQL could not be started again: ${String(error)}`));
  }

  private arguments(): string[] {
    const relaxed = this.options.durable === false ? { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' } : {};
    const all = Object.entries({ ...settings, port: String(this.port), ...relaxed });
    return ['-D', this.data, ...all.flatMap(([name, value]) => ['-c', `${name}=${value}`])];
  }

  private logFile(): string {
    const file = join(this.home, 'postgres.log');
    if (existsSync(file) && statSync(file).size > 4_000_000) renameSync(file, `${file}.old`);
    return file;
  }

  private failure(cause?: Error): AtelierError {
    const log = readFileSync(this.logFile(), 'utf8').slice(-2000);
    if (log.includes('No space left on device')) return new AtelierError('storage.full', 'PostgreSQL cannot write to the home folder.');
    return new AtelierError(
      'database.unavailable',
      'The embedded PostgreSQL did not start; postgres.log in the home folder says why.',
      [],
      {
        cause: cause ?? new Error(log),
      },
    );
  }
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve, reject) => probe.once('error', reject).listen(0, '127.0.0.1', resolve));
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('A TCP server has a port.');
  return address.port;
}
