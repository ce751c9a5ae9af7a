// Labels joined with ten views of history: ours out of core, Feast's local engine (dask) and pandas' merge_asof on the same files, in turn, each in a process of its own.
// `--labels N --rows N --entities N` set the size, `--peer-labels N` that of the peers' part: Feast's merge holds a row for each label and row of its entity at once, and at the bar's
// 1,000,000 labels takes ten minutes of CPU time and 6 GB.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { option } from '../../measure.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const labels = option('labels', 1_000_000);
const rows = option('rows', 1_000_000);
const entities = option('entities', 100_000);
const peerLabels = option('peer-labels', Math.min(labels, 200_000));
const views = 10;
const folder = mkdtempSync(join(tmpdir(), 'atelier-point-in-time-'));

/** A program's own measurements: the last line that it prints is JSON. */
function run(command, args) {
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8', maxBuffer: 1e8 });
  if (status !== 0) return { failed: (stderr || stdout).trim().split('\n').slice(-3).join(' ') };
  return JSON.parse(stdout.trim().split('\n').at(-1));
}

function show(name, result, count) {
  if (result.failed) return console.log(`${name.padEnd(34)} not measured: ${result.failed.slice(0, 200)}`);
  const { seconds, cpuSeconds, peakMiB, checksum } = result;
  console.log(
    `${name.padEnd(34)} ${String(count).padStart(9)} labels ${seconds.toFixed(1).padStart(7)} s, CPU ${cpuSeconds.toFixed(1).padStart(7)} s, peak ${String(Math.round(peakMiB)).padStart(5)} MiB, sum ${checksum}`,
  );
}

try {
  const node = (...args) => run(process.execPath, ['--no-warnings', join(here, 'ours.mjs'), ...args.map(String)]);
  node('make', folder, labels, rows, entities, views);
  const name = (count) => (count === labels ? 'labels' : 'peer-labels');
  if (peerLabels !== labels) node('labels', folder, peerLabels, entities);
  console.log(
    `${views} views of ${rows} rows, ${entities} entities, 3 features each; load ${loadavg()[0].toFixed(1)}; bars: 10 × Feast, 500 MiB`,
  );
  const ours = node('join', folder, 'labels', views, 'event');
  show('ours', ours, labels);
  show('ours, event time and known-at', node('join', folder, 'labels', views, 'known'), labels);
  const small = peerLabels === labels ? ours : node('join', folder, name(peerLabels), views, 'event');
  if (peerLabels !== labels) show('ours', small, peerLabels);
  const python = (script) => run('python3', [join(here, script), folder, name(peerLabels), String(views)]);
  const pandas = python('merge_asof_peer.py');
  show('pandas.merge_asof', pandas, peerLabels);
  const feast = python('feast_peer.py');
  show('Feast, local engine (dask)', feast, peerLabels);
  for (const [peer, result] of [
    ['pandas.merge_asof', pandas],
    ['Feast', feast],
  ]) {
    if (!result.failed && !small.failed)
      console.log(
        `${peer} / ours: ${(result.seconds / small.seconds).toFixed(1)} × the time, ${(result.cpuSeconds / small.cpuSeconds).toFixed(1)} × the CPU time`,
      );
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
