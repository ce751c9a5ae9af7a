import { dirname } from 'node:path';
import { TableDatabase } from './database.js';
import { identifier, literal } from './sql.js';
import { findColumns, type StoredColumn, schemaOf } from './table-schema.js';

/** A cell as JSON: datetimes are ISO 8601 texts, missing is null, integers beyond 2^53 are texts. */
export type Cell = string | number | boolean | null;

export interface RowsPage {
  /** Rows at most. */
  readonly limit: number;
  /** Rows passed over first; default 0. */
  readonly offset?: number;
  /** Every so-manieth row from there; default 1. */
  readonly step?: number;
}

/**
 * Rows of a Parquet file in its order, as lists of cells beside the columns' names (a name such as `__proto__` is safe so).
 * Throws `learning.column_missing`.
 */
export async function readRows(
  file: string,
  { limit, offset = 0, step = 1 }: RowsPage,
  wanted?: readonly string[],
): Promise<{ names: readonly string[]; rows: Cell[][] }> {
  using database = await TableDatabase.open({ directories: [dirname(file)] });
  const stored = (await schemaOf(database, file)).columns;
  const columns = wanted ? await findColumns(stored, wanted) : stored;
  if (columns.length === 0) return { names: [], rows: [] };
  const rows = await readCells(database, `${pageOf(file, offset, step)} LIMIT ${Number(limit)}`, columns);
  return { names: columns.map((column) => column.name), rows };
}

/** The cells of all rows of a relation (what stands behind FROM). */
export async function readCells(database: TableDatabase, relation: string, columns: readonly StoredColumn[]): Promise<Cell[][]> {
  const result = await database.stream(`SELECT ${columns.map(cellExpression).join(', ')} FROM ${relation}`);
  const rows: Cell[][] = [];
  for (const row of await result.getRows()) rows.push(row.map(cellOf));
  return rows;
}

function pageOf(file: string, offset: number, step: number): string {
  if (step === 1) return `(FROM read_parquet(${literal(file)}) OFFSET ${Number(offset)})`;
  const numbered = `read_parquet(${literal(file)}, file_row_number=true)`;
  return `(FROM ${numbered} WHERE file_row_number >= ${Number(offset)} AND (file_row_number - ${Number(offset)}) % ${Number(step)} = 0 ORDER BY file_row_number)`;
}

function cellExpression({ queryName, storedType }: StoredColumn): string {
  const name = identifier(queryName);
  if (/^(DATE|TIMESTAMP.*)$/.test(storedType)) return `strftime(${name}::TIMESTAMP, '%Y-%m-%dT%H:%M:%S.%gZ')`;
  if (/^(FLOAT|DECIMAL.*)$/.test(storedType)) return `${name}::DOUBLE`;
  if (/^(BOOLEAN|DOUBLE|U?(TINYINT|SMALLINT|INTEGER|BIGINT))$/.test(storedType)) return name;
  return `${name}::VARCHAR`;
}

function cellOf(value: unknown): Cell {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : value.toString();
  return Number.isFinite(value) ? (value as number) : null;
}
