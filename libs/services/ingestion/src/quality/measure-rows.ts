import type { MeasuredColumn, MeasuredTable } from './table.js';

export interface RowMeasurements {
  readonly duplicateRows: number;
  readonly conflictingRows: number;
  readonly emptyRows: number;
  readonly sparseRows: number;
}

/** Compares rows by a 64-bit hash of their cells: among a million rows two different ones are taken for equal once in forty million tables. */
export async function measureRows(table: MeasuredTable, target: string | null): Promise<RowMeasurements> {
  return {
    duplicateRows: await duplicateRows(table),
    conflictingRows: await conflictingRows(table, target),
    ...(await missingRows(table)),
  };
}

/** SQL of a row's hash over these columns. */
export function hashOf(columns: readonly MeasuredColumn[]): string {
  return `hash(${columns.map(({ sql }) => sql).join(', ')})`;
}

async function duplicateRows(table: MeasuredTable): Promise<number> {
  const { columns, rows, database } = table;
  if (columns.some(({ profile }) => profile.distinct_is_exact && profile.distinct === rows)) return 0;
  const [{ n }] = await database.rows<{ n: string }>(
    `SELECT count(*) AS n FROM (SELECT DISTINCT ${hashOf(columns)} FROM ${table.relation(columns)})`,
  );
  return rows - Number(n);
}

/** The columns a model would see; without identifiers, which make every row another. */
export function featuresOf({ columns }: MeasuredTable): MeasuredColumn[] {
  return columns.filter(({ profile }) => profile.role === 'feature');
}

export function targetOf({ columns }: MeasuredTable, target: string | null): MeasuredColumn | undefined {
  const column = columns.find(({ stored }) => stored.name === target);
  // Of a quantity equal features with other values are the rule.
  return column && column.profile.type !== 'float' && column.profile.distinct <= 1000 ? column : undefined;
}

/** SQL: groups of rows with equal features and unequal targets. */
export function conflicts(table: MeasuredTable, target: MeasuredColumn): string {
  const features = featuresOf(table);
  const hashed = `SELECT ${hashOf(features)} AS h, hash(${target.sql}) AS t FROM ${table.relation([...features, target])} WHERE ${target.sql} IS NOT NULL`;
  return `SELECT h, count(*) AS n FROM (${hashed}) GROUP BY h HAVING min(t) <> max(t)`;
}

async function conflictingRows(table: MeasuredTable, target: string | null): Promise<number> {
  const column = targetOf(table, target);
  const features = featuresOf(table);
  if (!column || features.length === 0) return 0;
  if (features.some(({ profile }) => profile.distinct_is_exact && profile.distinct === table.rows)) return 0;
  const [{ n }] = await table.database.rows<{ n: string | null }>(`SELECT sum(n)::VARCHAR AS n FROM (${conflicts(table, column)})`);
  return Number(n ?? 0);
}

/** SQL of the number of a row's missing cells. */
export function missingInRow(columns: readonly MeasuredColumn[]): string {
  return columns.map(({ sql }) => `(${sql} IS NULL)::INTEGER`).join(' + ');
}

async function missingRows(table: MeasuredTable): Promise<Pick<RowMeasurements, 'emptyRows' | 'sparseRows'>> {
  const { columns, database } = table;
  const gappy = columns.filter(({ profile }) => profile.missing > 0);
  if (gappy.length * 2 <= columns.length) return { emptyRows: 0, sparseRows: 0 };
  const missing = `SELECT ${missingInRow(gappy)} AS n FROM ${table.relation(gappy)}`;
  const [row] = await database.rows<{ empty: string; sparse: string }>(
    `SELECT count(*) FILTER (n = ${columns.length}) AS empty, count(*) FILTER (n * 2 > ${columns.length}) AS sparse FROM (${missing})`,
  );
  return { emptyRows: Number(row.empty), sparseRows: Number(row.sparse) };
}
