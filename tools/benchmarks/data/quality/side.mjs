// One side of the benchmark in a process of its own: `quality` or `summarize`, a Parquet file, a scratch folder. Prints seconds and megabytes as JSON.
import { mkdtempSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { schemaOf, TableDatabase } from '../../../../libs/mesh/tables/dist/index.js';

const [, , what, file, folder] = process.argv;
const begun = performance.now();
const before = process.cpuUsage();
if (what === 'summarize') {
  const database = await TableDatabase.open({ directories: [dirname(file)] });
  await database.rows(`SUMMARIZE SELECT * FROM read_parquet('${file}')`);
} else await quality();
const { user, system } = process.cpuUsage(before);
console.log(
  JSON.stringify({
    wall: (performance.now() - begun) / 1000,
    cpu: (user + system) / 1e6,
    memory: process.resourceUsage().maxRSS / 1024,
  }),
);

async function quality() {
  const ingestion = '../../../../libs/services/ingestion/dist';
  const { profileTable } = await import(`${ingestion}/reading/profile-table.js`);
  const { profileOf } = await import(`${ingestion}/reading/profile-column.js`);
  const { measureQuality } = await import(`${ingestion}/quality/measure-quality.js`);
  const database = await TableDatabase.open({ directories: [dirname(file)] });
  const { columns: stored } = await schemaOf(database, file);
  const { rows, counts } = await profileTable(database, file);
  database.close();
  const types = { BIGINT: 'integer', DOUBLE: 'float', BOOLEAN: 'boolean', TIMESTAMP: 'datetime', VARCHAR: 'text' };
  const columns = stored.map(({ name, storedType }, at) =>
    profileOf({ name, type: types[storedType], format: null, missingTokens: [] }, counts[at], rows, 'target'),
  );
  const directory = mkdtempSync(join(folder, 'scratch-'));
  const { findings, score } = await measureQuality({
    file,
    columns,
    targetColumn: 'target',
    asOf: '2026-01-01',
    directory,
    memoryMiB: 768,
  });
  if (findings.length === 0 || !(score > 0)) throw new Error('nothing was measured');
}
