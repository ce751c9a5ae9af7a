import { randomUUID } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AtelierError } from '@atelier/contracts';
import { processStart } from './process-identity.js';

/** The right to use a home folder. One program has it at a time; it ends with `release()` or with the program's death. */
export interface HomeLock {
  readonly home: string;
  /** Writes where the program answers, for the message that a second program on the folder gets. */
  announce(address: string): void;
  release(): void;
}

interface Holder {
  /** Unique to each taking, so that a dead holder can be replaced by one successor only. */
  readonly token: string;
  readonly pid: number;
  readonly started: string;
  readonly address: string | null;
}

/**
 * Takes HOME/lock, making the folder if it is missing. A holder that was killed is recognised by process id and start time and replaced.
 * @throws AtelierError `home.in_use`, with the other program's address.
 */
export async function lockHome(home: string): Promise<HomeLock> {
  mkdirSync(home, { recursive: true });
  const file = join(home, 'lock');
  const own: Holder = { token: randomUUID(), pid: process.pid, started: processStart(process.pid) ?? 'unknown', address: null };
  const other = take(file, own);
  if (other) throw inUse(other);
  return {
    home,
    announce: (address) => replace(file, { ...own, address }),
    release: () => {
      if (read(file)?.token === own.token) rmSync(file, { force: true });
    },
  };
}

/** Makes `own` the holder of the lock file, or returns the living holder. */
function take(file: string, own: Holder): Holder | null {
  for (;;) {
    if (createExclusively(file, own)) return null;
    const holder = read(file);
    if (!holder) continue;
    if (isAlive(holder)) return holder;
    // Whoever holds the succession of this one dead holder may replace it: two programs that both saw it dead cannot both win.
    const succession = `${file}.after-${holder.token}`;
    const rival = take(succession, own);
    if (rival) return rival;
    const unchanged = read(file)?.token === holder.token;
    if (unchanged) replace(file, own);
    rmSync(succession, { force: true });
    if (unchanged) return null;
  }
}

function createExclusively(file: string, holder: Holder): boolean {
  const draft = write(file, holder);
  try {
    linkSync(draft, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

function replace(file: string, holder: Holder): void {
  renameSync(write(file, holder), file);
}

function write(file: string, holder: Holder): string {
  const draft = `${file}.${holder.token}`;
  writeFileSync(draft, `${JSON.stringify(holder)}\n`, { mode: 0o600, flush: true });
  return draft;
}

/** The holder in the file; null if there is no file. A file without a holder in it (power loss) is one that nobody holds. */
function read(file: string): Holder | null {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
  try {
    const { token, pid, started, address } = JSON.parse(text) as Partial<Holder>;
    if (token && /^[\w-]+$/.test(token) && Number.isInteger(pid) && started) return { token, pid: pid!, started, address: address ?? null };
  } catch {
    return { token: 'unreadable', pid: 0, started: '', address: null };
  }
  return { token: 'unreadable', pid: 0, started: '', address: null };
}

function isAlive(holder: Holder): boolean {
  return holder.pid > 0 && processStart(holder.pid) === holder.started;
}

function inUse({ address, pid }: Holder): AtelierError {
  const who = address ? `the program at ${address} (process ${pid})` : `a program that is starting (process ${pid})`;
  return new AtelierError('home.in_use', `This folder is in use by ${who}.`);
}
