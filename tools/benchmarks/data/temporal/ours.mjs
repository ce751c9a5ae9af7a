// Our side of run.mjs: FROM.parquet TO.parquet; prints JSON. All numbers start at the Parquet: `make` ends when every feature of every row was handed on (nothing of ours
// ever holds them all; the largest of each is taken), on one thread and on two, each with its share of the ids; `copy` with the Parquet of them, as the service has it made.
import { dirname } from 'node:path';
import { isMainThread, Worker, workerData } from 'node:worker_threads';
import { prepareTemporalPlan } from '@atelier/learning/temporal';
import {
  addTemporalFunction,
  schemaOf,
  TableDatabase,
  temporalSql,
  writeTemporalFeatures,
} from '../../../../libs/mesh/tables/dist/index.js';
import { partSql, writeIdParts } from '../../../../libs/mesh/tables/dist/temporal/id-parts.js';

const plan = { date_column: 'day', id_column: 'id', value_columns: ['value'], exclude: ['seasonality'] };
const limitsOf = (from) => ({ directories: [dirname(from)], spillDirectory: dirname(from), memoryMiB: 2048, threads: 1 });

async function measured(work) {
  const [start, cpu] = [performance.now(), process.cpuUsage()];
  await work();
  const { user, system } = process.cpuUsage(cpu);
  return [(performance.now() - start) / 1000, (user + system) / 1e6];
}

/** All features of the rows of one part of the ids, or of all. */
async function make(from, files, part, parts) {
  using database = await TableDatabase.open(limitsOf(from));
  const prepared = await prepareTemporalPlan(plan);
  const { columns } = await schemaOf(database, from);
  await addTemporalFunction(database, prepared);
  const rows = files ? await partSql(database, files, 'id', { part, parts }) : `read_parquet('${from}')`;
  const select = temporalSql(prepared.plan, prepared.features, { rows, columns });
  await database.rows(`SELECT ${prepared.features.map(({ name }) => `max("${name}")`).join(', ')} FROM (${select})`);
}

async function makeOnTwo(from, uppers) {
  using database = await TableDatabase.open(limitsOf(from));
  const parts = await writeIdParts(database, { from, to: uppers }, 'id');
  const shared = { from, uppers, parts, next: new Int32Array(new SharedArrayBuffer(4)) };
  const ended = (worker) => new Promise((resolve, reject) => worker.once('exit', resolve).once('error', reject));
  await Promise.all([0, 1].map(() => ended(new Worker(new URL(import.meta.url), { workerData: shared }))));
}

if (isMainThread) {
  const [from, to] = process.argv.slice(2);
  const one = await measured(() => make(from));
  const two = await measured(() => makeOnTwo(from, `${to}.ids`));
  const copy = await measured(async () =>
    writeTemporalFeatures({ ...limitsOf(from), threads: 2 }, await prepareTemporalPlan(plan), { from, to }),
  );
  const { features } = await prepareTemporalPlan(plan);
  console.log(JSON.stringify({ features: features.length, one, two, copy, memory: process.resourceUsage().maxRSS / 1024 }));
} else {
  const { from, uppers, parts, next } = workerData;
  for (let part = Atomics.add(next, 0, 1); part < parts; part = Atomics.add(next, 0, 1)) await make(from, { from, uppers }, part, parts);
}
