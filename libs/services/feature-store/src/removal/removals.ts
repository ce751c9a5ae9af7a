import { ArtifactStore } from '@atelier/artifacts';
import { InjectOutbox, type Outbox } from '@atelier/bus';
import { AtelierError, type FeaturesDeleted, type Principal } from '@atelier/contracts';
import { OnlineFeatures } from '@atelier/online-features';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { MLFeatureStore } from '../views/feature-view.entity.js';
import { Views } from '../views/views.js';
import { endVersions, lockName } from '../views/versions.js';
import { serviceUses, viewUses } from './uses.js';

/** What a view keeps, in an order in which nothing refers to what is gone. */
const tablesOfViews = [
  'feature_store.statistic',
  'feature_store.materialization',
  'feature_store.segment',
  'feature_store.pushed_row',
  'feature_store.view_source',
  'online_features.online_row',
  'feature_store.ml_feature_store',
];

/** Ends views and services that nothing relies on, with all that was kept of them. */
@Injectable()
export class Removals {
  constructor(
    private readonly database: DataSource,
    private readonly artifacts: ArtifactStore,
    private readonly views: Views,
    private readonly online: OnlineFeatures,
    @InjectOutbox('feature-store') private readonly outbox: Outbox,
  ) {}

  /**
   * A version of a view, or all of them: rows pushed, segments, online rows or states, statistics. Datasets stay. Errors: `feature.view_not_found`,
   * `feature.in_use` (by services, by computed views, by a materialisation under way).
   */
  async removeView(caller: Principal, name: string, version?: number): Promise<FeaturesDeleted> {
    await this.views.find(caller.project, name, version);
    const { versions, files } = await this.database.transaction(async (manager) => {
      await lockName(manager, 'view', caller.project, name);
      const where = { project: caller.project, name, ...(version === undefined ? {} : { version }) };
      const lock = { mode: 'pessimistic_write' as const };
      const found = await manager.find(MLFeatureStore, { where, lock, order: { version: 'ASC' } });
      refuseUsed(`The feature view "${name}"`, await viewUses(manager, caller.project, found));
      const ids = found.map(({ viewId }) => viewId);
      const stored: { digest: string }[] = await manager.query('SELECT digest FROM feature_store.segment WHERE view_id = ANY($1::uuid[])', [
        ids,
      ]);
      for (const table of tablesOfViews) await manager.query(`DELETE FROM ${table} WHERE view_id = ANY($1::uuid[])`, [ids]);
      const ended = await this.end(manager, caller, { kind: 'view', name, versions: found.map((view) => view.version) });
      return { versions: ended, files: stored.map(({ digest }) => digest) };
    });
    for (const digest of await this.unreferenced(files)) await this.artifacts.delete(digest);
    return { kind: 'view', name, versions };
  }

  /**
   * A version of a service, or all of them. Errors: `feature.service_not_found`, `feature.in_use` by training sets: one that is to be built, always; one that
   * was built, unless `force`, since models that were trained from it ask the service for what a request leaves out.
   */
  async removeService(
    caller: Principal,
    name: string,
    { version, force = false }: { version?: number; force?: boolean },
  ): Promise<FeaturesDeleted> {
    await this.online.service(caller.project, name, version);
    const versions = await this.database.transaction(async (manager) => {
      await lockName(manager, 'service', caller.project, name);
      const found: { version: number }[] = await manager.query(
        'SELECT version FROM online_features.service WHERE project = $1 AND name = $2 AND ($3::int IS NULL OR version = $3) ORDER BY version',
        [caller.project, name, version ?? null],
      );
      const ended = found.map((each) => each.version);
      refuseUsed(`The feature service "${name}"`, await serviceUses(manager, caller.project, name, ended, force));
      await manager.query('DELETE FROM online_features.service WHERE project = $1 AND name = $2 AND version = ANY($3::int[])', [
        caller.project,
        name,
        ended,
      ]);
      return await this.end(manager, caller, { kind: 'service', name, versions: ended });
    });
    this.online.forget(caller.project, name);
    return { kind: 'service', name, versions };
  }

  private async end(manager: EntityManager, { project, keyId }: Principal, { kind, name, versions }: FeaturesDeleted): Promise<number[]> {
    await endVersions(manager, kind, project, name, versions);
    await this.outbox.publish(manager, project, 'features.deleted', { kind, name, versions: [...versions], deleted_by: keyId });
    return [...versions];
  }

  /** Segments that no training set is built from again, and no other view has. */
  private async unreferenced(digests: readonly string[]): Promise<string[]> {
    const kept: { digest: string }[] = await this.database.query(
      `SELECT digest FROM unnest($1::text[]) AS given (digest) WHERE EXISTS (SELECT FROM feature_store.segment WHERE segment.digest = given.digest)
         OR EXISTS (SELECT FROM feature_store.training_set WHERE strpos(plan::text, given.digest) > 0)`,
      [digests],
    );
    return digests.filter((digest) => !kept.some((each) => each.digest === digest));
  }
}

function refuseUsed(what: string, uses: readonly string[]): void {
  if (uses.length === 0) return;
  const named = uses.slice(0, 10).join(', ');
  throw new AtelierError('feature.in_use', `${what} is relied on by ${named}${uses.length > 10 ? ` and ${uses.length - 10} more` : ''}.`);
}
