// The embedded platform: seconds until it is ready, on a new and on an existing folder, and the memory of its whole process tree at rest with one model loaded.
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AtelierClient } from '@atelier/sdk';

const starts = 5;
const home = mkdtempSync(join(tmpdir(), 'atelier-bench-'));
const seconds = (from) => (performance.now() - from) / 1000;
const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

const fresh = await start();
await loadModel(fresh.client);
await stop(fresh);
const again = [];
for (let i = 0; i < starts; i++) {
  const program = await start();
  again.push(program.ready);
  if (i === starts - 1) await report(program);
  await stop(program);
}
rmSync(home, { recursive: true, force: true });

async function report({ client, child }) {
  await client.models.predict({ model_name: 'bench', features: { x: 1 } });
  await new Promise((done) => setTimeout(done, 30_000));
  const memory = residentTree(child.pid);
  console.log('| what | measured | bar |\n|---|---|---|');
  console.log(`| ready on a new folder | ${fresh.ready.toFixed(2)} s | 6 s |`);
  console.log(`| ready on an existing folder, median of ${starts} | ${median(again).toFixed(2)} s | 3 s |`);
  console.log(`| memory at rest, one model loaded, whole tree (PSS) | ${Math.round(memory)} MB | 400 MB |`);
}

async function start() {
  const port = await freePort();
  const begun = performance.now();
  const child = spawn('npm', ['start', '--silent', '--', '--port', String(port), '--home', home], {
    stdio: ['ignore', 'ignore', 'inherit'],
    detached: true,
  });
  const url = `http://127.0.0.1:${port}`;
  for (;;) {
    const ok = await fetch(`${url}/health/ready`).then(
      (answer) => answer.ok,
      () => false,
    );
    if (ok) break;
    if (child.exitCode !== null) throw new Error(`npm start ended with ${child.exitCode}`);
    await new Promise((done) => setTimeout(done, 20));
  }
  const ready = seconds(begun);
  return { child, ready, client: new AtelierClient({ url, key: readFileSync(join(home, 'api-key'), 'utf8').trim() }) };
}

async function stop({ child }) {
  const ended = new Promise((done) => child.once('exit', done));
  process.kill(-child.pid, 'SIGTERM');
  await ended;
}

async function loadModel(client) {
  const rows = Array.from({ length: 500 }, (_, i) => `${(i * 37) % 101},${(i * 37) % 101 > 50 ? 'a' : 'b'}`);
  const { dataset_id } = await client.datasets.upload({
    content: new Blob([`x,y\n${rows.join('\n')}\n`]),
    fileName: 'bench.csv',
    targetColumn: 'y',
  });
  const { job_id } = await client.training.start({ dataset_id, target_column: 'y', task_type: 'classification', algorithm: 'lightgbm' });
  const job = await client.training.finished(job_id);
  if (job.status !== 'completed') throw new Error(JSON.stringify(job.error));
  await client.models.deploy({ training_job_id: job_id, model_name: 'bench', promote_to_production: true });
}

/** Proportional set size of a process and all below it, MB: shared pages (PostgreSQL's buffers) count once. */
function residentTree(root) {
  const parents = new Map(
    readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .flatMap((pid) => {
        try {
          return [[Number(pid), Number(/^PPid:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1])]];
        } catch {
          return [];
        }
      }),
  );
  const below = (pid) => [pid, ...[...parents].filter(([, parent]) => parent === pid).flatMap(([child]) => below(child))];
  return below(root).reduce(
    (sum, pid) => sum + Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1] ?? 0) / 1024,
    0,
  );
}

function freePort() {
  return new Promise((done) => {
    const server = createServer();
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => done(port));
    });
  });
}
