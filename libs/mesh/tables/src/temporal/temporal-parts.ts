import { Worker } from 'node:worker_threads';
import type { CompleteTemporalPlan, PreparedTemporalPlan } from '@atelier/learning';
import { programPath } from '@atelier/sandbox';
import { TableDatabase, type TableLimits } from '../database.js';
import { literal } from '../sql.js';
import { schemaOf } from '../table-schema.js';
import { parquetOptions } from '../write-parquet.js';
import { partSql } from './id-parts.js';
import { addTemporalFunction } from './temporal-function.js';
import { temporalSql } from './temporal-sql.js';

/** Rows of a row group: a sixth of DuckDB's default, so that what waits to be encoded stays small and in cache; 1 % more room. */
const writtenRows = 20_480;
/** Values of a column from which no dictionary is tried (a day of the year still has one): a third less CPU than DuckDB's default, and no larger file. */
const dictionaryValues = 512;

export interface TemporalFiles {
  readonly from: string;
  readonly to: string;
}

/** A range of the ids, of which there are `parts`; `uppers` is the file of `writeIdParts`, which one part alone does without. */
export interface TemporalPart extends TemporalFiles {
  readonly part: number;
  readonly parts: number;
  readonly uppers?: string;
}

/** What the threads share: the parts' files in their order, and the next part that none has taken. */
export interface PartsOfThreads {
  readonly limits: TableLimits;
  readonly plan: CompleteTemporalPlan;
  readonly from: string;
  readonly uppers: string;
  readonly targets: readonly string[];
  readonly next: Int32Array;
}

/** Writes the features of all parts, on as many threads as the limits allow, each with its share of the memory. */
export async function writeParts(
  { threads = 2, memoryMiB = 1024, ...limits }: TableLimits,
  plan: CompleteTemporalPlan,
  files: { readonly from: string; readonly uppers: string; readonly targets: readonly string[] },
): Promise<void> {
  const workers = Math.max(1, Math.min(threads, files.targets.length));
  const shared: PartsOfThreads = {
    ...files,
    plan,
    limits: { ...limits, memoryMiB: Math.floor(memoryMiB / workers) },
    next: new Int32Array(new SharedArrayBuffer(4)),
  };
  // A thread that fails ends when the others have no more to do: none is stopped inside of DuckDB.
  const ended = await Promise.allSettled(Array.from({ length: workers }, () => runThread(shared)));
  const failed = ended.find((each) => each.status === 'rejected');
  if (failed) throw failed.reason;
}

function runThread(shared: PartsOfThreads): Promise<void> {
  const worker = new Worker(programPath(import.meta.url, './temporal-parts.worker.ts'), { workerData: shared });
  return new Promise((resolve, reject) => {
    worker.once('error', reject);
    worker.once('exit', (code) =>
      code === 0 ? resolve() : reject(new Error(`A thread that makes temporal features ended with ${code}.`)),
    );
  });
}

/** Writes the features of one part's ids. */
export async function writeTemporalPart(limits: TableLimits, prepared: PreparedTemporalPlan, files: TemporalPart): Promise<void> {
  // The fold goes through the rows on one thread; a second one would only wait for it, and DuckDB's threads wait by spinning.
  using database = await TableDatabase.open({ ...limits, threads: 1 });
  const { plan, features } = prepared;
  const { columns } = await schemaOf(database, files.from);
  const failure = await addTemporalFunction(database, prepared);
  const id = columns.find(({ name }) => name === plan.id_column);
  const rows =
    id && files.uppers
      ? await partSql(database, { from: files.from, uppers: files.uppers }, id.queryName, files)
      : `read_parquet(${literal(files.from)})`;
  const options = `${parquetOptions([...columns, ...features].map(({ name }) => name))}, ROW_GROUP_SIZE ${writtenRows}, DICTIONARY_SIZE_LIMIT ${dictionaryValues}`;
  try {
    await database.run(`COPY (${temporalSql(plan, features, { rows, columns })}) TO ${literal(files.to)} (${options})`);
  } catch (error) {
    throw failure.error ?? error;
  }
}
