import type { Cell } from '@atelier/tables';
import type { EntityManager } from 'typeorm';

/** A row of the online table. */
export interface EntityRow {
  readonly entity: string;
  /** In the order of the view's features. */
  readonly cells: readonly Cell[];
  readonly at: Date;
}

/** A key as it is stored: 7 and "7" are one entity. */
export function entityKey(value: string | number | boolean): string {
  return String(value);
}

/** Stores rows by their key: of several rows of an entity the newest stays, of equally old ones the last. */
export async function storeRows(manager: EntityManager, viewId: string, rows: readonly EntityRow[]): Promise<void> {
  const newest = new Map<string, EntityRow>();
  for (const row of rows) {
    const known = newest.get(row.entity);
    if (!known || row.at >= known.at) newest.set(row.entity, row);
  }
  const kept = [...newest.values()];
  await manager.query(
    `INSERT INTO feature_store.online_row (view_id, entity, cells, at)
     SELECT $1, entity, cells::jsonb, at FROM unnest($2::text[], $3::text[], $4::timestamptz[]) AS given (entity, cells, at)
     ON CONFLICT (view_id, entity) DO UPDATE SET cells = excluded.cells, at = excluded.at WHERE excluded.at >= online_row.at`,
    [viewId, kept.map((row) => row.entity), kept.map((row) => JSON.stringify(row.cells)), kept.map((row) => row.at)],
  );
}
