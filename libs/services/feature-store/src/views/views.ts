import { AtelierError, type AddDataset, type Principal, type RegisterView } from '@atelier/contracts';
import { nearestName } from '@atelier/learning';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager, In, LessThan } from 'typeorm';
import { v7 as uuidv7, validate as isUuid } from 'uuid';
import { Datasets } from '../datasets/datasets.js';
import { Entities } from '../entities/entities.js';
import { Materializations } from '../materialization/materializations.js';
import { MLFeatureStore } from './feature-view.entity.js';
import { temporalView } from './temporal-view.js';
import { holdViews, lastEnded, lockName } from './versions.js';
import { batchView, invalidView, type NewView, onDemandView, requireSameSchema, streamView } from './new-view.js';

const onlyOf: Readonly<Record<NonNullable<RegisterView['kind']>, readonly (keyof RegisterView)[]>> = {
  batch: ['dataset_id', 'entity_column', 'features', 'materialize'],
  stream: ['schema'],
  on_demand: ['inputs', 'request', 'expressions'],
  temporal: ['dataset_id', 'plan'],
};

/** The feature views of a project and their versions. */
@Injectable()
export class Views {
  constructor(
    private readonly database: DataSource,
    private readonly datasets: Datasets,
    private readonly entities: Entities,
    private readonly materializations: Materializations,
  ) {}

  /**
   * A new version of the view; a batch view's is then loaded. Errors: `dataset.not_found`, `dataset.column_not_found`, `feature.view_invalid`,
   * `feature.entity_not_found`, `feature.view_not_found` (an input), `feature.expression_invalid`.
   */
  async register(caller: Principal, request: RegisterView): Promise<MLFeatureStore> {
    const checked = await this.check(caller.project, request);
    return await this.database.transaction(async (manager) => {
      const loads = checked.kind === 'temporal' || (checked.kind === 'batch' && request.materialize !== false);
      const view = Object.assign(new MLFeatureStore(), {
        ...checked,
        viewId: uuidv7(),
        project: caller.project,
        name: request.name,
        version: await nextVersion(manager, caller.project, request.name),
        features: checked.schema.map(({ name }) => name),
        ttlSeconds: request.ttl_seconds ?? null,
        status: loads ? 'loading' : 'ready',
        detail: '',
        rowsRead: 0,
        createdBy: caller.keyId,
        createdAt: new Date(),
      } satisfies MLFeatureStore);
      await holdViews(manager, view.computation?.inputs.map(({ viewId }) => viewId) ?? []);
      await manager.insert(MLFeatureStore, view);
      if (view.datasetId !== null) await addSource(manager, view.viewId, view.datasetId);
      if (loads) await this.materializations.start(manager, view, { from: null, until: null, incremental: false });
      return view;
    });
  }

  /** More history for a batch view, of the same columns and types. `feature.view_not_found`, `feature.view_invalid`, `dataset.*`. */
  async addDataset(project: string, name: string, { dataset_id: datasetId, version }: AddDataset): Promise<MLFeatureStore> {
    const view = await this.find(project, name, version);
    if (!hasDatasets(view)) throw invalidView('name', `${name} ${view.version} is a ${view.kind} view: it has no datasets.`);
    requireSameSchema(view, await this.datasets.find(project, datasetId));
    await this.database.transaction((manager) => addSource(manager, view.viewId, datasetId));
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

  /** The latest (or this) version of each batch view of these names, or of all. `feature.view_not_found`, `feature.view_invalid` for one without datasets. */
  async toMaterialize(project: string, names: readonly string[] | null, version?: number): Promise<MLFeatureStore[]> {
    if (names !== null) {
      const views = await Promise.all(names.map((name) => this.find(project, name, version)));
      const other = views.find((view) => !hasDatasets(view));
      if (other)
        throw invalidView('feature_views', `${other.name} ${other.version} is a ${other.kind} view: only datasets are materialised.`);
      return views;
    }
    const all = await this.database.manager.find(MLFeatureStore, {
      where: { project, kind: In(['batch', 'temporal']) },
      order: { version: 'DESC' },
    });
    const latest = new Map<string, MLFeatureStore>();
    for (const view of all) if (!latest.has(view.name)) latest.set(view.name, view);
    return [...latest.values()];
  }

  /** Up to which event time each view's datasets are in the online table: the earliest of them; null while one is not at all. */
  async materializedUntil(viewIds: readonly string[]): Promise<ReadonlyMap<string, Date | null>> {
    const found: { view_id: string; until: Date | null }[] = await this.database.query(
      `SELECT view_id, CASE WHEN bool_and(materialized_until IS NOT NULL) THEN min(materialized_until) END AS until
       FROM feature_store.view_source WHERE view_id = ANY($1::uuid[]) GROUP BY view_id`,
      [viewIds],
    );
    return new Map(found.map(({ view_id, until }) => [view_id, until]));
  }

  /** Versions by id, for definitions that name them. */
  async byId(viewIds: readonly string[]): Promise<ReadonlyMap<string, MLFeatureStore>> {
    const found = await this.database.manager.find(MLFeatureStore, { where: { viewId: In([...viewIds]) } });
    return new Map(found.map((view) => [view.viewId, view]));
  }

  /** The version asked for, or the latest, in whatever state. `feature.view_not_found` with the nearest name, or the versions that there are. */
  async find(project: string, name: string, version?: number): Promise<MLFeatureStore> {
    const where = { project, name, ...(version === undefined ? {} : { version }) };
    const view = await this.database.manager.findOne(MLFeatureStore, { where, order: { version: 'DESC' } });
    if (!view) throw await this.notFound(project, name, version);
    return view;
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

  private async check(project: string, request: RegisterView): Promise<NewView> {
    const kind = request.kind ?? 'batch';
    const others = Object.entries(onlyOf)
      .flatMap(([other, fields]) => (other === kind ? [] : fields))
      .filter((field) => !onlyOf[kind].includes(field));
    const stray = others.find((field) => request[field] !== undefined);
    if (stray) throw invalidView(stray, `A ${kind} view has no ${stray}.`);
    if (kind === 'on_demand') {
      const inputs = await Promise.all((request.inputs ?? []).map(({ view, version }) => this.find(project, view, version)));
      const nested = inputs.find((input) => input.kind === 'on_demand');
      if (nested) throw invalidView('inputs', `${nested.name} is on-demand itself: read what it reads.`);
      return onDemandView(request, inputs);
    }
    const entity = request.entity === undefined ? null : await this.entities.find(project, request.entity);
    if (kind === 'stream') {
      if (!entity) throw invalidView('entity', 'A stream view needs an entity: register one at /api/ml/features/entities.');
      return streamView(request, entity);
    }
    if (request.dataset_id === undefined) throw invalidView('dataset_id', `A ${kind} view needs a dataset_id.`);
    if (kind === 'temporal') requirePlanAlone(request);
    const dataset = await this.datasets.find(project, request.dataset_id);
    if (kind === 'temporal') return await temporalView(request, dataset, entity);
    if ((entity === null) === (request.entity_column === undefined)) throw invalidView('entity', 'Give either entity or entity_column.');
    return batchView(request, dataset, entity);
  }

  private async notFound(project: string, name: string, version?: number): Promise<AtelierError> {
    const known = await this.database.manager.find(MLFeatureStore, { where: { project }, select: { name: true, version: true } });
    const versions = known.filter((view) => view.name === name).map((view) => view.version);
    if (versions.length > 0) {
      const has = versions.sort((a, b) => a - b).slice(-20);
      return new AtelierError('feature.view_not_found', `The feature view "${name}" has no version ${version}; it has ${has.join(', ')}.`);
    }
    const nearest = nearestName(name, [...new Set(known.map((view) => view.name))]);
    return new AtelierError(
      'feature.view_not_found',
      `There is no feature view ${JSON.stringify(name)}${nearest ? `; did you mean "${nearest}"?` : '.'}`,
    );
  }
}

const hasDatasets = ({ kind }: MLFeatureStore): boolean => kind === 'batch' || kind === 'temporal';

/** A temporal view says its times by its plan, and its features, made for the date asked, do not age. */
function requirePlanAlone(request: RegisterView): void {
  if (request.plan === undefined) throw invalidView('plan', 'A temporal view needs a plan: date_column, value_columns.');
  const stray = (['timestamp_column', 'known_at_column', 'ttl_seconds'] as const).find((field) => request[field] !== undefined);
  if (stray)
    throw invalidView(stray, `A temporal view has no ${stray}: its plan names the date, and its features are made for the date asked.`);
}

/** One registration of a name at a time, so that versions have no gaps and none is given twice. */
async function nextVersion(manager: EntityManager, project: string, name: string): Promise<number> {
  await lockName(manager, 'view', project, name);
  const [{ version }]: { version: number }[] = await manager.query(
    'SELECT coalesce(max(version), 0) AS version FROM feature_store.ml_feature_store WHERE project = $1 AND name = $2',
    [project, name],
  );
  return Math.max(version, await lastEnded(manager, 'view', project, name)) + 1;
}

/** Adding a dataset twice is adding it once. */
async function addSource(manager: EntityManager, viewId: string, datasetId: string): Promise<void> {
  await manager.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`feature view ${viewId}`]);
  await manager.query(
    `INSERT INTO feature_store.view_source (view_id, position, dataset_id)
     SELECT $1, coalesce(max(position) + 1, 0), $2 FROM feature_store.view_source WHERE view_id = $1 ON CONFLICT DO NOTHING`,
    [viewId, datasetId],
  );
}
