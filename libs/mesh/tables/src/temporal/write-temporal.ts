import type { CompleteTemporalPlan, PreparedTemporalPlan } from '@atelier/learning';
import type { TableDatabase } from '../database.js';
import { literal } from '../sql.js';
import { findColumns, type StoredColumn, schemaOf } from '../table-schema.js';
import { parquetOptions } from '../write-parquet.js';
import { addTemporalFunction } from './temporal-function.js';
import { temporalSql } from './temporal-sql.js';

/** Rows of a row group: a sixth of DuckDB's default, so that what waits to be encoded stays small and in cache; 1 % more room. */
const writtenRows = 20_480;
const numberType = /^(BOOLEAN|U?(TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT)|FLOAT|DOUBLE|DECIMAL.*)$/;
const dateType = /^(DATE|TIMESTAMP.*)$/;

/**
 * Checks that a table has the plan's columns, of fitting types, and none of the names that are to be made. Throws `learning.column_missing`
 * with the nearest name, `learning.value_invalid` for a date column without dates or a value column without numbers,
 * `learning.temporal_plan_invalid` for a feature that is there already.
 */
export async function requireTemporalColumns({ plan, features }: PreparedTemporalPlan, columns: readonly StoredColumn[]): Promise<void> {
  const { LearningError } = await import('@atelier/learning');
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
 * Writes a Parquet file's columns and the plan's features to another, in the order of id, date and file. Memory holds some chunks, the state of
 * one id, and what DuckDB sorts in; the rest spills to the database's directory.
 * Throws as `requireTemporalColumns`.
 */
export async function writeTemporalFeatures(
  database: TableDatabase,
  prepared: PreparedTemporalPlan,
  files: { readonly from: string; readonly to: string },
): Promise<void> {
  const { columns } = await schemaOf(database, files.from);
  await requireTemporalColumns(prepared, columns);
  const failure = await addTemporalFunction(database, prepared);
  const names = [...columns.map(({ name }) => name), ...prepared.features.map(({ name }) => name)];
  const select = temporalSql(prepared.plan, prepared.features, { file: files.from, columns });
  try {
    await database.run(`COPY (${select}) TO ${literal(files.to)} (${parquetOptions(names)}, ROW_GROUP_SIZE ${writtenRows})`);
  } catch (error) {
    throw failure.error ?? error;
  }
}
