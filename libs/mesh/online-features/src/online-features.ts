import { AtelierError, type OnlineValue } from '@atelier/contracts';
import { nearestName } from '@atelier/learning';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { type Cell, entityOf } from './entity-key.js';
import { Expression } from './expressions/expression.js';
import { readOnlineRows, type StoredRow } from './online-rows.js';
import { dateAsked, TemporalFeatures, temporalValues } from './temporal-features.js';
import type { ComputedFeature, ServedView, ServiceDefinition } from './service-definition.js';

/** A service's features for one row, by name. */
export type ServedValues = Readonly<Record<string, OnlineValue>>;

const latestIsFreshMs = 1000;
const expressionsAtMost = 10_000;

/** Reads feature services from the online table. The feature store writes it; whoever shares the database can read. */
@Injectable()
export class OnlineFeatures {
  private readonly versions = new Map<string, ServiceDefinition>();
  private readonly latest = new Map<string, { readonly definition: ServiceDefinition; readonly until: number }>();
  private readonly expressions = new Map<string, Expression>();
  private readonly temporal = new TemporalFeatures();

  constructor(private readonly database: DataSource) {}

  /** A version never changes and is kept; the latest is looked up once a second. `feature.service_not_found` with the nearest name or the versions there are. */
  async service(project: string, name: string, version?: number): Promise<ServiceDefinition> {
    const key = `${project}\0${name}\0${version ?? ''}`;
    const kept = version === undefined ? this.freshLatest(key) : this.versions.get(key);
    if (kept) return kept;
    const [found]: { definition: ServiceDefinition }[] = await this.database.query(
      `SELECT definition FROM online_features.service WHERE project = $1 AND name = $2 AND ($3::int IS NULL OR version = $3) ORDER BY version DESC LIMIT 1`,
      [project, name, version ?? null],
    );
    if (!found) throw await this.notFound(project, name, version);
    if (version === undefined) this.latest.set(key, { definition: found.definition, until: performance.now() + latestIsFreshMs });
    else this.versions.set(key, found.definition);
    return found.definition;
  }

  /**
   * The service's features for each row, which holds the join keys and what the service wants with a request; a given feature is an input of computed
   * ones, and a temporal view's date column the date asked for, else it is now. `feature.key_invalid`, `feature.date_invalid`. An entity that is not there is no error: its features are NOT_FOUND.
   */
  async read(
    service: ServiceDefinition,
    rows: readonly Readonly<Record<string, Cell>>[],
    path?: (row: number) => string,
  ): Promise<ServedValues[]> {
    const entities = service.views.map((view) => rows.map((row, at) => entityOf(view.join_keys, row, path?.(at))));
    const stored = await readOnlineRows(
      this.database,
      service.views.map(({ view_id: viewId }, v) => ({ viewId, entities: [...new Set(entities[v].filter((entity) => entity !== null))] })),
    );
    const plans = await Promise.all(service.views.map(({ view_id: id, temporal }) => temporal && this.temporal.prepared(id, temporal)));
    const now = Date.now();
    return rows.map((row, at) => {
      const values: Record<string, OnlineValue> = {};
      for (const [v, view] of service.views.entries()) {
        const entity = entities[v][at];
        const found = entity === null ? undefined : stored.get(`${view.view_id} ${entity}`);
        const plan = plans[v];
        if (plan) Object.assign(values, temporalValues(view, plan, entity, found, dateAsked(plan.plan, row, now, path?.(at)), path?.(at)));
        else addStored(values, view, found, now);
      }
      for (const computed of service.computed) values[computed.as] = this.computed(computed, values, row);
      return values;
    });
  }

  /** Looks the service up anew when it is next named: it was deleted. */
  forget(project: string, name: string): void {
    const prefix = `${project}\0${name}\0`;
    for (const kept of [this.versions, this.latest]) for (const key of kept.keys()) if (key.startsWith(prefix)) kept.delete(key);
  }

  private computed(feature: ComputedFeature, values: ServedValues, given: Readonly<Record<string, Cell>>): OnlineValue {
    const inputs: Record<string, Cell> = {};
    let timestamp: string | null = null;
    for (const [name, { column }] of Object.entries(feature.inputs)) {
      const value = Object.hasOwn(given, column) ? undefined : values[column];
      inputs[name] = value ? value.value : (given[column] ?? null);
      if (value?.timestamp && (timestamp === null || value.timestamp > timestamp)) timestamp = value.timestamp;
    }
    const value = this.expression(feature).evaluate(inputs);
    return { value, status: value === null ? 'NULL_VALUE' : 'PRESENT', timestamp };
  }

  private expression({ expression, inputs }: ComputedFeature): Expression {
    const types = Object.fromEntries(Object.entries(inputs).map(([name, { type }]) => [name, type]));
    const key = JSON.stringify([expression, types]);
    let read = this.expressions.get(key);
    if (!read) {
      if (this.expressions.size >= expressionsAtMost) this.expressions.clear();
      read = Expression.of(expression, types);
      this.expressions.set(key, read);
    }
    return read;
  }

  private freshLatest(key: string): ServiceDefinition | undefined {
    const kept = this.latest.get(key);
    return kept && kept.until > performance.now() ? kept.definition : undefined;
  }

  private async notFound(project: string, name: string, version?: number): Promise<AtelierError> {
    const known: { name: string; version: number }[] = await this.database.query(
      'SELECT name, version FROM online_features.service WHERE project = $1 ORDER BY name, version',
      [project],
    );
    const versions = known.filter((each) => each.name === name).map((each) => each.version);
    if (versions.length > 0)
      return fault(`The feature service "${name}" has no version ${version}; it has ${versions.slice(-20).join(', ')}.`);
    const nearest = nearestName(name, [...new Set(known.map((each) => each.name))]);
    return fault(`There is no feature service ${JSON.stringify(name.slice(0, 100))}${nearest ? `; did you mean "${nearest}"?` : '.'}`);
  }
}

const fault = (detail: string): AtelierError => new AtelierError('feature.service_not_found', detail);

function addStored(values: Record<string, OnlineValue>, view: ServedView, row: StoredRow | undefined, now: number): void {
  const oldest = view.ttl_seconds === null ? Number.NEGATIVE_INFINITY : now - view.ttl_seconds * 1000;
  const valueAt = onlineValues(row, oldest);
  for (const { feature, as } of view.wanted) values[as] = valueAt(row ? view.features.findIndex(({ name }) => name === feature) : -1);
}

/** The values of a stored row with their status, by their places; `oldest` is the time before which it is too old, in milliseconds. */
export function onlineValues(row: Pick<StoredRow, 'cells' | 'at'> | undefined, oldest: number): (place: number) => OnlineValue {
  if (!row) return () => ({ value: null, status: 'NOT_FOUND', timestamp: null });
  // A row has one time for all: to write it out takes longer than the rest of a value.
  const timestamp = row.at.toISOString();
  if (row.at.getTime() < oldest) return () => ({ value: null, status: 'OUTSIDE_MAX_AGE', timestamp });
  return (place) => {
    const value = row.cells[place] ?? null;
    return { value, status: value === null ? 'NULL_VALUE' : 'PRESENT', timestamp };
  };
}
