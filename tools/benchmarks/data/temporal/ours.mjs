// Our side of run.mjs: FROM.parquet TO.parquet; prints JSON. Both numbers start at the Parquet: `make` ends when every feature of every row was handed on
// (nothing of ours ever holds them all; the largest of each is taken; one thread), `copy` with the Parquet of them (two threads).
import { dirname } from 'node:path';
import { prepareTemporalPlan } from '../../../../libs/learning/dist/index.js';
import {
  addTemporalFunction,
  schemaOf,
  TableDatabase,
  temporalSql,
  writeTemporalFeatures,
} from '../../../../libs/mesh/tables/dist/index.js';

const [from, to] = process.argv.slice(2);
const plan = { date_column: 'day', id_column: 'id', value_columns: ['value'], exclude: ['seasonality'] };
const directory = dirname(from);

async function measured(work) {
  const [start, cpu] = [performance.now(), process.cpuUsage()];
  await work();
  const { user, system } = process.cpuUsage(cpu);
  return [(performance.now() - start) / 1000, (user + system) / 1e6];
}

const limits = { directories: [directory], spillDirectory: directory, memoryMiB: 2048 };
let features = 0;
const make = await measured(async () => {
  using database = await TableDatabase.open({ ...limits, threads: 1 });
  const prepared = await prepareTemporalPlan(plan);
  features = prepared.features.length;
  const { columns } = await schemaOf(database, from);
  await addTemporalFunction(database, prepared);
  const select = temporalSql(prepared.plan, prepared.features, { rows: `read_parquet('${from}')`, columns });
  await database.rows(`SELECT ${prepared.features.map(({ name }) => `max("${name}")`).join(', ')} FROM (${select})`);
});
const copy = await measured(async () => {
  await writeTemporalFeatures({ ...limits, threads: 2 }, await prepareTemporalPlan(plan), { from, to });
});
console.log(JSON.stringify({ features, make, copy, memory: process.resourceUsage().maxRSS / 1024 }));
