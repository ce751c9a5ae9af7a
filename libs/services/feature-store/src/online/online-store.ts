import { AtelierError, type OnlineAnswer, type OnlineRequest } from '@atelier/contracts';
import { columnMissing } from '@atelier/learning';
import { entityKey, OnlineFeatures, onlineValues, readOnlineRows } from '@atelier/online-features';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { resolveService } from '../services/resolve-service.js';
import type { MLFeatureStore } from '../views/feature-view.entity.js';
import { Views } from '../views/views.js';

/** Reads the features of one view by the key of an entity. */
@Injectable()
export class OnlineStore {
  constructor(
    private readonly database: DataSource,
    private readonly views: Views,
    private readonly online: OnlineFeatures,
  ) {}

  /**
   * Errors: `feature.view_not_found`, `feature.view_not_ready`, `feature.view_invalid` (a view of several keys, or computed),
   * `dataset.column_not_found`, `feature.date_invalid`. An entity that is not there is no error.
   */
  async read(project: string, request: OnlineRequest): Promise<OnlineAnswer> {
    const view = await this.views.ready(project, request.view, request.version);
    if (view.kind === 'on_demand' || view.joinKeys.length > 1) {
      const why = view.kind === 'on_demand' ? 'is computed' : `has ${view.joinKeys.length} join keys`;
      throw new AtelierError('feature.view_invalid', `${view.name} ${why}: read it at /api/ml/features/get-online-features.`);
    }
    const asked = request.features ?? view.features;
    const places = asked.map((name) => placeOf(view.features, name));
    if (view.temporal !== null) return { view: view.name, version: view.version, results: await this.temporal(view, asked, request) };
    if (request.date !== undefined)
      throw new AtelierError('feature.view_invalid', `${view.name} is a ${view.kind} view: its values have no date to ask for.`);
    const entities = request.entities.map((entity) => entityKey([entity]));
    const found = await readOnlineRows(this.database, [{ viewId: view.viewId, entities: [...new Set(entities)] }]);
    const oldest = view.ttlSeconds === null ? Number.NEGATIVE_INFINITY : Date.now() - view.ttlSeconds * 1000;
    const results = request.entities.map((entity, row) => {
      const valueAt = onlineValues(found.get(`${view.viewId} ${entities[row]}`), oldest);
      return { entity, features: Object.fromEntries(asked.map((name, at) => [name, valueAt(places[at])])) };
    });
    return { view: view.name, version: view.version, results };
  }

  private async temporal(
    view: MLFeatureStore,
    features: readonly string[],
    { entities, date }: OnlineRequest,
  ): Promise<OnlineAnswer['results']> {
    const [{ name: key }] = view.joinKeys;
    const service = { name: view.name, version: view.version, ...resolveService([{ view, features }], new Map(), false) };
    const at = date === undefined ? {} : { [String(view.timestampColumn)]: date };
    const values = await this.online.read(
      service,
      entities.map((entity) => ({ ...at, [key]: entity })),
    );
    return entities.map((entity, row) => ({ entity, features: values[row] }));
  }
}

function placeOf(features: readonly string[], name: string): number {
  const place = features.indexOf(name);
  if (place >= 0) return place;
  const { message } = columnMissing(name, features);
  throw new AtelierError('dataset.column_not_found', message, [{ path: 'features', message }]);
}
