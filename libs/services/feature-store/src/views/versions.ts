import { AtelierError } from '@atelier/contracts';
import type { EntityManager } from 'typeorm';

type Kind = 'view' | 'service';

/** One registration or deletion of a name at a time. Held to the transaction's end. */
export async function lockName(manager: EntityManager, kind: Kind, project: string, name: string): Promise<void> {
  await manager.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`feature ${kind} ${project}/${name}`]);
}

/** The last version of a name that was deleted, 0 for none: no number is given twice, because who names a version keeps what it was. */
export async function lastEnded(manager: EntityManager, kind: Kind, project: string, name: string): Promise<number> {
  const [ended]: { version: number }[] = await manager.query(
    'SELECT version FROM feature_store.ended_version WHERE kind = $1 AND project = $2 AND name = $3',
    [kind, project, name],
  );
  return ended?.version ?? 0;
}

export async function endVersions(
  manager: EntityManager,
  kind: Kind,
  project: string,
  name: string,
  versions: readonly number[],
): Promise<void> {
  await manager.query(
    `INSERT INTO feature_store.ended_version (kind, project, name, version) VALUES ($1, $2, $3, $4)
     ON CONFLICT (kind, project, name) DO UPDATE SET version = greatest(ended_version.version, excluded.version)`,
    [kind, project, name, Math.max(0, ...versions)],
  );
}

/** Keeps views from being deleted until the transaction ends. `feature.view_not_found` where one is gone already. */
export async function holdViews(manager: EntityManager, viewIds: readonly string[]): Promise<void> {
  const wanted = [...new Set(viewIds)];
  const held: unknown[] = await manager.query(
    'SELECT view_id FROM feature_store.ml_feature_store WHERE view_id = ANY($1::uuid[]) FOR KEY SHARE',
    [wanted],
  );
  if (held.length < wanted.length) throw new AtelierError('feature.view_not_found', 'A feature view that is named was deleted meanwhile.');
}
