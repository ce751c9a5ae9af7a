import type { EntityManager } from 'typeorm';
import type { MLFeatureStore } from '../views/feature-view.entity.js';

interface Named {
  readonly name: string;
  readonly version: number;
}

/** Who relies on these versions of one view, in words. */
export async function viewUses(manager: EntityManager, project: string, views: readonly MLFeatureStore[]): Promise<string[]> {
  const ids = views.map(({ viewId }) => viewId);
  const services: Named[] = await manager.query(
    `SELECT name, version FROM online_features.service WHERE project = $1 AND (
       EXISTS (SELECT FROM jsonb_array_elements(definition -> 'views') AS part WHERE part ->> 'view_id' = ANY($2::text[]))
       OR EXISTS (SELECT FROM jsonb_array_elements(definition -> 'features') AS part
         WHERE part ->> 'view' = $3 AND (part ->> 'version')::int = ANY($4::int[]))) ORDER BY name, version`,
    [project, ids, views[0]?.name ?? '', views.map(({ version }) => version)],
  );
  const computed: Named[] = await manager.query(
    `SELECT name, version FROM feature_store.ml_feature_store WHERE project = $1 AND kind = 'on_demand' AND view_id <> ALL($2::uuid[])
       AND EXISTS (SELECT FROM jsonb_array_elements(computation -> 'inputs') AS input WHERE input ->> 'viewId' = ANY($2::text[])) ORDER BY name, version`,
    [project, ids],
  );
  const loading: { materialization_id: string }[] = await manager.query(
    `SELECT materialization_id FROM feature_store.materialization WHERE view_id = ANY($1::uuid[]) AND status IN ('pending', 'running')`,
    [ids],
  );
  return [
    ...services.map(({ name, version }) => `the service "${name}" ${version}`),
    ...computed.map(({ name, version }) => `the on-demand view "${name}" ${version}`),
    ...loading.map(({ materialization_id: id }) => `the materialisation ${id}, which is under way`),
  ];
}

/** Who relies on these versions of a service, in words; `force` passes over training sets that are built. */
export async function serviceUses(
  manager: EntityManager,
  project: string,
  name: string,
  versions: readonly number[],
  force: boolean,
): Promise<string[]> {
  const sets: { training_set_id: string; status: string }[] = await manager.query(
    `SELECT training_set_id, status FROM feature_store.training_set
     WHERE project = $1 AND service = $2 AND version = ANY($3::int[]) AND status = ANY($4::text[]) ORDER BY training_set_id DESC`,
    [project, name, versions, force ? ['pending', 'running'] : ['pending', 'running', 'completed']],
  );
  return sets.map(({ training_set_id: id, status }) => `the training set ${id} (${status})`);
}
