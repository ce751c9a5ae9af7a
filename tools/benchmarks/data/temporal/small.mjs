// Temporal features of a table of 10,000 rows and 50 columns, Parquet to Parquet in a fresh process: seconds of wall and CPU.
// usage: node tools/benchmarks/data/temporal/small.mjs
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { prepareTemporalPlan } from '../../../../libs/learning/dist/index.js';
import { TableDatabase, writeTemporalFeatures } from '../../../../libs/mesh/tables/dist/index.js';

const folder = mkdtempSync(join(tmpdir(), 'atelier-temporal-'));
try {
  const limits = { directories: [folder], spillDirectory: folder };
  using database = await TableDatabase.open(limits);
  const numbers = Array.from({ length: 48 }, (_, at) => `(hash(i + ${at}) % 1000)::DOUBLE AS n${at}`).join(', ');
  const source = `SELECT 'id' || (i % 20) AS id, TIMESTAMP '2020-01-01' + INTERVAL (i // 20) DAY AS day, ${numbers} FROM range(10000) r(i)`;
  await database.run(`COPY (${source}) TO '${join(folder, 'from.parquet')}' (FORMAT parquet)`);
  const [start, cpu] = [performance.now(), process.cpuUsage()];
  const prepared = await prepareTemporalPlan({ date_column: 'day', id_column: 'id', value_columns: ['n0'], country: 'DE' });
  await writeTemporalFeatures(limits, prepared, { from: join(folder, 'from.parquet'), to: join(folder, 'to.parquet') });
  const { user, system } = process.cpuUsage(cpu);
  const seconds = [(performance.now() - start) / 1000, (user + system) / 1e6].map((value) => value.toFixed(2));
  console.log(`${prepared.features.length} features of 10,000 × 50: ${seconds[0]} s, ${seconds[1]} s of CPU`);
} finally {
  rmSync(folder, { recursive: true });
}
