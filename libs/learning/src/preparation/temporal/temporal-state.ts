import { EntityHistory, type StoredEntity } from './entity-history.js';
import type { TemporalFeature } from './feature.js';
import { temporalFeatures } from './feature-list.js';
import { type HolidayCalendar, loadHolidays } from './holidays.js';
import { completePlan, type CompleteTemporalPlan, type TemporalPlan } from './plan.js';
import { damaged } from './stored-numbers.js';

/** A plan ready to work: complete, with its features and the holidays of its country. */
export interface PreparedTemporalPlan {
  readonly plan: CompleteTemporalPlan;
  readonly features: readonly TemporalFeature[];
  readonly holidays: HolidayCalendar;
}

/** Checks a plan and loads its holidays. Throws as `temporalFeatures` and `loadHolidays` do. */
export async function prepareTemporalPlan(plan: TemporalPlan): Promise<PreparedTemporalPlan> {
  const complete = completePlan(plan);
  const features = temporalFeatures(complete);
  return { plan: complete, features, holidays: await loadHolidays(complete) };
}

/** The state of an id as JSON, by which features of its next row are made without its history. */
export interface StoredTemporalState extends StoredEntity {
  readonly version: 1;
}

/** A cell of a feature: missing is null. */
export type TemporalValue = number | boolean | null;

/**
 * The past of one id, held in a few kilobytes: `push` each row once its values are known, ask `features` for a row whose values are not.
 * It gives the very numbers that the history has, since both run the same code.
 */
export class TemporalState {
  readonly #entity: EntityHistory;
  readonly #features: Float64Array;

  constructor(
    private readonly prepared: PreparedTemporalPlan,
    stored?: StoredTemporalState,
  ) {
    this.#entity = new EntityHistory(prepared.plan, prepared.holidays);
    this.#features = new Float64Array(prepared.features.length);
    if (stored === undefined) return;
    if (stored.version !== 1) throw damaged();
    this.#entity.restore(stored);
  }

  /**
   * Features of a row of this date (milliseconds since 1970 UTC), by their names. Rows pushed with the same date don't count yet.
   * Throws `learning.value_invalid` for a date before the newest row.
   */
  features(date: number): Record<string, TemporalValue> {
    this.#entity.write(this.#features, 0, this.#features.length, date);
    return Object.fromEntries(this.prepared.features.map(({ name, type }, at) => [name, cell(this.#features[at], type)]));
  }

  /** Takes in a row: its date and the values of the plan's value columns in their order; null or NaN is missing. */
  push(date: number, values: readonly (number | null)[]): void {
    if (values.length !== this.prepared.plan.value_columns.length) throw damaged();
    const columns = values.map((value) => [value ?? Number.NaN]);
    this.#entity.push(columns, 0, date);
  }

  toJSON(): StoredTemporalState {
    return { version: 1, ...this.#entity.store() };
  }
}

function cell(value: number, type: TemporalFeature['type']): TemporalValue {
  if (!Number.isFinite(value)) return null;
  return type === 'boolean' ? value === 1 : value;
}
