import { readdirSync, readFileSync } from 'node:fs';

const pageBytes = 4096;
const mebibyte = 2 ** 20;

/** The process and all that it started, by /proc; those that end meanwhile are left out. Empty where there is no /proc. */
export function processTree(pid: number): number[] {
  const tree: number[] = [];
  const waiting = [pid];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const children = childrenOf(next);
    if (!children) continue;
    tree.push(next);
    waiting.push(...children);
  }
  return tree;
}

/** Resident memory of the process and its descendants in MiB; undefined where there is no /proc or the process has ended. */
export function residentMiB(pid: number): number | undefined {
  const pages = processTree(pid).map(residentPages);
  return pages.length === 0 ? undefined : (pages.reduce((sum, count) => sum + count, 0) * pageBytes) / mebibyte;
}

/** Kills the process and its descendants; one that has ended already is no error. */
export function killTree(pid: number): void {
  for (const member of new Set([pid, ...processTree(pid)])) {
    try {
      process.kill(member, 'SIGKILL');
    } catch (error) {
      if (!isGone(error)) throw error;
    }
  }
}

function childrenOf(pid: number): number[] | undefined {
  try {
    const threads = readdirSync(`/proc/${pid}/task`);
    return threads.flatMap((thread) => readChildren(pid, thread));
  } catch (error) {
    if (isGone(error)) return undefined;
    throw error;
  }
}

function readChildren(pid: number, thread: string): number[] {
  try {
    const listed = readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8').trim();
    return listed === '' ? [] : listed.split(' ').map(Number);
  } catch (error) {
    // The thread has ended, or the kernel keeps no such list (CONFIG_PROC_CHILDREN): then only the process itself is watched.
    if (isGone(error)) return [];
    throw error;
  }
}

function residentPages(pid: number): number {
  try {
    return Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]);
  } catch (error) {
    if (isGone(error)) return 0;
    throw error;
  }
}

function isGone(error: unknown): boolean {
  // Not by instanceof: under Jest, Node's own errors are of another realm.
  const { code } = error as NodeJS.ErrnoException;
  return code === 'ENOENT' || code === 'ESRCH';
}
