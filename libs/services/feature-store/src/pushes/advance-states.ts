import { AtelierError } from '@atelier/contracts';
import { type CompleteTemporalPlan, prepareTemporalPlan, type StoredTemporalState, TemporalState } from '@atelier/learning';
import type { Cell, EntityState } from '@atelier/online-features';
import type { MLFeatureStore } from '../views/feature-view.entity.js';

/** A row of a temporal view's history: `cells` are the plan's values. */
export interface ValueRow {
  readonly entity: string;
  readonly at: Date;
  readonly cells: readonly Cell[];
}

const errorsAtMost = 100;

/**
 * The states of the entities of these rows after them. Rows go by their dates, those of one date in the order given. `feature.rows_invalid` for one
 * that is older than what its entity's state has taken in: a state cannot go back.
 */
export async function advanceStates(
  { temporal }: Pick<MLFeatureStore, 'temporal'>,
  stored: ReadonlyMap<string, StoredTemporalState>,
  rows: readonly ValueRow[],
): Promise<EntityState[]> {
  refuseLate(stored, rows);
  const prepared = await prepareTemporalPlan(temporal as CompleteTemporalPlan);
  const states = new Map<string, TemporalState>();
  for (const { entity, at, cells } of rows.toSorted((a, b) => a.at.getTime() - b.at.getTime())) {
    const state = states.get(entity) ?? new TemporalState(prepared, stored.get(entity));
    states.set(entity, state);
    state.push(at.getTime(), cells as readonly (number | null)[]);
  }
  return [...states].map(([entity, state]) => ({ entity, state: state.toJSON() }));
}

/** Whether a state has taken in a later row than this. */
export function isLate(stored: ReadonlyMap<string, StoredTemporalState>, { entity, at }: ValueRow): boolean {
  const newest = stored.get(entity)?.date ?? null;
  return newest !== null && at.getTime() < newest;
}

function refuseLate(stored: ReadonlyMap<string, StoredTemporalState>, rows: readonly ValueRow[]): void {
  const errors = rows.flatMap((row, place) => {
    if (!isLate(stored, row)) return [];
    const newest = new Date(stored.get(row.entity)?.date ?? 0).toISOString();
    const message = `${row.at.toISOString()} is before the newest row of ${JSON.stringify(row.entity)} (${newest}): push it to "offline" and materialize the view, which makes the states anew`;
    return [{ path: `rows.${place}`, message }];
  });
  if (errors.length > 0)
    throw new AtelierError('feature.rows_invalid', `${errors[0].path}: ${errors[0].message}.`, errors.slice(0, errorsAtMost));
}
