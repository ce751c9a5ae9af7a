import { dirname } from 'node:path';
import type { Column, Frame, NumberColumn, TextColumn } from '@atelier/learning';
import type { DuckDBVector } from '@duckdb/node-api';
import { TableDatabase, type TableLimits } from './database.js';
import { identifier, literal } from './sql.js';
import { findColumns, type StoredColumn, schemaOf } from './table-schema.js';

const dayInMicroseconds = '86400000000.0';
const numericType = /^(U?(TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT)|FLOAT|DOUBLE|DECIMAL.*)$/;
const instantType = /^(DATE|TIMESTAMP.*)$/;

/**
 * Columns of a Parquet file (all, or these in this order) as a frame, rows in the order of the file: numbers as they are, booleans 0/1,
 * dates and times as days since 1970-01-01 UTC, all else as texts with a dictionary in order of appearance; missing is NaN or code −1.
 * Throws `learning.column_missing` with the nearest name.
 */
export async function readFrame(
  file: string,
  columns?: readonly string[],
  limits: Omit<TableLimits, 'directories' | 'spillDirectory'> = {},
): Promise<Frame> {
  // Loaded here, because programs that read no frame import this library too.
  const { Frame } = await import('@atelier/learning/frame');
  using database = await TableDatabase.open({ ...limits, directories: [dirname(file)] });
  const schema = await schemaOf(database, file);
  const wanted = columns ? await findColumns(schema.columns, columns) : schema.columns;
  if (wanted.length === 0) return new Frame([]);
  const readers = wanted.map((column) => columnReader(column, schema.rows));
  const result = await database.stream(`SELECT ${wanted.map(expression).join(', ')} FROM read_parquet(${literal(file)})`);
  let row = 0;
  for (let chunk = await result.fetchChunk(); chunk && chunk.rowCount > 0; chunk = await result.fetchChunk()) {
    for (let at = 0; at < readers.length; at++) readers[at].take(chunk.getColumnVector(at), row, chunk.rowCount);
    row += chunk.rowCount;
  }
  return new Frame(readers.map((reader) => reader.column()));
}

function isNumber({ storedType }: StoredColumn): boolean {
  return storedType === 'BOOLEAN' || numericType.test(storedType) || instantType.test(storedType);
}

function expression(column: StoredColumn): string {
  const name = identifier(column.queryName);
  if (instantType.test(column.storedType)) return `epoch_us(${name}::TIMESTAMP) / ${dayInMicroseconds}`;
  if (column.storedType === 'BOOLEAN') return `${name}::TINYINT::DOUBLE`;
  return `${name}::${isNumber(column) ? 'DOUBLE' : 'VARCHAR'}`;
}

interface ColumnReader {
  take(vector: DuckDBVector, row: number, count: number): void;
  column(): Column;
}

function columnReader(column: StoredColumn, rows: number): ColumnReader {
  return isNumber(column) ? numberReader(column.name, rows) : textReader(column.name, rows);
}

function numberReader(name: string, rows: number): ColumnReader {
  const values = new Float64Array(rows);
  return {
    take(vector, row, count) {
      for (let at = 0; at < count; at++) {
        const value = vector.getItem(at) as number | null;
        values[row + at] = value ?? Number.NaN;
      }
    },
    column: (): NumberColumn => ({ kind: 'number', name, values }),
  };
}

function textReader(name: string, rows: number): ColumnReader {
  const codes = new Int32Array(rows);
  const codeOf = new Map<string, number>();
  return {
    take(vector, row, count) {
      for (let at = 0; at < count; at++) {
        const text = vector.getItem(at) as string | null;
        if (text === null) codes[row + at] = -1;
        else {
          let code = codeOf.get(text);
          if (code === undefined) {
            code = codeOf.size;
            codeOf.set(text, code);
          }
          codes[row + at] = code;
        }
      }
    },
    column: (): TextColumn => ({ kind: 'text', name, codes, dictionary: [...codeOf.keys()] }),
  };
}
