import { AtelierError, type OnlineAnswer, type OnlineRequest, type OnlineValue } from '@atelier/contracts';
import { columnMissing } from '@atelier/learning';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { type EntityRow, entityKey } from './stored-rows.js';
import { Views } from '../views/views.js';

/** Reads features by the key of an entity. */
@Injectable()
export class OnlineStore {
  constructor(
    private readonly database: DataSource,
    private readonly views: Views,
  ) {}

  /** Errors: `feature.view_not_found`, `feature.view_not_ready`, `dataset.column_not_found`. An entity that is not there is no error. */
  async read(project: string, request: OnlineRequest): Promise<OnlineAnswer> {
    const view = await this.views.ready(project, request.view, request.version);
    const asked = request.features ?? view.features;
    const places = asked.map((name) => placeOf(view.features, name));
    const rows: EntityRow[] = await this.database.query(
      'SELECT entity, cells, at FROM feature_store.online_row WHERE view_id = $1 AND entity = ANY($2::text[])',
      [view.viewId, request.entities.map(entityKey)],
    );
    const found = new Map(rows.map((row) => [row.entity, row]));
    const oldest = view.ttlSeconds === null ? Number.NEGATIVE_INFINITY : Date.now() - view.ttlSeconds * 1000;
    const results = request.entities.map((entity) => {
      const row = found.get(entityKey(entity));
      return { entity, features: Object.fromEntries(asked.map((name, at) => [name, valueOf(row, places[at], oldest)])) };
    });
    return { view: view.name, version: view.version, results };
  }
}

function placeOf(features: readonly string[], name: string): number {
  const place = features.indexOf(name);
  if (place >= 0) return place;
  const { message } = columnMissing(name, features);
  throw new AtelierError('dataset.column_not_found', message, [{ path: 'features', message }]);
}

function valueOf(row: EntityRow | undefined, place: number, oldest: number): OnlineValue {
  if (!row) return { value: null, status: 'NOT_FOUND', timestamp: null };
  const timestamp = row.at.toISOString();
  if (row.at.getTime() < oldest) return { value: null, status: 'OUTSIDE_MAX_AGE', timestamp };
  const value = row.cells[place];
  return { value, status: value === null ? 'NULL_VALUE' : 'PRESENT', timestamp };
}
