// Uploading and profiling a 540,000-row CSV (online_retail, gzipped) through the running platform, beside DuckDB's own time for reading, SUMMARIZE and
// Parquet: wall clock, CPU time and the most memory that uploading adds, whole process tree. The two take turns, so that both meet the same load.
// usage: npm run benchmark -- ingestion [--runs 5]
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, openAsBlob, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startEmbedded } from '../embedded.mjs';
import { cpuTree, median, option, printTable, residentTree, secondsSince } from '../measure.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const file = join(here, '../../../../shared/data/online_retail/online_retail_2010_2011.csv.gz');
const runs = option('runs', 5);

if (!existsSync(file)) {
  console.log(`skipped: ${file} is not here`);
  process.exit(0);
}
const folder = mkdtempSync(join(tmpdir(), 'atelier-bench-'));
const platform = await startEmbedded(join(folder, 'home'));
try {
  const own = [];
  const ours = [];
  for (let i = 0; i < runs; i++) {
    own.push(duckDbsOwn());
    ours.push(await upload());
  }
  report(own, ours);
} finally {
  await platform.stop();
  rmSync(folder, { recursive: true, force: true });
}

function duckDbsOwn() {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(here, 'duckdb-own.mjs'), file, folder], { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return Number(stdout) / 1000;
}

async function upload() {
  const atRest = residentTree(platform.pid);
  const cpu = cpuTree(platform.pid);
  let most = atRest;
  const watch = setInterval(() => {
    most = Math.max(most, residentTree(platform.pid));
  }, 100);
  const begun = performance.now();
  const { rows } = await platform.client.datasets.upload({ content: await openAsBlob(file), fileName: 'online_retail.csv.gz' });
  const seconds = secondsSince(begun);
  clearInterval(watch);
  if (rows !== 541_909) throw new Error(`${rows} rows`);
  return { seconds, cpu: cpuTree(platform.pid) - cpu, added: most - atRest, most };
}

function report(own, ours) {
  const seconds = ours.map((run) => run.seconds);
  const ratio = median(ours.map((run, i) => run.seconds / own[i]));
  const megabytes = (field) => `${Math.round(Math.max(...ours.map((run) => run[field])))} MB`;
  printTable(
    ['what', 'measured', 'bar'],
    [
      [`DuckDB: read_csv, SUMMARIZE, Parquet; median of ${runs}`, `${median(own).toFixed(2)} s`, ''],
      ['upload to answer, median', `${median(seconds).toFixed(2)} s (CPU ${median(ours.map((run) => run.cpu)).toFixed(2)} s)`, ''],
      ['ratio, median of the pairs', ratio.toFixed(2), '1.5'],
      ['memory that an upload adds, most', megabytes('added'), '600 MB'],
      ['memory of the whole process tree, most', megabytes('most'), ''],
    ],
  );
}
