import { identifier, literal, type StoredColumn, schemaOf, type TableDatabase } from '@atelier/tables';
import type { ColumnProfile } from '../reading/profile.js';

/** A dataset's Parquet under names that no file can make strange: columns c0, c1 …, and `row` from 0. */
export interface MeasuredTable {
  readonly database: TableDatabase;
  readonly file: string;
  readonly rows: number;
  readonly columns: readonly MeasuredColumn[];
  /** Stands after FROM; has `row` only `withRows`. */
  relation(columns: readonly MeasuredColumn[], withRows?: boolean): string;
}

export interface MeasuredColumn {
  /** c0, c1 … */
  readonly sql: string;
  readonly stored: StoredColumn;
  readonly profile: ColumnProfile;
}

export async function measuredTable(database: TableDatabase, file: string, profiles: readonly ColumnProfile[]): Promise<MeasuredTable> {
  const { rows, columns: stored } = await schemaOf(database, file);
  return {
    database,
    file,
    rows,
    columns: stored.map((column, at) => ({ sql: `c${at}`, stored: column, profile: profiles[at] })),
    relation(columns, withRows = false) {
      const selected = columns.map(({ sql, stored: { queryName } }) => `${identifier(queryName)} AS ${sql}`);
      const all = withRows ? [...selected, 'file_row_number AS row'] : selected;
      return `(SELECT ${all.length > 0 ? all.join(', ') : '1'} FROM read_parquet(${literal(file)}${withRows ? ', file_row_number = true' : ''}))`;
    },
  };
}

export type Row = Readonly<Record<string, unknown>>;

/** A number of an answer; NULL stays null. */
export function numberOf(value: unknown): number | null {
  if (value === null || value === undefined) return null;
  const number = Number(value);
  return Number.isFinite(number) ? number : null;
}

export function isTexts({ stored }: MeasuredColumn): boolean {
  return stored.storedType === 'VARCHAR';
}

/** Numbers that are quantities. */
export function isQuantity({ stored, profile }: MeasuredColumn): boolean {
  return (
    (stored.storedType === 'BIGINT' || stored.storedType === 'DOUBLE') && profile.type !== 'identifier' && profile.numeric !== undefined
  );
}

export function isDates({ stored }: MeasuredColumn): boolean {
  return stored.storedType === 'TIMESTAMP';
}
