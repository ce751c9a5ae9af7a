import { execFile, type SpawnOptions } from 'node:child_process';
import { accessSync, constants, readFileSync, type Stats, statSync } from 'node:fs';
import { delimiter, dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { AtelierError } from '@atelier/contracts';

/** The account that PostgreSQL runs as: it refuses to run as root. */
export interface Account {
  readonly uid: number;
  readonly gid: number;
}

/** The other account to use because we are root: `postgres` where it exists, else `nobody`; null if we are not root. */
export function serverAccount(): Account | null {
  if (process.getuid?.() !== 0) return null;
  const accounts = new Map(
    readFileSync('/etc/passwd', 'utf8')
      .split('\n')
      .map((line) => line.split(':'))
      .map(([name, , uid, gid]) => [name, { uid: Number(uid), gid: Number(gid) }]),
  );
  const account = accounts.get('postgres') ?? accounts.get('nobody');
  if (!account)
    throw new AtelierError('database.unavailable', 'PostgreSQL does not run as root, and there is no account postgres or nobody.');
  return account;
}

export interface Command {
  readonly file: string;
  readonly args: readonly string[];
  readonly options: SpawnOptions;
}

/**
 * The command as `account` runs it. Where a folder above `paths` is closed to that account (a home under /root, `mktemp -d`), it is given the
 * one capability to pass through (CAP_DAC_OVERRIDE, by util-linux' setpriv) rather than opening root's folders.
 * @throws AtelierError `database.unavailable` if neither is possible.
 */
export function commandAs(account: Account | null, file: string, args: readonly string[], paths: readonly string[]): Command {
  if (!account) return { file, args, options: {} };
  const closed = [file, ...paths].find((path) => !mayReach(account, path));
  if (!closed) return { file, args, options: { uid: account.uid, gid: account.gid } };
  const setpriv = onPath('setpriv');
  if (!setpriv) {
    throw new AtelierError(
      'database.unavailable',
      'PostgreSQL does not run as root and the account it would use cannot enter the home folder or the program folder; run as another user, or choose a --home that others may enter.',
    );
  }
  const identity = [`--reuid=${account.uid}`, `--regid=${account.gid}`, '--clear-groups'];
  return {
    file: setpriv,
    args: [...identity, '--inh-caps=+dac_override', '--ambient-caps=+dac_override', '--', file, ...args],
    options: {},
  };
}

function mayReach(account: Account, path: string): boolean {
  const parent = dirname(resolve(path));
  return (parent === resolve(path) || mayReach(account, parent)) && maySearch(account, statSync(parent));
}

function maySearch({ uid, gid }: Account, { mode, uid: owner, gid: group }: Stats): boolean {
  if (owner === uid) return (mode & constants.S_IXUSR) !== 0;
  if (group === gid) return (mode & constants.S_IXGRP) !== 0;
  return (mode & constants.S_IXOTH) !== 0;
}

function onPath(program: string): string | null {
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    const file = join(folder, program);
    try {
      accessSync(file, constants.X_OK);
      return file;
    } catch {
      continue;
    }
  }
  return null;
}

/** Runs the command to its end. */
export async function runAs(account: Account | null, file: string, args: readonly string[], paths: readonly string[]): Promise<void> {
  const command = commandAs(account, file, args, paths);
  await promisify(execFile)(command.file, [...command.args], { ...command.options, cwd: '/', env: serverEnvironment() } as object);
}

/** PostgreSQL gets no environment of ours: PG* variables would change what it does, and ours hold secrets. */
export function serverEnvironment(): NodeJS.ProcessEnv {
  const { PATH, SystemRoot, TMPDIR, TEMP } = process.env;
  return { PATH, SystemRoot, TMPDIR, TEMP, TZ: 'UTC', LC_ALL: 'C' };
}
