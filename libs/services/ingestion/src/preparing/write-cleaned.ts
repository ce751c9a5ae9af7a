import { join } from 'node:path';
import type { CleanedTable, Column, ColumnRule, Frame } from '@atelier/learning';
import { identifier, literal, parquetOptions, type StoredColumn, schemaOf, type TableDatabase, writeParquet } from '@atelier/tables';
import type { DerivationInput } from '../derived/derivation.js';

/**
 * Writes a table as cleaned: what a rule tells (bounds, one value for all gaps) DuckDB does itself, other changed cells come from the cleaning, all others
 * from the parent's file as they are stored, so that what was not touched keeps every digit. A column of whole numbers stays one unless a cell got a fraction.
 */
export async function writeCleaned(
  database: TableDatabase,
  { file, directory, parquets }: Pick<DerivationInput<unknown>, 'file' | 'directory' | 'parquets'>,
  frame: Frame,
  { kept, changed, indicators, rules }: CleanedTable,
): Promise<void> {
  const { columns } = await schemaOf(database, file);
  const ruled = new Map(changed.filter(({ name }) => rules.has(name)).map((column) => [column.name, column]));
  const others = changed.filter(({ name }) => !rules.has(name));
  const cells = new Map(others.map((column, at) => [column.name, { ...changedCells(frame.column(column.name), column), name: `c${at}` }]));
  const flags = indicators.map((column, at) => ({ ...column, name: `i${at}` }));
  const changes = join(directory, 'changes.parquet');
  const { Frame: Table } = await import('@atelier/learning/frame');
  await writeParquet(changes, new Table([keptColumn(frame.rows, kept), ...cells.values(), ...flags]));
  const selected = [
    ...columns.map((column) => {
      const after = ruled.get(column.name);
      const value = after
        ? ruledExpression(column, rules.get(column.name) as ColumnRule, after)
        : expression(column, cells.get(column.name));
      return `${value} AS ${identifier(column.queryName)}`;
    }),
    ...indicators.map(({ name }, at) => `x.i${at} = 1 AS ${identifier(freeName(name, columns))}`),
  ];
  const names = [...columns.map(({ name }) => name), ...indicators.map(({ name }) => name)];
  const source = `read_parquet(${literal(file)}) p POSITIONAL JOIN read_parquet(${literal(changes)}) x`;
  const query = `SELECT ${selected.join(', ')} FROM ${source} WHERE x.kept = 1`;
  await database.run(`COPY (${query}) TO ${literal(parquets[0])} (${parquetOptions(names)})`);
}

function ruledExpression({ queryName, storedType }: StoredColumn, { lower, upper, fill }: ColumnRule, after: Column): string {
  const own = `p.${identifier(queryName)}`;
  const valueOf = storedValue(storedType, after);
  const isWidened = storedType === 'BIGINT' && hasFractions(after);
  const beyond = [
    lower === undefined ? '' : `WHEN ${own} < ${double(lower)} THEN ${valueOf(lower)}`,
    upper === undefined ? '' : `WHEN ${own} > ${double(upper)} THEN ${valueOf(upper)}`,
  ];
  const within = `CASE ${beyond.join(' ')} ELSE ${isWidened ? `${own}::DOUBLE` : own} END`;
  const bounded = lower === undefined && upper === undefined ? (isWidened ? `${own}::DOUBLE` : own) : within;
  return fill === undefined ? bounded : `coalesce(${bounded}, ${valueOf(fill)})`;
}

/** A value of the cleaning as the column's type has it. */
function storedValue(storedType: string, after: Column): (value: number | string) => string {
  if (after.kind === 'text') return (value) => literal(String(value));
  if (storedType === 'BOOLEAN') return (value) => String(value === 1);
  if (storedType === 'TIMESTAMP') return (value) => `make_timestamp((${double(value)} * 86400000000)::BIGINT)`;
  // A bound that no cell came to need not be a whole number, nor fit.
  if (storedType === 'BIGINT' && !hasFractions(after)) return (value) => `TRY_CAST(${double(value)} AS BIGINT)`;
  return double;
}

function double(value: number | string): string {
  return `${literal(String(value))}::DOUBLE`;
}

function keptColumn(rows: number, kept: Int32Array): Column {
  const values = new Float64Array(rows);
  for (const row of kept) values[row] = 1;
  return { kind: 'number', name: 'kept', values };
}

/** The new cell where it differs, missing elsewhere. */
function changedCells(before: Column, after: Column): Column {
  if (before.kind === 'number' && after.kind === 'number')
    return { ...after, values: after.values.map((value, row) => (value === before.values[row] ? Number.NaN : value)) };
  if (before.kind === 'text' && after.kind === 'text')
    return { ...after, codes: after.codes.map((code, row) => (code === before.codes[row] ? -1 : code)) };
  return after;
}

function expression({ queryName, storedType }: StoredColumn, cells: Column | undefined): string {
  const own = `p.${identifier(queryName)}`;
  if (!cells) return own;
  const changed = `x.${cells.name}`;
  if (storedType === 'BOOLEAN') return `coalesce(${changed} = 1, ${own})`;
  if (storedType === 'TIMESTAMP') return `coalesce(make_timestamp((${changed} * 86400000000)::BIGINT), ${own})`;
  if (storedType !== 'BIGINT') return `coalesce(${changed}, ${own})`;
  return hasFractions(cells) ? `coalesce(${changed}, ${own}::DOUBLE)` : `coalesce(${changed}::BIGINT, ${own})`;
}

function hasFractions(cells: Column): boolean {
  return cells.kind === 'number' && cells.values.some((value) => !Number.isNaN(value) && !Number.isInteger(value));
}

/** A name that DuckDB, which takes no heed of case, tells from all others. */
function freeName(name: string, columns: readonly StoredColumn[]): string {
  const taken = new Set(columns.map(({ queryName }) => queryName.toLowerCase()));
  let free = name;
  while (taken.has(free.toLowerCase())) free = `${free}_`;
  return free;
}
