import { randomBytes, randomUUID } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { AtelierError } from '@atelier/contracts';
import { type Account, runAs } from './account.js';
import type { PostgresBinaries } from './binaries.js';

export const superuser = 'atelier';

/** A PostgreSQL data folder and the password of its superuser. */
export interface Cluster {
  readonly data: string;
  readonly password: string;
}

/** The cluster in HOME/postgres, made if it is missing: whole or not at all, whatever kills us meanwhile. */
export async function openCluster(home: string, binaries: PostgresBinaries, account: Account | null): Promise<Cluster> {
  const cluster = { data: join(home, 'postgres'), password: password(join(home, 'postgres-password')) };
  removeDrafts(home);
  if (existsSync(join(cluster.data, 'PG_VERSION'))) {
    adopt(account, cluster.data);
    return cluster;
  }
  if (existsSync(cluster.data)) {
    throw new AtelierError('database.unavailable', 'The folder postgres in the home folder is not a PostgreSQL data folder; move it away.');
  }
  const draft = join(home, `postgres.draft-${randomUUID()}`);
  await initialise({ ...cluster, data: draft }, home, binaries, account);
  renameSync(draft, cluster.data);
  return cluster;
}

function removeDrafts(home: string): void {
  for (const name of readdirSync(home)) {
    if (name.startsWith('postgres.draft-')) rmSync(join(home, name), { recursive: true, force: true });
  }
}

function password(file: string): string {
  if (!existsSync(file)) {
    writeFileSync(`${file}.draft`, randomBytes(24).toString('base64url'), { mode: 0o600, flush: true });
    renameSync(`${file}.draft`, file);
  }
  return readFileSync(file, 'utf8').trim();
}

/**
 * Copying a home (a backup, another user's) changes owners and modes, and PostgreSQL refuses a folder that others may read.
 * The folder itself is changed last, so that a kill in between is made good at the next start.
 */
function adopt(account: Account | null, data: string): void {
  const { uid, mode } = statSync(data);
  if (account && uid !== account.uid) {
    for (const entry of readdirSync(data, { recursive: true, encoding: 'utf8' })) chownSync(join(data, entry), account.uid, account.gid);
    chownSync(data, account.uid, account.gid);
  }
  if ((mode & 0o077) !== 0) chmodSync(data, 0o700);
}

async function initialise({ data, password }: Cluster, home: string, binaries: PostgresBinaries, account: Account | null): Promise<void> {
  const passwordFile = join(home, `postgres.draft-${randomUUID()}`);
  mkdirSync(data, { mode: 0o700 });
  writeFileSync(passwordFile, password, { mode: 0o600 });
  if (account) for (const path of [data, passwordFile]) chownSync(path, account.uid, account.gid);
  try {
    const locale = ['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
    const login = [`--username=${superuser}`, '--auth=scram-sha-256', `--pwfile=${passwordFile}`];
    await runAs(account, binaries.initdb, [`--pgdata=${data}`, ...login, ...locale, '--no-instructions'], [data, passwordFile]);
  } catch (cause) {
    rmSync(data, { recursive: true, force: true });
    throw new AtelierError('database.unavailable', 'The embedded PostgreSQL could not make its data folder.', [], { cause });
  } finally {
    rmSync(passwordFile, { force: true });
  }
}
