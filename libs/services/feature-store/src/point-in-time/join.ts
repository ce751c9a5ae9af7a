import { join as joinPath } from 'node:path';
import { findColumns, identifier, literal, parquetOptions, schemaOf, TableDatabase } from '@atelier/tables';
import { computedSql } from './computed-sql.js';
import { createHistory, keySql, recordsSql } from './history-sql.js';
import type { JoinedView, JoinInput, JoinResult, ViewLeak } from './join-input.js';
import { leaksOf } from './leaks.js';
import { describeSet } from './describe-set.js';
import { writeTemporalPiece } from './temporal-piece.js';

/**
 * Joins each label with the row of each view that was true and known at its time: of the rows with event time ≤ t and known-at ≤ t the one of the
 * latest event time, of equal ones the latest known, of those the greatest by content; none older than the view's ttl. Labels keep their order
 * and columns. A temporal view's features are made for the label's time instead. The same inputs give the same bytes. DuckDB does it out of core; all rows are never in memory.
 */
export async function joinPointInTime(input: JoinInput): Promise<JoinResult> {
  const leaks: ViewLeak[] = [];
  const pieces: string[] = [];
  {
    using database = await TableDatabase.open(limitsOf(input, input.threads));
    await createLabels(database, input);
    for (const [at, view] of input.views.entries()) {
      await createHistory(database, `h${at}`, view, labelKeys(input, view), input.asOf);
      pieces.push(
        view.temporal
          ? await writeTemporalPiece(database, input, view, at, labelKeys(input, view)[0])
          : await writePiece(database, input, view, at, await recordsSql(database, `h${at}`, view)),
      );
      leaks.push(await leaksOf(database, `h${at}`, view, labelKeys(input, view)));
    }
  }
  using database = await TableDatabase.open(limitsOf(input, 1));
  await writeSet(database, input, pieces);
  return { ...(await describeSet(database, input)), views: leaks };
}

function limitsOf({ labels, output, workFolder, views, memoryMiB }: JoinInput, threads: number) {
  const files = [labels.file, output, ...views.flatMap((view) => view.sources.map((source) => source.file))];
  const directories = [...new Set([workFolder, ...files.map((file) => joinPath(file, '..'))])];
  return { directories, spillDirectory: workFolder, memoryMiB, threads, keepsNoFreedMemory: true };
}

/** The labels' row numbers, times and keys: all that joining needs of them. */
async function createLabels(database: TableDatabase, { labels, views }: JoinInput): Promise<void> {
  const { columns } = await schemaOf(database, labels.file);
  const [time] = await findColumns(columns, [labels.timeColumn]);
  const keys = new Map(views.flatMap((view) => view.keys.map((key) => [`${key.labelColumn}\0${key.type}`, key] as const)));
  const found = await findColumns(
    columns,
    [...keys.values()].map((key) => key.labelColumn),
  );
  const selected = [...keys.values()].map((key, at) => `${keySql(identifier(found[at].queryName), key.type)} AS key${at}`);
  await database.run(
    `CREATE TEMP TABLE label AS SELECT ${['file_row_number AS r', `${identifier(time.queryName)}::TIMESTAMP AS t`, ...selected].join(', ')}
     FROM read_parquet(${literal(labels.file)}, file_row_number = true)`,
  );
}

/** Where in `label` the keys of a view are. */
function labelKeys({ views }: JoinInput, view: JoinedView): string[] {
  const all = [...new Set(views.flatMap((each) => each.keys.map((key) => `${key.labelColumn}\0${key.type}`)))];
  return view.keys.map((key) => `key${all.indexOf(`${key.labelColumn}\0${key.type}`)}`);
}

/** A view's columns of the training set, a row for each label in the labels' order. */
async function writePiece(database: TableDatabase, input: JoinInput, view: JoinedView, at: number, records: string): Promise<string> {
  const file = joinPath(input.workFolder, `piece-${at}.parquet`);
  const places = view.wanted.map(({ feature }) => view.features.findIndex(({ name }) => name === feature));
  const fresh = view.ttlSeconds === null ? null : `h.e >= label.t - to_seconds(${Number(view.ttlSeconds)})`;
  const values = places.map((place, i) => `${fresh ? `CASE WHEN ${fresh} THEN h.f${place} END` : `h.f${place}`} AS w${i}`);
  const equal = labelKeys(input, view).map((key, i) => `label.${key} = h.k${i}`);
  await database.run(
    `COPY (SELECT ${['label.r', ...values].join(', ')} FROM label ASOF LEFT JOIN ${records} AS h ON ${equal.join(' AND ')} AND label.t >= h.a ORDER BY label.r)
     TO ${literal(file)} (FORMAT parquet)`,
  );
  return file;
}

/** Labels and pieces side by side. One thread, so that row groups fall alike each time. */
async function writeSet(database: TableDatabase, input: JoinInput, pieces: readonly string[]): Promise<void> {
  const { columns } = await schemaOf(database, input.labels.file);
  const own = columns.map((column) => ({ sql: `label.${identifier(column.queryName)}`, name: column.name }));
  const joined = input.views.flatMap((view, v) => view.wanted.map(({ as }, w) => ({ sql: `p${v}.w${w}`, name: as })));
  const sqlOf = new Map([...own, ...joined].map(({ name, sql }) => [name, sql]));
  const computed = input.computed.map((column) => ({ sql: computedSql(column, sqlOf), name: column.as }));
  const kept = [...own, ...joined, ...computed].filter(({ name }) => !input.dropped.includes(name));
  const tables = [
    `read_parquet(${literal(input.labels.file)}) AS label`,
    ...pieces.map((file, at) => `read_parquet(${literal(file)}) AS p${at}`),
  ];
  await database.run(
    `COPY (SELECT ${kept.map(({ sql }, at) => `${sql} AS ${identifier(columnName(kept, at))}`).join(', ')} FROM ${tables.join(' POSITIONAL JOIN ')})
     TO ${literal(input.output)} (${parquetOptions(kept.map(({ name }) => name))})`,
  );
}

/** DuckDB takes names that differ only in case for one: those get another there, and keep their own beside it. */
function columnName(kept: readonly { readonly name: string }[], at: number): string {
  const { name } = kept[at];
  const isTaken = kept.slice(0, at).some((other) => other.name.toLowerCase() === name.toLowerCase());
  return isTaken ? `${name}_${at}` : name;
}
