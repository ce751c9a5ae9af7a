import { AtelierError, type Principal, type RegisterView } from '@atelier/contracts';
import { columnMissing, nearestName } from '@atelier/learning';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager, LessThan } from 'typeorm';
import { v7 as uuidv7, validate as isUuid } from 'uuid';
import type { Dataset } from '../datasets/dataset.entity.js';
import { Datasets } from '../datasets/datasets.js';
import { Loader } from '../loading/loader.js';
import { MLFeatureStore } from './feature-view.entity.js';

/** The feature views of a project and their versions. */
@Injectable()
export class Views {
  constructor(
    private readonly database: DataSource,
    private readonly datasets: Datasets,
    private readonly loader: Loader,
  ) {}

  /** A new version of the view, which is then loaded. Errors: `dataset.not_found`, `dataset.column_not_found`, `feature.view_invalid`. */
  async register(caller: Principal, request: RegisterView): Promise<MLFeatureStore> {
    const dataset = await this.datasets.find(caller.project, request.dataset_id);
    const features = checkedFeatures(dataset, request);
    const view = await this.database.transaction(async (manager) => {
      const created = Object.assign(new MLFeatureStore(), {
        viewId: uuidv7(),
        project: caller.project,
        name: request.name,
        version: await nextVersion(manager, caller.project, request.name),
        datasetId: dataset.datasetId,
        entityColumn: request.entity_column,
        features,
        timestampColumn: request.timestamp_column ?? null,
        ttlSeconds: request.ttl_seconds ?? null,
        status: 'loading',
        detail: '',
        rowsRead: 0,
        createdBy: caller.keyId,
        createdAt: new Date(),
      } satisfies MLFeatureStore);
      await manager.insert(MLFeatureStore, created);
      return created;
    });
    this.loader.wake();
    return view;
  }

  /** Every version, the newest first; `cursor` is the last `view_id` of the page before. */
  list(project: string, { limit, cursor }: { limit: number; cursor?: string }): Promise<MLFeatureStore[]> {
    if (cursor !== undefined && !isUuid(cursor)) {
      const message = 'Give the view_id of the last view of the page before.';
      throw new AtelierError('request.invalid', `cursor: ${message}`, [{ path: 'cursor', message }]);
    }
    const where = cursor === undefined ? { project } : { project, viewId: LessThan(cursor) };
    return this.database.manager.find(MLFeatureStore, { where, order: { viewId: 'DESC' }, take: limit });
  }

  /** The version asked for, or the latest that is ready. `feature.view_not_found`, `feature.view_not_ready`. */
  async ready(project: string, name: string, version?: number): Promise<MLFeatureStore> {
    const where = { project, name, ...(version === undefined ? {} : { version }) };
    const versions = await this.database.manager.find(MLFeatureStore, { where, order: { version: 'DESC' } });
    const view = versions.find(({ status }) => status === 'ready');
    if (view) return view;
    const [latest] = versions;
    if (!latest) throw await this.notFound(project, name, version);
    if (latest.status === 'failed')
      throw new AtelierError('feature.view_invalid', `${name} ${latest.version} could not be loaded: ${latest.detail}`);
    throw new AtelierError('feature.view_not_ready', `${name} ${latest.version} is being loaded: ${latest.rowsRead} rows so far.`);
  }

  private async notFound(project: string, name: string, version?: number): Promise<AtelierError> {
    const known = await this.database.manager.find(MLFeatureStore, { where: { project }, select: { name: true } });
    const nearest = nearestName(name, [...new Set(known.map((view) => view.name))]);
    const asked = version === undefined ? JSON.stringify(name) : `${JSON.stringify(name)} in version ${version}`;
    return new AtelierError(
      'feature.view_not_found',
      `There is no feature view ${asked}${nearest && nearest !== name ? `; did you mean "${nearest}"?` : '.'}`,
    );
  }
}

/** One registration of a name at a time, so that versions have no gaps and none is given twice. */
async function nextVersion(manager: EntityManager, project: string, name: string): Promise<number> {
  await manager.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`feature view ${project}/${name}`]);
  const [{ version }] = await manager.query(
    'SELECT coalesce(max(version), 0) + 1 AS version FROM feature_store.ml_feature_store WHERE project = $1 AND name = $2',
    [project, name],
  );
  return version;
}

function checkedFeatures({ columns }: Dataset, request: RegisterView): readonly string[] {
  const { entity_column: entity, timestamp_column: timestamp } = request;
  requireColumn(columns, entity, 'entity_column');
  if (timestamp !== undefined) {
    requireColumn(columns, timestamp, 'timestamp_column');
    const { type } = columns.find(({ name }) => name === timestamp) as Dataset['columns'][number];
    if (type !== 'datetime') throw invalid('timestamp_column', `The column "${timestamp}" holds ${type} values, not dates.`);
  }
  const features = request.features ?? columns.map(({ name }) => name).filter((name) => name !== entity && name !== timestamp);
  for (const [at, name] of features.entries()) requireColumn(columns, name, `features.${at}`);
  if (features.includes(entity)) throw invalid('features', `The key "${entity}" cannot be a feature as well.`);
  if (new Set(features).size < features.length) throw invalid('features', 'A feature is named twice.');
  if (features.length === 0) throw invalid('features', 'The dataset has no column beside the key.');
  return features;
}

function requireColumn(columns: Dataset['columns'], name: string, path: string): void {
  const names = columns.map((column) => column.name);
  if (names.includes(name)) return;
  const { message } = columnMissing(name, names);
  throw new AtelierError('dataset.column_not_found', message, [{ path, message }]);
}

function invalid(path: string, message: string): AtelierError {
  return new AtelierError('feature.view_invalid', message, [{ path, message }]);
}
