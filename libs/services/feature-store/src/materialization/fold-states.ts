import { createWriteStream } from 'node:fs';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type CompleteTemporalPlan, type PreparedTemporalPlan, prepareTemporalPlan } from '@atelier/learning/temporal';
import type { EntityState, KeyType } from '@atelier/online-features';
import { literal, readTemporalStates, TableDatabase } from '@atelier/tables';
import { historyRowsSql } from '../point-in-time/history-rows.js';
import type { HistorySource } from '../point-in-time/join-input.js';

export interface FoldStatesInput {
  readonly plan: CompleteTemporalPlan;
  readonly keyType: KeyType;
  readonly sources: readonly HistorySource[];
  /** Written as JSON lines, an `EntityState` each. */
  readonly output: string;
  readonly workFolder: string;
  readonly memoryMiB: number;
}

/** Folds a temporal view's whole history to the state of every id. The number of rows that it has. */
export async function foldStates(input: FoldStatesInput): Promise<{ rows: number }> {
  const { plan, keyType, sources, output, workFolder, memoryMiB } = input;
  const directories = [...new Set([workFolder, ...sources.map(({ file }) => dirname(file))])];
  using database = await TableDatabase.open({ directories, spillDirectory: workFolder, memoryMiB, threads: 1 });
  const rows = join(workFolder, 'rows.parquet');
  const history = await historyRowsSql(database, keyType, sources);
  await database.run(`COPY (SELECT * EXCLUDE (source, line) FROM (${history}) ORDER BY source, line) TO ${literal(rows)} (FORMAT parquet)`);
  await pipeline(Readable.from(lines(database, await columnsRenamed(plan), rows)), createWriteStream(output));
  const [{ n }] = await database.rows<{ n: string }>(`SELECT count(*) AS n FROM read_parquet(${literal(rows)})`);
  return { rows: Number(n) };
}

/** The plan by the names of `historyRowsSql`: a state knows no names. */
async function columnsRenamed(plan: CompleteTemporalPlan): Promise<PreparedTemporalPlan> {
  const names = { date_column: 'event', id_column: 'id', value_columns: plan.value_columns.map((_, at) => `v${at}`) };
  return await prepareTemporalPlan({ ...plan, ...names });
}

async function* lines(database: TableDatabase, prepared: PreparedTemporalPlan, rows: string): AsyncGenerator<string> {
  for await (const { id, state } of readTemporalStates(database, prepared, rows)) {
    yield `${JSON.stringify({ entity: String(id), state } satisfies EntityState)}\n`;
  }
}
