import { testDataSource } from '@atelier/database';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AfterCommit } from './after-commit.js';

describe('AfterCommit', () => {
  let database: Awaited<ReturnType<typeof testDataSource>>;
  let afterCommit: AfterCommit;
  let runs: number;
  const effect = () => void runs++;

  beforeAll(async () => {
    database = await testDataSource([]);
    afterCommit = new AfterCommit(database.dataSource);
  });
  afterAll(() => database.stop());

  it('runs an effect once, after the outermost commit', async () => {
    runs = 0;
    await database.dataSource.transaction(async (manager) => {
      await manager.transaction(async (inner) => afterCommit.add(inner, effect));
      afterCommit.add(manager, effect);
      expect(runs).toBe(0);
    });
    expect(runs).toBe(1);
  });

  it('forgets the effects of a transaction that is rolled back', async () => {
    runs = 0;
    const failed = database.dataSource.transaction(async (manager) => {
      afterCommit.add(manager, effect);
      throw new Error('no');
    });
    await expect(failed).rejects.toThrow('no');
    await database.dataSource.transaction(async (manager) => void (await manager.query('SELECT 1')));
    expect(runs).toBe(0);
  });

  it('runs an effect at once outside of a transaction', () => {
    runs = 0;
    afterCommit.add(database.dataSource.manager, effect);
    expect(runs).toBe(1);
  });
});
