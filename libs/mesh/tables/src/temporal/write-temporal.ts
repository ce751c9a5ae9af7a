import { rm } from 'node:fs/promises';
import type { CompleteTemporalPlan, PreparedTemporalPlan } from '@atelier/learning';
import { TableDatabase, type TableLimits } from '../database.js';
import { concatParquet } from '../parquet/concat-parquet.js';
import { findColumns, type StoredColumn, schemaOf } from '../table-schema.js';
import { writeIdParts } from './id-parts.js';
import { type TemporalFiles, writeParts, writeTemporalPart } from './temporal-parts.js';

/** Rows from which threads save more than they take to start. */
const cutFrom = 100_000;
const numberType = /^(BOOLEAN|U?(TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT)|FLOAT|DOUBLE|DECIMAL.*)$/;
const dateType = /^(DATE|TIMESTAMP.*)$/;

/**
 * Checks that a table has the plan's columns, of fitting types, and none of the names that are to be made. Throws `learning.column_missing`
 * with the nearest name, `learning.value_invalid` for a date column without dates or a value column without numbers,
 * `learning.temporal_plan_invalid` for a feature that is there already.
 */
export async function requireTemporalColumns({ plan, features }: PreparedTemporalPlan, columns: readonly StoredColumn[]): Promise<void> {
  const { LearningError } = await import('@atelier/learning/frame');
  await findColumns(columns, columnsOf(plan));
  const typeOf = new Map(columns.map(({ name, storedType }) => [name, storedType]));
  const refuse = (name: string, wanted: string) => {
    const message = `Column "${name}" holds ${typeOf.get(name)}; ${wanted}`;
    return new LearningError('learning.value_invalid', message, name);
  };
  if (!dateType.test(typeOf.get(plan.date_column) as string))
    throw refuse(plan.date_column, 'a date column must hold dates. Choose another, or have this one read as datetime.');
  const text = plan.value_columns.find((name) => !numberType.test(typeOf.get(name) as string));
  if (text !== undefined) throw refuse(text, 'a value column must hold numbers.');
  const there = features.find(({ name }) => columns.some((column) => column.name.toLowerCase() === name.toLowerCase()));
  if (there) {
    const message = `The table has a column "${there.name}" already: drop or rename it, or exclude "${there.group}".`;
    throw new LearningError('learning.temporal_plan_invalid', message, there.name);
  }
}

function columnsOf({ date_column, id_column, value_columns }: CompleteTemporalPlan): string[] {
  return [date_column, ...(id_column === null ? [] : [id_column]), ...value_columns];
}

/**
 * Writes a Parquet file's columns and the plan's features to another, in the order of id, date and file. A large table is cut by its ids into parts that `limits.threads`
 * threads make, each with its share of the memory; the same bytes for any number of them. Memory holds some chunks, the state of one id a thread, and what DuckDB sorts
 * in; the rest spills. Scratch files lie beside `to`.
 * Throws as `requireTemporalColumns`.
 */
export async function writeTemporalFeatures(limits: TableLimits, prepared: PreparedTemporalPlan, files: TemporalFiles): Promise<void> {
  const uppers = `${files.to}.ids`;
  const { plan } = prepared;
  const parts = await cut(limits, prepared, { ...files, uppers });
  if (parts < 2) return writeTemporalPart(limits, prepared, { ...files, part: 0, parts: 1 });
  const targets = Array.from({ length: parts }, (_, part) => `${files.to}.${part}`);
  try {
    await writeParts(limits, plan, { from: files.from, uppers, targets });
    await concatParquet(targets, files.to);
  } finally {
    await Promise.all([uppers, ...targets].map((file) => rm(file, { force: true })));
  }
}

/** Checks the table, and says in how many parts it is made. */
async function cut(
  limits: TableLimits,
  prepared: PreparedTemporalPlan,
  { from, uppers }: TemporalFiles & { readonly uppers: string },
): Promise<number> {
  using database = await TableDatabase.open(limits);
  const { rows, columns } = await schemaOf(database, from);
  await requireTemporalColumns(prepared, columns);
  const id = columns.find(({ name }) => name === prepared.plan.id_column);
  return id && rows >= cutFrom ? await writeIdParts(database, { from, to: uppers }, id.queryName) : 1;
}
