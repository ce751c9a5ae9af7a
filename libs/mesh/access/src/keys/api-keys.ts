import { AtelierError, type Principal, type Role } from '@atelier/contracts';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { ApiKey } from '../store/api-key.entity.js';
import { type NewKey, makeKey } from './key.js';
import { KeyVerifier } from './key-verifier.js';

export interface KeyRequest {
  readonly project: string;
  readonly role: Role;
  readonly name: string;
  readonly expiresAt?: Date | null;
}

/** Makes, lists and revokes keys. */
@Injectable()
export class ApiKeys {
  constructor(
    private readonly dataSource: DataSource,
    private readonly verifier: KeyVerifier,
  ) {}

  /** The stored key and, this once, its plaintext. `made` is given where the plaintext must be known before it is stored. */
  async create({ project, role, name, expiresAt = null }: KeyRequest, made: NewKey = makeKey()): Promise<{ stored: ApiKey; key: string }> {
    const stored = this.dataSource.manager.create(ApiKey, {
      id: uuidv7(),
      project,
      role,
      name,
      hash: made.hash,
      prefix: made.prefix,
      createdAt: new Date(),
      expiresAt,
      revokedAt: null,
      lastUsedAt: null,
    });
    await this.dataSource.manager.insert(ApiKey, stored);
    return { stored, key: made.key };
  }

  /** Newest first; revoked ones too, so that the audit log's ids can be read. */
  async list(project: string): Promise<ApiKey[]> {
    return await this.dataSource.manager.find(ApiKey, { where: { project }, order: { id: 'DESC' }, take: 1_000 });
  }

  /** Ends a key of the caller's project; one that is revoked already stays so. */
  async revoke(caller: Principal, id: string): Promise<void> {
    const found = await this.dataSource.manager.findOneBy(ApiKey, { project: caller.project, id });
    if (!found) throw new AtelierError('access.key_not_found', `The project has no key ${id}.`);
    if (!found.revokedAt) await this.dataSource.manager.update(ApiKey, { id }, { revokedAt: new Date() });
    this.verifier.forget(id);
  }
}
