import { AtelierError, type EntityAnswer, type Principal, type RegisterEntity } from '@atelier/contracts';
import { nearestName } from '@atelier/learning';
import type { KeyType, TypedName } from '@atelier/online-features';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

interface StoredEntity {
  readonly name: string;
  readonly join_keys: readonly TypedName<KeyType>[];
  readonly description: string;
  readonly created_at: Date;
}

const columns = 'name, join_keys, description, created_at';

/** What a project's features are about. */
@Injectable()
export class Entities {
  constructor(private readonly database: DataSource) {}

  /** The same entity again is the same entity. `feature.entity_conflict` with other keys, `request.invalid` for a key named twice. */
  async register({ project, keyId }: Principal, { name, join_keys: joinKeys, description = '' }: RegisterEntity): Promise<EntityAnswer> {
    if (new Set(joinKeys.map((key) => key.name)).size < joinKeys.length) {
      const message = 'A join key is named twice.';
      throw new AtelierError('request.invalid', `join_keys: ${message}`, [{ path: 'join_keys', message }]);
    }
    await this.database.query(
      `INSERT INTO feature_store.entity (project, name, join_keys, description, created_by, created_at) VALUES ($1, $2, $3, $4, $5, now())
       ON CONFLICT DO NOTHING`,
      [project, name, JSON.stringify(joinKeys), description, keyId],
    );
    const entity = await this.find(project, name);
    const shown = (keys: readonly TypedName<KeyType>[]) => keys.map((key) => `${key.name} (${key.type})`).join(', ');
    if (shown(entity.join_keys) !== shown(joinKeys))
      throw new AtelierError('feature.entity_conflict', `The entity "${name}" has the join keys ${shown(entity.join_keys)}.`);
    return entity;
  }

  async list(project: string): Promise<EntityAnswer[]> {
    const found: StoredEntity[] = await this.database.query(
      `SELECT ${columns} FROM feature_store.entity WHERE project = $1 ORDER BY name LIMIT 1000`,
      [project],
    );
    return found.map(answer);
  }

  /** `feature.entity_not_found` with the nearest name. */
  async find(project: string, name: string): Promise<EntityAnswer> {
    const [entity]: StoredEntity[] = await this.database.query(
      `SELECT ${columns} FROM feature_store.entity WHERE project = $1 AND name = $2`,
      [project, name],
    );
    if (entity) return answer(entity);
    const nearest = nearestName(
      name,
      (await this.list(project)).map((each) => each.name),
    );
    throw new AtelierError('feature.entity_not_found', `There is no entity "${name}"${nearest ? `; did you mean "${nearest}"?` : '.'}`);
  }
}

function answer(entity: StoredEntity): EntityAnswer {
  return { ...entity, created_at: entity.created_at.toISOString() };
}
