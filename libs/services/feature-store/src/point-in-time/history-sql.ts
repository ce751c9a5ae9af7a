import { findColumns, identifier, literal, schemaOf, type StoredColumn, type TableDatabase } from '@atelier/tables';
import type { FeatureType, KeyType } from '@atelier/online-features';
import type { HistorySource, JoinedView } from './join-input.js';

const sqlTypes: Readonly<Record<FeatureType, string>> = {
  integer: 'BIGINT',
  float: 'DOUBLE',
  boolean: 'BOOLEAN',
  datetime: 'TIMESTAMP',
  text: 'VARCHAR',
};

/** A value as a key of this type; what does not fit is no key. */
export function keySql(expression: string, type: KeyType): string {
  return type === 'integer' ? `TRY_CAST(${expression} AS BIGINT)` : `${expression}::VARCHAR`;
}

export function timeLiteral(iso: string): string {
  return `${literal(iso.replace('T', ' ').replace('Z', ''))}::TIMESTAMP`;
}

export const keyNames = (view: JoinedView): string[] => view.keys.map((_, at) => `k${at}`);
export const featureNames = (view: JoinedView): string[] => view.features.map((_, at) => `f${at}`);

/** How much larger a history is than the labels before it pays to leave out what no label asks for. */
const pruneFrom = 4;

/**
 * All rows of a view's history that were known at `asOf`, as a temporary view of this name: keys `k0…`, event time `e`, known-at `known`,
 * `a` (available: when the row was both true and known) and features `f0…`. `labelKeys` are the columns of the table `label` that hold the keys.
 */
export async function createHistory(
  database: TableDatabase,
  name: string,
  view: JoinedView,
  labelKeys: readonly string[],
  asOf: string,
): Promise<void> {
  const parts: string[] = [];
  for (const source of view.sources) parts.push(await sourceSql(database, view, source));
  const asked = (await isPruned(database, view))
    ? ` AND (${keyNames(view).join(', ')}) IN (SELECT (${labelKeys.join(', ')}) FROM label)`
    : '';
  const present = [...keyNames(view), 'e', 'known'].map((column) => `${column} IS NOT NULL`).join(' AND ');
  await database.run(`CREATE TEMP VIEW ${name}_all AS ${parts.join(' UNION ALL ')}`);
  await database.run(
    `CREATE TEMP VIEW ${name} AS SELECT *, greatest(e, known) AS a FROM ${name}_all WHERE ${present} AND greatest(e, known) <= ${timeLiteral(asOf)}${asked}`,
  );
}

async function isPruned(database: TableDatabase, { sources }: JoinedView): Promise<boolean> {
  const [{ labels }] = await database.rows<{ labels: string }>('SELECT count(*) AS labels FROM label');
  let rows = 0;
  for (const { file } of sources) rows += (await schemaOf(database, file)).rows;
  return Number(labels) * pruneFrom < rows;
}

async function sourceSql(database: TableDatabase, view: JoinedView, source: HistorySource): Promise<string> {
  const { columns } = await schemaOf(database, source.file);
  const find = async (names: readonly string[]): Promise<StoredColumn[]> => findColumns(columns, names);
  const keys = await find(source.keys);
  const features = await find(source.features);
  const [time] = 'column' in source.eventTime ? await find([source.eventTime.column]) : [];
  const [known] = source.knownAt === null ? [] : await find([source.knownAt]);
  const event = time ? timeSql(time) : timeLiteral((source.eventTime as { at: string }).at);
  const selected = [
    ...keys.map((column, at) => `${keySql(identifier(column.queryName), view.keys[at].type)} AS k${at}`),
    `${event} AS e`,
    `${known ? timeSql(known) : event} AS known`,
    ...features.map((column, at) => `${valueSql(column, view.features[at].type)} AS f${at}`),
  ];
  return `SELECT ${selected.join(', ')} FROM read_parquet(${literal(source.file)})`;
}

function timeSql({ queryName }: StoredColumn): string {
  return `${identifier(queryName)}::TIMESTAMP`;
}

function valueSql({ queryName, storedType }: StoredColumn, type: FeatureType): string {
  const wanted = sqlTypes[type];
  return storedType === wanted ? identifier(queryName) : `${identifier(queryName)}::${wanted}`;
}

/**
 * The rows that are ever the answer, one for each key and `a`, so that the last of them before a label's time is the label's row. A row that is
 * older than what was known already when it became known is never one. The order is event time, known-at, content.
 *
 * Proof that event time alone decides between rows of different `a`: let a′ < a with equal event times e. As e ≤ a′ < a = max(e, known), known = a >
 * a′ ≥ known′, so the later available row is the later known one, too.
 */
export async function recordsSql(database: TableDatabase, name: string, view: JoinedView): Promise<string> {
  const keys = keyNames(view);
  const hasKnownAt = view.sources.some((source) => source.knownAt !== null);
  const ties = await database.rows(
    `SELECT 1 AS tie FROM ${name} GROUP BY ${[...keys, 'e', 'known'].join(', ')} HAVING count(*) > 1 LIMIT 1`,
  );
  if (!hasKnownAt && ties.length === 0) return name;
  // Sorting by content costs as much as its width: only where there are rows that nothing else tells apart.
  const content = ties.length > 0 ? featureNames(view).map((feature) => `${feature} NULLS FIRST`) : [];
  const order = `PARTITION BY ${keys.join(', ')} ORDER BY ${['a', 'e', 'known', ...content].join(', ')}`;
  return `(SELECT * FROM (
    SELECT *, lead(a) OVER (${order}) AS next_a, max(e) OVER (${order} ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS best_e FROM ${name}
  ) WHERE next_a IS DISTINCT FROM a AND (best_e IS NULL OR e >= best_e))`;
}
