// The embedded platform (`npm start`): seconds until it is ready, on new and on existing folders, and the memory of its whole process tree at rest with one
// model loaded.
// usage: npm run benchmark -- platform [--starts 5] [--rest 30]
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadModel, startEmbedded } from '../embedded.mjs';
import { median, option, printTable, residentTree, sleep } from '../measure.mjs';

const starts = option('starts', 5);
const rest = option('rest', 30);
const first = [];
const again = [];
let memory = 0;

for (let i = 0; i < starts; i++) {
  const home = mkdtempSync(join(tmpdir(), 'atelier-bench-'));
  const fresh = await startEmbedded(home, { throughNpm: true });
  first.push(fresh);
  if (i === 0) await loadModel(fresh);
  await fresh.stop();
  const existing = await startEmbedded(home, { throughNpm: true });
  again.push(existing);
  if (i === 0) memory = await atRest(existing);
  await existing.stop();
  rmSync(home, { recursive: true, force: true });
}

/** With the model asked once, and nothing asked since. */
async function atRest({ client, pid }) {
  await client.models.predict({ model_name: 'bench', features: { x: 1 } });
  await sleep(rest * 1000);
  return residentTree(pid);
}

const of = (runs, field) => runs.map((run) => run[field]);
const seconds = (runs) =>
  `${median(of(runs, 'ready')).toFixed(2)} s (${Math.min(...of(runs, 'ready')).toFixed(2)} to ${Math.max(...of(runs, 'ready')).toFixed(2)})`;
const cpu = (runs) => `${median(of(runs, 'cpu')).toFixed(2)} s`;
printTable(
  ['what', 'measured', 'of that CPU time', 'bar'],
  [
    [`ready on a new folder, median of ${starts}`, seconds(first), cpu(first), '6 s'],
    [`ready on an existing folder, median of ${starts}`, seconds(again), cpu(again), '3 s'],
    ['memory at rest, one model loaded, whole process tree (PSS)', `${Math.round(memory)} MB`, '', '400 MB'],
  ],
);
