// The embedded program as its users start it, and a model in it.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AtelierClient } from '@atelier/sdk';
import { cpuTree, freePort, secondsSince, sleep } from './measure.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const npm = ['npm', 'start', '--silent', '--'];
const plain = [process.execPath, 'apps/atelier/dist/main.js'];

/** Starts it on a folder and waits until `/health/ready` says so. `ready` in seconds, `cpu` the seconds that the processors worked for it. */
export async function startEmbedded(home, { throughNpm = false } = {}) {
  const port = await freePort();
  const [command, ...args] = [...(throughNpm ? npm : plain), '--port', String(port), '--home', home];
  const begun = performance.now();
  const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'ignore', 'inherit'], detached: true });
  const url = `http://127.0.0.1:${port}`;
  while (!(await answers(`${url}/health/ready`))) {
    if (child.exitCode !== null) throw new Error(`The embedded program ended with ${child.exitCode}.`);
    await sleep(20);
  }
  const ready = secondsSince(begun);
  const client = new AtelierClient({ url, key: readFileSync(join(home, 'api-key'), 'utf8').trim() });
  return { pid: child.pid, ready, cpu: cpuTree(child.pid), url, client, stop: () => stop(child) };
}

async function answers(url) {
  try {
    return (await fetch(url)).ok;
  } catch (error) {
    if (error instanceof TypeError) return false;
    throw error;
  }
}

/** Ends it and waits for all of its processes: npm ends before the program does. */
async function stop({ pid }) {
  process.kill(-pid, 'SIGTERM');
  while (isAlive(-pid)) await sleep(20);
}

function isAlive(pid) {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    if (error.code === 'ESRCH') return false;
    throw error;
  }
}

/** Trains and promotes a small model by the name `bench`, and asks it once. */
export async function loadModel({ client }) {
  const rows = Array.from({ length: 500 }, (_, i) => `${(i * 37) % 101},${(i * 37) % 101 > 50 ? 'a' : 'b'}`);
  const content = new Blob([`x,y\n${rows.join('\n')}\n`]);
  const { dataset_id } = await client.datasets.upload({ content, fileName: 'bench.csv', targetColumn: 'y' });
  const { job_id } = await client.training.start({ dataset_id, target_column: 'y', task_type: 'classification', algorithm: 'lightgbm' });
  const job = await client.training.finished(job_id);
  if (job.status !== 'completed') throw new Error(JSON.stringify(job.error));
  await client.models.deploy({ training_job_id: job_id, model_name: 'bench', promote_to_production: true });
}
