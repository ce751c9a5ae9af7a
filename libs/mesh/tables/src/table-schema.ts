import { dirname } from 'node:path';
import { TableDatabase } from './database.js';
import { literal } from './sql.js';

/** A column as it stands in a Parquet file. */
export interface StoredColumn {
  readonly name: string;
  /** DuckDB's name of it: two names that differ only in case are told apart there, so queries use this one. */
  readonly queryName: string;
  /** DuckDB's type: BIGINT, DOUBLE, BOOLEAN, DATE, TIMESTAMP, VARCHAR … */
  readonly storedType: string;
}

export interface TableSchema {
  readonly rows: number;
  readonly columns: readonly StoredColumn[];
}

/** Key of the Parquet metadata that holds the columns' names as a JSON list, because DuckDB renames those that differ only in case. */
export const namesKey = 'atelier.columns';

/** Rows and columns of a Parquet file, from its footer alone. */
export async function readSchema(file: string): Promise<TableSchema> {
  using database = await TableDatabase.open({ directories: [dirname(file)] });
  // Awaited here, because `using` closes the database when the function returns.
  return await schemaOf(database, file);
}

/** The same in a database that is open already. */
export async function schemaOf(database: TableDatabase, file: string): Promise<TableSchema> {
  const path = literal(file);
  const described = await database.rows<{ column_name: string; column_type: string }>(`DESCRIBE SELECT * FROM read_parquet(${path})`);
  const [{ rows }] = await database.rows<{ rows: string }>(`SELECT sum(num_rows)::VARCHAR AS rows FROM parquet_file_metadata(${path})`);
  const [kept] = await database.rows<{ names: string }>(
    `SELECT decode(value) AS names FROM parquet_kv_metadata(${path}) WHERE decode(key) = ${literal(namesKey)}`,
  );
  const names = kept ? (JSON.parse(kept.names) as string[]) : described.map((column) => column.column_name);
  const columns = described.map((column, index) => ({
    name: names[index],
    queryName: column.column_name,
    storedType: column.column_type,
  }));
  return { rows: Number(rows), columns };
}

/** The columns of these names, in their order. Throws `learning.column_missing` with the nearest name. */
export async function findColumns(columns: readonly StoredColumn[], names: readonly string[]): Promise<StoredColumn[]> {
  const byName = new Map(columns.map((column) => [column.name, column]));
  const missing = names.find((name) => !byName.has(name));
  if (missing === undefined) return names.map((name) => byName.get(name) as StoredColumn);
  const { columnMissing } = await import('@atelier/learning/frame');
  throw columnMissing(missing, [...byName.keys()]);
}
