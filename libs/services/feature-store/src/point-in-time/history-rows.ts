import type { KeyType } from '@atelier/online-features';
import { findColumns, identifier, literal, schemaOf, type TableDatabase } from '@atelier/tables';
import { keySql } from './history-sql.js';
import type { HistorySource } from './join-input.js';

/**
 * A SELECT of the rows of a temporal view's history as they came: `id` (the join key), `event` (its time), the plan's values `v0`, `v1` …, and their
 * place, `source` and `line`: rows of one date of an id enter the past in this order.
 */
export async function historyRowsSql(database: TableDatabase, keyType: KeyType, sources: readonly HistorySource[]): Promise<string> {
  const parts: string[] = [];
  for (const [at, source] of sources.entries()) parts.push(await sourceRows(database, keyType, source, at));
  return parts.join(' UNION ALL ');
}

async function sourceRows(database: TableDatabase, keyType: KeyType, { file, keys, eventTime, features }: HistorySource, at: number) {
  const { columns } = await schemaOf(database, file);
  const [key, time, ...values] = await findColumns(columns, [keys[0], (eventTime as { column: string }).column, ...features]);
  const selected = [
    `${keySql(identifier(key.queryName), keyType)} AS id`,
    `${identifier(time.queryName)}::TIMESTAMP AS event`,
    ...values.map(({ queryName }, v) => `${identifier(queryName)}::DOUBLE AS v${v}`),
  ];
  return `SELECT ${selected.join(', ')}, ${at} AS source, file_row_number AS line FROM read_parquet(${literal(file)}, file_row_number = true)`;
}
