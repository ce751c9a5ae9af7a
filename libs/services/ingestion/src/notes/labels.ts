import type { ColumnSchema, ErrorCode, SkippedRows } from '@atelier/contracts';
import { identifier, literal, type StoredColumn, schemaOf, type TableDatabase } from '@atelier/tables';
import { clientExpression } from './read-notes.js';

/** Labels that were given: a table with a row a client. */
export interface GivenLabels {
  readonly file: string;
  /** The column that tells the client. */
  readonly client: string;
  /** The labels, as they are typed. */
  readonly columns: readonly ColumnSchema[];
}

/** What the table `labels` of this database has: a row for each labelled client, `client_of_labels` and the labels. */
export interface JoinedLabels {
  /** `generated` also where a file of labels says that its labels are. */
  readonly source: 'given' | 'generated';
  /** The labels, and what DuckDB calls them. */
  readonly columns: readonly ColumnSchema[];
  readonly queryNames: readonly string[];
  readonly clients: number;
}

/** The column by which labels say where they come from: `originColumn` of learning, which is too large to be loaded for its name. */
export const originColumn = 'labels_origin';

/** Makes the table `labels` beside `clients`. Rows without a client, of unknown clients and further ones of a client are passed over. */
export async function joinLabels(database: TableDatabase, labels: GivenLabels, skipped: SkippedRows): Promise<JoinedLabels> {
  const all = (await schemaOf(database, labels.file)).columns;
  const named = new Map(all.map((column) => [column.name, column]));
  const client = clientExpression(named.get(labels.client) as StoredColumn);
  const stored = labels.columns.map(({ name }) => named.get(name) as StoredColumn);
  const table = `read_parquet(${literal(labels.file)}, file_row_number=true)`;
  const place = 'row_number() OVER (PARTITION BY client ORDER BY source_row)';
  const reason = `CASE WHEN client IS NULL THEN 'notes.client_missing' WHEN client NOT IN (SELECT client_id FROM clients) THEN 'notes.label_client_unknown' WHEN ${place} > 1 THEN 'notes.label_duplicate' END`;
  await database.run(
    `CREATE TABLE told AS SELECT source_row, client, ${reason} AS reason FROM (SELECT file_row_number AS source_row, ${client} AS client FROM ${table})`,
  );
  await passOver(database, skipped);
  const values = stored.map(({ queryName }) => `t.${identifier(queryName)}`);
  await database.run(
    `CREATE TABLE labels AS SELECT told.client AS client_of_labels, ${values.join(', ')} FROM told JOIN ${table} t ON t.file_row_number = told.source_row WHERE told.reason IS NULL`,
  );
  const queryNames = stored.map(({ queryName }) => queryName);
  const origin = queryNames[labels.columns.findIndex(({ name }) => name === originColumn)];
  const marked = origin === undefined ? 'false' : `starts_with(${identifier(origin)}::VARCHAR, 'generated')`;
  const [{ clients, generated }] = await database.rows<{ clients: string; generated: boolean | null }>(
    `SELECT count(*)::VARCHAR AS clients, bool_or(${marked}) AS generated FROM labels`,
  );
  return { source: generated ? 'generated' : 'given', columns: labels.columns, queryNames, clients: Number(clients) };
}

async function passOver(database: TableDatabase, skipped: SkippedRows): Promise<void> {
  const counted = await database.rows<{ reason: ErrorCode; rows: string }>(
    'SELECT reason, count(*)::VARCHAR AS rows FROM told WHERE reason IS NOT NULL GROUP BY reason',
  );
  for (const { reason, rows } of counted) skipped.count(reason, Number(rows));
  const first = await database.rows<{ reason: ErrorCode; source_row: string }>(
    'SELECT reason, source_row::VARCHAR AS source_row FROM told WHERE reason IS NOT NULL ORDER BY told.source_row LIMIT 100',
  );
  for (const { reason, source_row } of first) skipped.name(Number(source_row), 'client_id', reason);
}
