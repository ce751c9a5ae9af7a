import { dirname } from 'node:path';
import { TableDatabase } from './database.js';
import { identifier, literal } from './sql.js';
import { findColumns, type StoredColumn, schemaOf } from './table-schema.js';

/** A cell as JSON: datetimes are ISO 8601 texts, missing is null, integers beyond 2^53 are texts. */
export type Cell = string | number | boolean | null;

/**
 * Rows of a Parquet file in its order, as lists of cells beside the columns' names (a name such as `__proto__` is safe so).
 * `offset` rows are passed over, at most `limit` are given; of all columns, or of those named. Throws `learning.column_missing`.
 */
export async function readRows(
  file: string,
  limit: number,
  offset = 0,
  wanted?: readonly string[],
): Promise<{ names: readonly string[]; rows: Cell[][] }> {
  using database = await TableDatabase.open({ directories: [dirname(file)] });
  const stored = (await schemaOf(database, file)).columns;
  const columns = wanted ? await findColumns(stored, wanted) : stored;
  if (columns.length === 0) return { names: [], rows: [] };
  const source = `read_parquet(${literal(file)}) LIMIT ${Number(limit)} OFFSET ${Number(offset)}`;
  const result = await database.stream(`SELECT ${columns.map(cellExpression).join(', ')} FROM ${source}`);
  const rows: Cell[][] = [];
  for (const row of await result.getRows()) rows.push(row.map(cellOf));
  return { names: columns.map((column) => column.name), rows };
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
