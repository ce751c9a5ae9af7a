// Profile and quality of a table against DuckDB's SUMMARIZE of the same Parquet, sides in turn, a process each: wall clock, CPU time, most memory.
// Ours finds all that SUMMARIZE does and, besides, rows that repeat, gaps in time, relations between columns, rows that show each flaw.
// `--rounds N`
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { TableDatabase } from '../../../../libs/mesh/tables/dist/index.js';
import { median, option } from '../../measure.mjs';

const rounds = option('rounds', 3);
const folder = mkdtempSync(join(tmpdir(), 'atelier-quality-bench-'));
const side = (what, file) =>
  JSON.parse(execFileSync(process.execPath, [new URL('./side.mjs', import.meta.url).pathname, what, file, folder], { encoding: 'utf8' }));

/** Numbers, categories, dates, an id and a target, with missing cells, a copied row in a hundred and values far out. */
async function write(file, rows, columns) {
  const selected = Array.from({ length: columns - 4 }, (_, k) => {
    if (k % 4 === 3) return `'category ' || hash(i, ${k}) % ${5 * 4 ** (k % 5)} AS c${k}`;
    const value = `(hash(i, ${k}) % 1000003) / ${k % 3 === 0 ? 1 : 977}${k % 3 === 0 ? '' : '.0'}`;
    return `CASE WHEN hash(i, ${k}, 1) % 50 < ${k % 5} THEN NULL ELSE ${k % 3 === 0 ? `(${value})::BIGINT` : `${value} + CASE WHEN hash(i, ${k}, 2) % 500 = 0 THEN 100000 ELSE 0 END`} END AS n${k}`;
  });
  selected.push("TIMESTAMP '2020-01-01' + INTERVAL (i) MINUTE AS t", "TIMESTAMP '1950-01-01' + INTERVAL (hash(i, 99) % 20000) DAY AS born");
  selected.push("'C' || lpad(i::VARCHAR, 9, '0') AS id", 'hash(i, 98) % 5 = 0 AS target');
  const database = await TableDatabase.open({ directories: [folder] });
  await database.run(`COPY (SELECT ${selected.join(', ')} FROM range(${rows}) r(i)) TO '${file}' (FORMAT parquet, COMPRESSION zstd)`);
  database.close();
}

try {
  console.log(`median of ${rounds}; load ${loadavg()[0].toFixed(1)}`);
  console.log('| table | ours, s (CPU) | SUMMARIZE, s (CPU) | ratio (CPU) | most memory of ours, MB |\n|---|---|---|---|---|');
  for (const [rows, columns] of [
    [1_000_000, 20],
    [10_000, 50],
  ]) {
    const file = join(folder, `${rows}.parquet`);
    await write(file, rows, columns);
    const runs = Array.from({ length: rounds }, () => [side('quality', file), side('summarize', file)]);
    const of = (at, field) => median(runs.map((pair) => pair[at][field]));
    const ratio = (field) => (of(0, field) / of(1, field)).toFixed(2);
    console.log(
      `| ${rows.toLocaleString('en-US')} × ${columns} | ${of(0, 'wall').toFixed(2)} (${of(0, 'cpu').toFixed(2)}) | ${of(1, 'wall').toFixed(2)} (${of(1, 'cpu').toFixed(2)}) | ${ratio('wall')} (${ratio('cpu')}) | ${Math.round(of(0, 'memory'))} |`,
    );
  }
} finally {
  rmSync(folder, { recursive: true });
}
