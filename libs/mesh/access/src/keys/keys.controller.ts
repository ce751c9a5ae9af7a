import { AtelierError, type CreatedKey, type CreateKey, createKeySchema, type KeyAnswer, type Principal } from '@atelier/contracts';
import { Body, Controller, Delete, Get, HttpCode, Param, Post } from '@nestjs/common';
import { z } from 'zod';
import { Allow, Caller } from '../access.js';
import type { ApiKey } from '../store/api-key.entity.js';
import { ApiKeys } from './api-keys.js';

const keyIdSchema = z.uuid();

/** The keys of the caller's project; for its admins. */
@Controller('api/ml/keys')
@Allow('admin')
export class KeysController {
  constructor(private readonly keys: ApiKeys) {}

  /** The key is shown in this answer and never again. */
  @Post()
  async create(@Caller() caller: Principal, @Body({ schema: createKeySchema }) body: CreateKey): Promise<CreatedKey> {
    const { stored, key } = await this.keys.create({
      project: projectFor(caller, body.project),
      role: body.role,
      name: body.name,
      expiresAt: expiry(body.expires_at),
    });
    return { ...answer(stored), key };
  }

  @Get()
  async list(@Caller() caller: Principal): Promise<KeyAnswer[]> {
    return (await this.keys.list(caller.project)).map(answer);
  }

  @Delete(':key_id')
  @HttpCode(204)
  async revoke(@Caller() caller: Principal, @Param('key_id') id: string): Promise<void> {
    if (!keyIdSchema.safeParse(id).success) throw new AtelierError('access.key_not_found', 'The project has no such key.');
    await this.keys.revoke(caller, id);
  }
}

/** Projects begin with a key made by the operator's own project, `default`; all other admins stay in theirs. */
function projectFor(caller: Principal, wanted = caller.project): string {
  if (wanted === caller.project || caller.project === 'default') return wanted;
  throw new AtelierError('access.forbidden', 'Keys for another project are made by an admin of the project "default".');
}

function expiry(text: string | undefined): Date | null {
  if (text === undefined) return null;
  const at = new Date(text);
  if (at.getTime() > Date.now()) return at;
  throw new AtelierError('request.invalid', 'expires_at lies in the past.', [{ path: 'expires_at', message: 'must lie in the future' }]);
}

function answer(key: ApiKey): KeyAnswer {
  return {
    key_id: key.id,
    name: key.name,
    role: key.role,
    project: key.project,
    prefix: key.prefix,
    created_at: key.createdAt.toISOString(),
    expires_at: key.expiresAt?.toISOString() ?? null,
    revoked_at: key.revokedAt?.toISOString() ?? null,
    last_used_at: key.lastUsedAt?.toISOString() ?? null,
  };
}
