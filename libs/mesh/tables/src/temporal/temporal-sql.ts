import type { CompleteTemporalPlan, TemporalFeature } from '@atelier/learning';
import { identifier } from '../sql.js';
import type { StoredColumn } from '../table-schema.js';

/** Rows of a table and the columns of it that the result keeps. */
export interface TemporalSource {
  /** A relation: `read_parquet(…)` or a part of it, in the order of the file. */
  readonly rows: string;
  readonly columns: readonly StoredColumn[];
}

/** Name of the function that `addTemporalFunction` makes known. */
export const temporalFunction = 'atelier_temporal';

/**
 * A SELECT that gives the columns of the source and the plan's features, rows in the order of id, date and file. DuckDB sorts
 * (beyond its memory on disk), streaming window functions number the rows and find where ids begin, and `temporalFunction` folds the sorted
 * rows, chunk after chunk. Only for databases that `addTemporalFunction` was called on with the same plan, once for each run.
 */
export function temporalSql(plan: CompleteTemporalPlan, features: readonly TemporalFeature[], { rows, columns }: TemporalSource): string {
  const nameOf = (name: string) => `c${columns.findIndex((column) => column.name === name)}`;
  const sources = columns.map(({ queryName }, at) => `${identifier(queryName)} AS c${at}`).join(', ');
  const kept = columns.map(({ queryName }, at) => `c${at} AS ${identifier(queryName)}`);
  const made = features.map(({ name, type }, at) => `${typed(`made.f${at}`, type)} AS ${identifier(name)}`);
  const date = nameOf(plan.date_column);
  const id = plan.id_column === null ? undefined : nameOf(plan.id_column);
  const order = [...(id ? [id] : []), `${date} NULLS LAST`, 'line'].join(', ');
  const values = plan.value_columns.map((name) => orNan(`${nameOf(name)}::DOUBLE`));
  const given = ['place', id ? 'begins' : '0::DOUBLE', instant(date), ...values].join(', ');
  const begins = id ? `, ${beginning(id)} AS begins` : '';
  return `SELECT ${[...kept, ...made].join(', ')} FROM (
    SELECT *, ${temporalFunction}(${given}) AS made FROM (
      SELECT *, (row_number() OVER ())::DOUBLE AS place${begins} FROM (
        SELECT * FROM (SELECT ${sources}, row_number() OVER () AS line FROM ${rows}) ORDER BY ${order})))`;
}

/**
 * A SELECT of the id (as text, null without an id column), the date (milliseconds since 1970 UTC) and the values of the plan, in the order of
 * `temporalSql`, without the rows that belong to no history.
 */
export function temporalOrder(plan: CompleteTemporalPlan, { rows, columns }: TemporalSource): string {
  const nameOf = (name: string) => identifier(columns.find((column) => column.name === name)?.queryName ?? name);
  const values = plan.value_columns.map((name, at) => `, ${nameOf(name)}::DOUBLE AS v${at}`).join('');
  const [id, date] = [plan.id_column === null ? 'NULL' : nameOf(plan.id_column), nameOf(plan.date_column)];
  const all = `SELECT ${id} AS id, ${instant(date)} AS date${values}, row_number() OVER () AS line FROM ${rows}`;
  const known = plan.id_column === null ? '' : ' AND id IS NOT NULL';
  const order = plan.id_column === null ? '' : 'id, ';
  return `SELECT id::VARCHAR, * EXCLUDE (id, line) FROM (${all}) WHERE NOT isnan(date)${known} ORDER BY ${order}date, line`;
}

/**
 * A SELECT of `asked` and the features of these places (as `f0`, `f1` … by their place in the plan) of the rows of `rows`, a relation with the columns
 * `id`, `event` (its date, a TIMESTAMP), `v0`, `v1` … (the plan's values), `line` (the order of the rows of one date) and `asked`: null for a row of the history, a
 * number for a date that is asked of the history before it. Rows without an id or a date are left out. For `addTemporalFunction` as `temporalSql`.
 */
export function askedSql(features: readonly TemporalFeature[], places: readonly number[], values: number, rows: string): string {
  const names = Array.from({ length: values }, (_, at) => `v${at}`);
  const made = places.map((place) => `${typed(`made.f${place}`, features[place].type)} AS f${place}`);
  const begins = `${beginning('id')} + CASE WHEN asked IS NULL THEN 0 ELSE 2 END AS begins`;
  const given = ['place', 'begins', instant('event'), ...names.map((name) => orNan(name))].join(', ');
  return `SELECT ${['asked', ...made].join(', ')} FROM (
    SELECT *, ${temporalFunction}(${given}) AS made FROM (
      SELECT *, (row_number() OVER ())::DOUBLE AS place, ${begins} FROM (
        SELECT * FROM ${rows} WHERE id IS NOT NULL AND event IS NOT NULL ORDER BY id, event, line)))`;
}

function beginning(id: string): string {
  return `CASE WHEN ${id} IS NULL THEN 'nan'::DOUBLE WHEN ${id} IS DISTINCT FROM lag(${id}) OVER () THEN 1::DOUBLE ELSE 0::DOUBLE END`;
}

function typed(expression: string, type: TemporalFeature['type']): string {
  if (type === 'float') return expression;
  return `${expression}::${type === 'integer' ? 'BIGINT' : 'BOOLEAN'}`;
}

function instant(date: string): string {
  return orNan(`CASE WHEN isfinite(${date}) THEN epoch_us(${date}::TIMESTAMP) / 1000.0 END`);
}

function orNan(expression: string): string {
  return `coalesce(${expression}, 'nan'::DOUBLE)`;
}
