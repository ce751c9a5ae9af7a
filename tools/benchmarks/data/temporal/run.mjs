// Temporal features of 500,000 rows of 500 ids: ours against pandas in the same run, sides in turn, a process each. Needs python3 with pandas and pyarrow.
// `--rounds N --rows N --ids N`
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { TableDatabase } from '../../../../libs/mesh/tables/dist/index.js';
import { median, option } from '../../measure.mjs';

const [rounds, rows, ids] = [option('rounds', 3), option('rows', 500_000), option('ids', 500)];
const folder = mkdtempSync(join(tmpdir(), 'atelier-temporal-'));
const at = (name) => join(folder, name);
const side = (program, script, to) =>
  JSON.parse(execFileSync(program, [new URL(script, import.meta.url).pathname, at('from.parquet'), at(to)], { encoding: 'utf8' }));

try {
  const database = await TableDatabase.open({ directories: [folder] });
  const source = `SELECT 'id' || (i % ${ids}) AS id, TIMESTAMP '2020-01-01' + INTERVAL (i // ${ids}) DAY AS day, 100 * sin(i) + (hash(i) % 1000) / 10.0 AS value FROM range(${rows}) r(i)`;
  await database.run(`COPY (${source}) TO '${at('from.parquet')}' (FORMAT parquet, COMPRESSION zstd)`);
  database.close();
  const ours = [];
  const theirs = [];
  for (let round = 0; round < rounds; round++) {
    ours.push(side(process.execPath, './ours.mjs', 'ours.parquet'));
    theirs.push(side('python3', './pandas_features.py', 'pandas.parquet'));
  }
  const parts = {
    'make, one thread of ours': [ours.map(({ one }) => one), theirs.map(({ make }) => make)],
    'make, two threads': [ours.map(({ two }) => two), theirs.map(({ make }) => make)],
    'make and write, two threads': [
      ours.map(({ copy }) => copy),
      theirs.map(({ make, write }) => make.map((value, k) => value + write[k])),
    ],
  };
  console.log(
    `${rows} rows, ${ids} ids, ${ours[0].features} features of ours, ${theirs[0].features} of pandas; median of ${rounds}; at most ${Math.round(Math.max(...ours.map(({ memory }) => memory)))} MB of ours; load ${loadavg()[0].toFixed(1)}; bar 5 ×`,
  );
  console.log('| what | ours, s (CPU) | pandas, s (CPU) | × as fast (CPU) |\n|---|---|---|---|');
  for (const [name, [mine, other]] of Object.entries(parts)) {
    const [wall, cpu, theirWall, theirCpu] = [mine, other].flatMap((runs) => [0, 1].map((k) => median(runs.map((run) => run[k]))));
    const ratio = (theirWall / wall).toFixed(1);
    console.log(
      `| ${name} | ${wall.toFixed(2)} (${cpu.toFixed(2)}) | ${theirWall.toFixed(2)} (${theirCpu.toFixed(2)}) | ${ratio} (${(theirCpu / cpu).toFixed(1)}) |`,
    );
  }
} finally {
  rmSync(folder, { recursive: true });
}
