import { describe, expect, it } from '@jest/globals';
import { AtelierError } from '@atelier/contracts';
import { openDataSource } from './data-source.js';
import { databaseError } from './unavailability.js';

const failure = (code: string, message = 'x'): Error => Object.assign(new Error(message), { code });

describe('databaseError', () => {
  it.each([['ECONNREFUSED'], ['ECONNRESET'], ['08006'], ['57P01'], ['57P03'], ['53300']])('knows %s as no database', (code) => {
    expect(databaseError(failure(code))).toMatchObject({ code: 'database.unavailable' });
    expect(databaseError(Object.assign(new Error('query failed'), { driverError: failure(code) }))).toMatchObject({
      code: 'database.unavailable',
    });
  });

  it.each([
    ['Connection terminated unexpectedly'],
    ['timeout exceeded when trying to connect'],
    ['Connection terminated due to connection timeout'],
  ])('knows "%s" as no database', (message) => expect(databaseError(new Error(message))).toMatchObject({ code: 'database.unavailable' }));

  it('looks into the failures of several addresses', () => {
    expect(databaseError(new AggregateError([failure('ECONNREFUSED'), failure('ECONNREFUSED')]))).toMatchObject({
      code: 'database.unavailable',
    });
  });

  it('tells a full disk apart', () => {
    expect(databaseError(failure('53100'))).toMatchObject({ code: 'storage.full' });
  });

  it('leaves other failures alone', () => {
    for (const error of [failure('23505'), new AtelierError('job.not_found', 'x'), 'text', new Error('anything')]) {
      expect(databaseError(error)).toBe(error);
    }
  });

  it('keeps the failure as its cause', () => {
    const cause = failure('ECONNRESET');
    expect(databaseError(cause)).toMatchObject({ cause });
  });
});

describe('openDataSource', () => {
  it('says that nothing answers once its patience ends', async () => {
    const opening = openDataSource({ url: 'postgres://a:b@127.0.0.1:1/postgres', services: [], patience: 250 });
    await expect(opening).rejects.toMatchObject({ code: 'database.unavailable' });
  });
});
