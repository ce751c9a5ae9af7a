import { AtelierError } from '@atelier/contracts';
import { openDataSource, startTestDatabase, type TestDatabase } from '@atelier/database';
import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import { accessSchema } from '../store/access-schema.js';
import { ApiKey } from '../store/api-key.entity.js';
import { ApiKeys } from './api-keys.js';
import { KeyVerifier } from './key-verifier.js';

const second = 1_000;

describe('key verifier', () => {
  let database: TestDatabase;
  let dataSource: DataSource;
  let now: number;
  let verifier: KeyVerifier;
  let keys: ApiKeys;
  beforeAll(async () => {
    Logger.overrideLogger(false);
    database = await startTestDatabase();
    dataSource = await openDataSource({ url: database.url, services: [accessSchema] });
  });
  afterAll(async () => {
    await dataSource.destroy();
    await database.stop();
  });
  beforeEach(() => {
    jest.restoreAllMocks();
    now = Date.now();
    verifier = new KeyVerifier(dataSource, () => now);
    keys = new ApiKeys(dataSource, verifier);
  });

  const create = async (expiresAt?: Date) => {
    const { stored, key } = await keys.create({ project: 'default', role: 'viewer', name: 'n', expiresAt });
    return { id: stored.id, header: `Bearer ${key}`, caller: { project: 'default', role: 'admin', keyId: 'x' } as const };
  };
  const away = () => {
    const refused = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
    jest.spyOn(dataSource, 'query').mockRejectedValue(new AtelierError('database.unavailable', 'away', [], { cause: refused }));
  };

  it('remembers a verified key for 30 s, and answers without a promise', async () => {
    const { header, id } = await create();
    const query = jest.spyOn(dataSource, 'query');
    expect(await verifier.verify(header)).toEqual({ project: 'default', role: 'viewer', keyId: id });
    now += 29 * second;
    expect(verifier.verify(header)).toEqual({ project: 'default', role: 'viewer', keyId: id });
    expect(query).toHaveBeenCalledTimes(1);
    now += 2 * second;
    await verifier.verify(header);
    expect(query).toHaveBeenCalledTimes(2);
  });

  it('asks once for many requests at once', async () => {
    const { header } = await create();
    const query = jest.spyOn(dataSource, 'query');
    await Promise.all(Array.from({ length: 20 }, () => verifier.verify(header)));
    expect(query).toHaveBeenCalledTimes(1);
  });

  it('notes when a key was used', async () => {
    const { header, id } = await create();
    await verifier.verify(header);
    const stored = await dataSource.manager.findOneByOrFail(ApiKey, { id });
    expect(stored.lastUsedAt?.getTime()).toBe(now);
  });

  it('refuses a key from the moment it expires, remembered or not', async () => {
    const { header } = await create(new Date(now + 10 * second));
    await verifier.verify(header);
    now += 10 * second;
    await expect(verifier.verify(header)).rejects.toMatchObject({ code: 'access.unauthenticated' });
    away();
    await expect(verifier.verify(header)).rejects.toMatchObject({ code: 'database.unavailable' });
  });

  it('learns of a revocation in another program within 30 s', async () => {
    const { header, id, caller } = await create();
    await verifier.verify(header);
    await new ApiKeys(dataSource, new KeyVerifier(dataSource)).revoke(caller, id);
    now += 31 * second;
    await expect(verifier.verify(header)).rejects.toMatchObject({ code: 'access.unauthenticated' });
  });

  it('does not remember an answer that a revocation has overtaken', async () => {
    const { header, id, caller } = await create();
    const answer = verifier.verify(header);
    verifier.forget(id);
    await answer;
    await keys.revoke(caller, id);
    await expect(verifier.verify(header)).rejects.toMatchObject({ code: 'access.unauthenticated' });
  });

  it('goes on with a verified key for an hour while the database is away', async () => {
    const { header, id } = await create();
    await verifier.verify(header);
    away();
    now += 31 * second;
    expect(await verifier.verify(header)).toMatchObject({ keyId: id });
    expect(verifier.verify(header)).toMatchObject({ keyId: id });
    now += 3_600 * second;
    await expect(verifier.verify(header)).rejects.toMatchObject({ code: 'database.unavailable' });
  });

  it('takes no new key while the database is away', async () => {
    const { header } = await create();
    away();
    await expect(verifier.verify(header)).rejects.toMatchObject({ code: 'database.unavailable' });
  });

  it('does not take a fault of its own for an outage', async () => {
    const { header } = await create();
    await verifier.verify(header);
    jest.spyOn(dataSource, 'query').mockRejectedValue(new TypeError('a fault'));
    now += 31 * second;
    await expect(verifier.verify(header)).rejects.toThrow('a fault');
  });

  it('does not ask the database about what cannot be a key', async () => {
    const query = jest.spyOn(dataSource, 'query');
    for (const header of ['Bearer x', 'Bearer', `Bearer atl_${'!'.repeat(43)}`, 'atl_'])
      await expect(verifier.verify(header)).rejects.toMatchObject({ code: 'access.unauthenticated' });
    expect(() => verifier.verify(undefined)).toThrow('access.unauthenticated');
    expect(query).not.toHaveBeenCalled();
  });

  it('remembers at most 10,000 headers', async () => {
    const { header, id } = await create();
    await verifier.verify(header);
    const row = { id: 'other', project: 'p', role: 'viewer', expires_at: null };
    const query = jest.spyOn(dataSource, 'query').mockResolvedValue([[row], 1]);
    for (let i = 0; i < 10_000; i++) await verifier.verify(`Bearer atl_${String(i).padStart(43, '0')}`);
    query.mockClear();
    verifier.verify(`Bearer atl_${'9999'.padStart(43, '0')}`);
    expect(query).not.toHaveBeenCalled();
    expect(await verifier.verify(header)).not.toMatchObject({ keyId: id });
    expect(query).toHaveBeenCalledTimes(1);
  });
});
