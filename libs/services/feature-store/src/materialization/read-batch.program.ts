import { dirname } from 'node:path';
import { serveSandbox } from '@atelier/sandbox';
import { type Cell, findColumns, identifier, literal, readCells, schemaOf, TableDatabase } from '@atelier/tables';

export interface ReadBatchInput {
  readonly file: string;
  readonly columns: readonly string[];
  /** Column of the event time; without one no row is passed over. */
  readonly timeColumn: string | null;
  /** Rows after this time alone; rows from this time; rows up to this time; ISO 8601. */
  readonly after: string | null;
  readonly from: string | null;
  readonly until: string | null;
  /** Rows of the file passed over, and looked at from there. */
  readonly offset: number;
  readonly limit: number;
}

export interface ReadBatchResult {
  readonly rows: Cell[][];
  /** The file has no more. */
  readonly isLast: boolean;
}

serveSandbox(async ({ file, columns, timeColumn, after, from, until, offset, limit }: ReadBatchInput): Promise<ReadBatchResult> => {
  using database = await TableDatabase.open({ directories: [dirname(file)] });
  const schema = await schemaOf(database, file);
  const wanted = await findColumns(schema.columns, columns);
  const [time] = timeColumn === null ? [] : await findColumns(schema.columns, [timeColumn]);
  const bounds = [
    [after, '>'],
    [from, '>='],
    [until, '<='],
  ] as const;
  const conditions = bounds.flatMap(([at, operator]) =>
    time && at !== null ? [`${identifier(time.queryName)}::TIMESTAMP ${operator} ${literal(at.replace('Z', ''))}::TIMESTAMP`] : [],
  );
  const place = `file_row_number >= ${Number(offset)} AND file_row_number < ${Number(offset) + Number(limit)}`;
  const relation = `(SELECT * FROM read_parquet(${literal(file)}, file_row_number = true) WHERE ${[place, ...conditions].join(' AND ')} ORDER BY file_row_number)`;
  return { rows: await readCells(database, relation, wanted), isLast: offset + limit >= schema.rows };
});
