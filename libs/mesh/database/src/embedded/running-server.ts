import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, readlinkSync, realpathSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { isRunning, processStart } from '../process-identity.js';

/** The state that PostgreSQL writes in its postmaster.pid: process, port and whether it takes connections. */
export interface ServerStatus {
  readonly pid: number;
  readonly port: number;
  readonly ready: boolean;
}

export function serverStatus(data: string): ServerStatus | null {
  const file = join(data, 'postmaster.pid');
  if (!existsSync(file)) return null;
  const lines = readFileSync(file, 'utf8').split('\n');
  return { pid: Math.abs(Number(lines[0])), port: Number(lines[3]), ready: lines[7]?.trim() === 'ready' };
}

/**
 * Stops whatever PostgreSQL still runs on the folder because its program was killed, so that the next one starts on a folder that is nobody's.
 * A postmaster.pid whose process id belongs to another program by now (ids start over in a container) is removed.
 */
export async function stopOrphan(data: string): Promise<void> {
  const status = serverStatus(data);
  if (!status) return;
  const orphans = serversOn(data, status.pid);
  if (orphans.includes(status.pid)) await stopServer(status.pid);
  for (const pid of serversOn(data, status.pid)) await end(pid, ['SIGQUIT', 'SIGKILL']);
  rmSync(join(data, 'postmaster.pid'), { force: true });
}

/** Fast shutdown: open transactions are rolled back, the rest is written; after 20 s by force, which costs a recovery at the next start. */
export async function stopServer(pid: number): Promise<void> {
  if (process.platform === 'win32') execFileSync('taskkill', ['/pid', String(pid), '/f', '/t']);
  else await end(pid, ['SIGINT', 'SIGQUIT', 'SIGKILL']);
}

async function end(pid: number, signals: readonly NodeJS.Signals[]): Promise<void> {
  for (const signal of signals) {
    if (!send(pid, signal)) return;
    for (let waited = 0; waited < 20_000; waited += 10) {
      if (processStart(pid) === null) return;
      await pause(10);
    }
  }
}

function send(pid: number, signal: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
    throw error;
  }
}

/** Ids of the PostgreSQL processes on the data folder: on Linux all of them (they work in it), elsewhere the one named, if it is one. */
function serversOn(data: string, named: number): number[] {
  const folder = realpathSync(data);
  if (process.platform === 'linux')
    return readdirSync('/proc')
      .filter(isNumber)
      .map(Number)
      .filter((pid) => worksIn(pid, folder));
  if (!isRunning(named)) return [];
  if (process.platform === 'win32') return [named];
  const command = execFileSync('ps', ['-o', 'command=', '-p', String(named)], { encoding: 'utf8' });
  return command.includes('postgres') ? [named] : [];
}

const isNumber = (name: string): boolean => /^\d+$/.test(name);

function worksIn(pid: number, folder: string): boolean {
  try {
    return readlinkSync(`/proc/${pid}/cwd`) === folder && readFileSync(`/proc/${pid}/comm`, 'utf8').startsWith('postgres');
  } catch (error) {
    // Another account's process, or one that has just ended: neither is ours.
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'EACCES' || code === 'EPERM' || code === 'ESRCH') return false;
    throw error;
  }
}
