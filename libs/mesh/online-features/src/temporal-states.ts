import type { StoredTemporalState } from '@atelier/learning';
import type { EntityManager } from 'typeorm';

/** The state of an entity of a temporal view. */
export interface EntityState {
  readonly entity: string;
  readonly state: StoredTemporalState;
}

/** States go on one transaction after the other in a view, so that none is built on one that is out of date. Held to the transaction's end. */
export async function lockTemporalStates(manager: EntityManager, viewId: string): Promise<void> {
  await manager.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`temporal states of feature view ${viewId}`]);
}

/** The states that there are of these entities. Lock them first. */
export async function readTemporalStatesOf(
  manager: EntityManager,
  viewId: string,
  entities: readonly string[],
): Promise<ReadonlyMap<string, StoredTemporalState>> {
  const rows: EntityState[] = await manager.query(
    'SELECT entity, state FROM online_features.online_row WHERE view_id = $1 AND entity = ANY($2::text[])',
    [viewId, entities],
  );
  return new Map(rows.map(({ entity, state }) => [entity, state]));
}

/** Puts states in the places of those that were. A row's time is that of the newest row that its state has taken in. */
export async function storeTemporalStates(manager: EntityManager, viewId: string, states: readonly EntityState[]): Promise<void> {
  if (states.length === 0) return;
  await manager.query(
    `INSERT INTO online_features.online_row (view_id, entity, cells, at, known_at, state)
     SELECT $1, entity, '[]', at, now(), state::json FROM unnest($2::text[], $3::timestamptz[], $4::text[]) AS given (entity, at, state)
     ON CONFLICT (view_id, entity) DO UPDATE SET at = excluded.at, known_at = excluded.known_at, state = excluded.state`,
    [
      viewId,
      states.map(({ entity }) => entity),
      states.map(({ state }) => new Date(state.date ?? 0)),
      states.map(({ state }) => JSON.stringify(state)),
    ],
  );
}
