import { identifier, literal, type StoredColumn } from '@atelier/tables';
import { Refusal } from '../reading/reading.js';
import type { Amendment } from './amendment.js';

/** SQL of the rows that stay, in order: without missing ones first, then the first of those that are equal, sorted last. */
export function keptRows(
  file: string,
  columns: readonly StoredColumn[],
  { drop_duplicates, drop_missing = [], drop_sparse_rows, sort_by }: Amendment,
): string {
  const name = (wanted: string) => identifier(queryName(columns, wanted));
  const all = columns.map(({ queryName: query }) => identifier(query));
  const numbered = `read_parquet(${literal(file)}, file_row_number = true)`;
  const missing = all.map((column) => `(${column} IS NULL)::INTEGER`).join(' + ');
  const whole = [
    ...drop_missing.map((wanted) => `${name(wanted)} IS NOT NULL`),
    // An empty row goes whatever the share.
    ...(drop_sparse_rows === undefined
      ? []
      : [`(${missing}) <= ${drop_sparse_rows * columns.length} AND (${missing}) < ${columns.length}`]),
  ];
  const where = whole.length === 0 ? '' : ` WHERE ${whole.join(' AND ')}`;
  const compared = drop_duplicates === undefined ? [] : Array.isArray(drop_duplicates) ? drop_duplicates.map(name) : all;
  const first = `SELECT min(file_row_number) FROM ${numbered}${where} GROUP BY ${compared.join(', ')}`;
  const kept = compared.length === 0 ? where : ` WHERE file_row_number IN (${first})`;
  const order = sort_by === undefined ? 'file_row_number' : `${name(sort_by)} NULLS LAST, file_row_number`;
  return `SELECT ${all.join(', ')} FROM ${numbered}${kept} ORDER BY ${order}`;
}

function queryName(columns: readonly StoredColumn[], wanted: string): string {
  const found = columns.find(({ name }) => name === wanted);
  if (!found) throw new Refusal('dataset.column_not_found', `There is no column ${JSON.stringify(wanted)}.`);
  return found.queryName;
}
