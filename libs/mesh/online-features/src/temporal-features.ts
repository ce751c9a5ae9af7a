import { AtelierError, type OnlineValue } from '@atelier/contracts';
import { type CompleteTemporalPlan, LearningError, type PreparedTemporalPlan, prepareTemporalPlan, TemporalState } from '@atelier/learning';
import type { Cell } from './entity-key.js';
import { dateOf } from './instant.js';
import type { StoredRow } from './online-rows.js';
import type { ServedView } from './service-definition.js';

type TemporalValues = Readonly<Record<string, OnlineValue>>;

const plansAtMost = 1000;

/** Answers for temporal views: the features of a date from the state of an entity. */
export class TemporalFeatures {
  private readonly plans = new Map<string, Promise<PreparedTemporalPlan>>();

  /** A plan with its holidays, made once for a view. */
  prepared(viewId: string, plan: CompleteTemporalPlan): Promise<PreparedTemporalPlan> {
    const known = this.plans.get(viewId);
    if (known) return known;
    if (this.plans.size >= plansAtMost) this.plans.clear();
    const preparing = prepareTemporalPlan(plan);
    this.plans.set(viewId, preparing);
    // What could not be prepared is tried again; who asked is told.
    preparing.catch(() => this.plans.delete(viewId));
    return preparing;
  }
}

/** The date that a row asks for in the plan's date column, `now` without one; milliseconds. `feature.date_invalid`. */
export function dateAsked(
  { date_column: column }: CompleteTemporalPlan,
  row: Readonly<Record<string, Cell>>,
  now: number,
  path = 'entities',
): number {
  const given = Object.hasOwn(row, column) ? row[column] : null;
  if (given === null) return now;
  const date = dateOf(given);
  if (typeof date === 'string') throw dateFault(`${path}.${column}`, date);
  return date.getTime();
}

/**
 * The wanted features of this date by their names in the service. Of an entity without a row the date's own features are there, as in its history;
 * without a key (null) there is no entity. `feature.date_invalid` for a date before the newest row.
 */
export function temporalValues(
  view: ServedView,
  prepared: PreparedTemporalPlan,
  entity: string | null,
  row: StoredRow | undefined,
  date: number,
  path = 'entities',
): TemporalValues {
  const features = entity === null ? {} : featuresOf(prepared, row, date, path);
  const timestamp = row?.at.toISOString() ?? null;
  return Object.fromEntries(
    view.wanted.map(({ feature, as }): [string, OnlineValue] => {
      const value = features[feature] ?? null;
      const status = value === null ? (row ? 'NULL_VALUE' : 'NOT_FOUND') : 'PRESENT';
      return [as, { value, status, timestamp }];
    }),
  );
}

function featuresOf(
  prepared: PreparedTemporalPlan,
  row: StoredRow | undefined,
  date: number,
  path: string,
): Readonly<Record<string, Cell>> {
  try {
    return new TemporalState(prepared, row?.state ?? undefined).features(date);
  } catch (error) {
    if (!(error instanceof LearningError) || !row || date >= row.at.getTime()) throw error;
    const asked = new Date(date).toISOString();
    const message = `${asked} is before the newest row (${row.at.toISOString()}): its state knows no earlier day. Training sets do.`;
    throw dateFault(`${path}.${prepared.plan.date_column}`, message);
  }
}

function dateFault(path: string, message: string): AtelierError {
  return new AtelierError('feature.date_invalid', `${path}: ${message}`, [{ path, message }]);
}
