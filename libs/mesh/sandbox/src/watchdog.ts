import { existsSync, writeSync } from 'node:fs';
import { workerData } from 'node:worker_threads';
import { outOfMemoryMark } from './protocol.js';

/** What the watching thread of a sandboxed process is told. */
export interface WatchdogData {
  readonly parent: number;
  readonly memoryMiB: number;
}

const { parent, memoryMiB } = workerData as WatchdogData;
// Where there is /proc the parent watches the memory of the whole tree.
const watchesMemory = !existsSync('/proc/self/statm');

setInterval(() => {
  if (!isAlive()) process.kill(process.pid, 'SIGKILL');
  if (watchesMemory && process.memoryUsage.rss() > memoryMiB * 2 ** 20) {
    writeSync(2, outOfMemoryMark);
    process.kill(process.pid, 'SIGKILL');
  }
}, 100);

/** An orphan is given to another parent; Windows keeps the number, so there we ask whether it still runs. */
function isAlive(): boolean {
  if (process.ppid !== parent) return false;
  if (process.platform !== 'win32') return true;
  try {
    return process.kill(parent, 0);
  } catch {
    return false;
  }
}
