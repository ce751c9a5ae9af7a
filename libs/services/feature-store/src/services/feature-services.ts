import { createHash } from 'node:crypto';
import type { FeatureServiceAnswer, Principal, RegisterService } from '@atelier/contracts';
import { OnlineFeatures, type ServiceDefinition } from '@atelier/online-features';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { holdViews, lastEnded, lockName } from '../views/versions.js';
import { Views } from '../views/views.js';
import { type Resolved, resolveService, select } from './resolve-service.js';

interface StoredService {
  readonly definition: ServiceDefinition;
  readonly created_at: Date;
}

/** Named lists of features, each version with the views' versions that it was registered with. */
@Injectable()
export class FeatureServices {
  constructor(
    private readonly database: DataSource,
    private readonly views: Views,
    private readonly online: OnlineFeatures,
  ) {}

  /**
   * The next version of the service; what is the same as the latest is the latest. Errors: `feature.view_not_found`, `feature.name_unknown`,
   * `feature.service_invalid`.
   */
  async register({ project, keyId }: Principal, request: RegisterService): Promise<FeatureServiceAnswer> {
    const resolved = await this.resolve(project, request.features, request.full_feature_names);
    const digest = createHash('sha256').update(JSON.stringify(resolved)).digest('hex');
    return await this.database.transaction(async (manager) => {
      await lockName(manager, 'service', project, request.name);
      await holdViews(
        manager,
        resolved.views.map(({ view_id }) => view_id),
      );
      const [latest]: (StoredService & { readonly digest: string })[] = await manager.query(
        'SELECT definition, digest, created_at FROM online_features.service WHERE project = $1 AND name = $2 ORDER BY version DESC LIMIT 1',
        [project, request.name],
      );
      if (latest?.digest === digest) return answer(latest);
      const last = Math.max(latest?.definition.version ?? 0, await lastEnded(manager, 'service', project, request.name));
      const definition = { name: request.name, version: last + 1, ...resolved };
      return answer(await insert(manager, { project, keyId, definition, digest }));
    });
  }

  /** The latest version of each. */
  async list(project: string): Promise<FeatureServiceAnswer[]> {
    const found: StoredService[] = await this.database.query(
      `SELECT DISTINCT ON (name) definition, created_at FROM online_features.service WHERE project = $1 ORDER BY name, version DESC LIMIT 1000`,
      [project],
    );
    return found.map(answer);
  }

  /** `feature.service_not_found`. */
  async get(project: string, name: string, version?: number): Promise<FeatureServiceAnswer> {
    const definition = await this.online.service(project, name, version);
    const [found]: StoredService[] = await this.database.query(
      'SELECT definition, created_at FROM online_features.service WHERE project = $1 AND name = $2 AND version = $3',
      [project, name, definition.version],
    );
    return answer(found);
  }

  /** The features of views, without keeping them as a service. */
  async resolve(project: string, asked: RegisterService['features'], full: boolean): Promise<Resolved> {
    const selections = await Promise.all(
      asked.map(async ({ view, version, features }, at) =>
        select(await this.views.find(project, view, version), features, `features.${at}`),
      ),
    );
    const inputs = selections.flatMap(({ view }) => view.computation?.inputs.map(({ viewId }) => viewId) ?? []);
    return resolveService(selections, await this.views.byId(inputs), full);
  }
}

async function insert(
  manager: EntityManager,
  { project, keyId, definition, digest }: { project: string; keyId: string; definition: ServiceDefinition; digest: string },
): Promise<StoredService> {
  const createdAt = new Date();
  await manager.query(
    `INSERT INTO online_features.service (project, name, version, definition, digest, created_by, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
    [project, definition.name, definition.version, JSON.stringify(definition), digest, keyId, createdAt],
  );
  return { definition, created_at: createdAt };
}

function answer({ definition, created_at }: StoredService): FeatureServiceAnswer {
  const { name, version, join_keys, request, features } = definition;
  return { name, version, join_keys, request, features, created_at: created_at.toISOString() };
}
