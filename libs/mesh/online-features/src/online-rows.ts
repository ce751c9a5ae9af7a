import type { StoredTemporalState } from '@atelier/learning';
import { queryPrepared } from '@atelier/database';
import type { DataSource, EntityManager } from 'typeorm';
import type { Cell } from './entity-key.js';

/** A row of the online table. */
export interface EntityRow {
  readonly entity: string;
  /** In the order of the view's features. */
  readonly cells: readonly Cell[];
  /** When it was true, and since when it was known. */
  readonly at: Date;
  readonly knownAt: Date;
}

/** Stores rows by their entity: of several rows of one the newest stays, of equally old ones the latest known, of those the last. A late row never overwrites a newer one. */
export async function storeOnlineRows(manager: EntityManager, viewId: string, rows: readonly EntityRow[]): Promise<void> {
  const newest = new Map<string, EntityRow>();
  for (const row of rows) {
    const known = newest.get(row.entity);
    if (!known || Number(row.at) - Number(known.at) > 0 || (Number(row.at) === Number(known.at) && row.knownAt >= known.knownAt))
      newest.set(row.entity, row);
  }
  // In one order, so that two who store the same entities wait for each other instead of locking each other out.
  const kept = [...newest.values()].sort((a, b) => (a.entity < b.entity ? -1 : 1));
  if (kept.length === 0) return;
  await manager.query(
    `INSERT INTO online_features.online_row (view_id, entity, cells, at, known_at)
     SELECT $1, entity, cells::jsonb, at, known_at
     FROM unnest($2::text[], $3::text[], $4::timestamptz[], $5::timestamptz[]) AS given (entity, cells, at, known_at)
     ON CONFLICT (view_id, entity) DO UPDATE SET cells = excluded.cells, at = excluded.at, known_at = excluded.known_at
     WHERE (excluded.at, excluded.known_at) >= (online_row.at, online_row.known_at)`,
    [
      viewId,
      kept.map((row) => row.entity),
      kept.map((row) => JSON.stringify(row.cells)),
      kept.map((row) => row.at),
      kept.map((row) => row.knownAt),
    ],
  );
}

/** What is stored of an entity in a view. */
export interface StoredRow {
  readonly view_id: string;
  readonly entity: string;
  readonly cells: readonly Cell[];
  readonly at: Date;
  /** Of a temporal view. */
  readonly state: StoredTemporalState | null;
}

const readRows = {
  name: 'online_features.read_rows',
  text: `SELECT online_row.view_id, online_row.entity, cells, at, state FROM unnest($1::uuid[], $2::text[]) AS asked (view_id, entity)
    JOIN online_features.online_row USING (view_id, entity)`,
};

/** The rows of these entities of these views that are there, by `VIEW_ID ENTITY`; one query, however many views. */
export async function readOnlineRows(
  database: DataSource,
  asked: readonly { readonly viewId: string; readonly entities: readonly string[] }[],
): Promise<ReadonlyMap<string, StoredRow>> {
  const wanted = asked.filter(({ entities }) => entities.length > 0);
  if (wanted.length === 0) return new Map();
  const views = wanted.flatMap(({ viewId, entities }) => entities.map(() => viewId));
  const entities = wanted.flatMap((each) => each.entities);
  const rows = await queryPrepared<StoredRow>(database, readRows, [views, entities]);
  return new Map(rows.map((row) => [`${row.view_id} ${row.entity}`, row]));
}
