import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Column, type DataSource, Entity, type MigrationInterface, PrimaryColumn, type QueryRunner } from 'typeorm';
import { openDataSource } from './data-source.js';
import { queryPrepared } from './prepared-query.js';
import type { ServiceSchema } from './service-schema.js';

export interface DatabaseUnderTest {
  readonly url: string;
  stop(): Promise<void>;
}

@Entity({ schema: 'feature_store', name: 'suite_view' })
class SuiteView {
  @PrimaryColumn('text') id!: string;
  @Column('int') rows!: number;
}

class MakeView {
  name = 'MakeView1';
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE TABLE feature_store.suite_view (id text PRIMARY KEY, rows int NOT NULL CHECK (rows >= 0))');
  }
  async down(): Promise<void> {}
}

class FillView {
  name = 'FillView2';
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`INSERT INTO feature_store.suite_view VALUES ('first', 1)`);
  }
  async down(): Promise<void> {}
}

class FailHalfway {
  name = 'FailHalfway3';
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`INSERT INTO feature_store.suite_view VALUES ('halfway', 1)`);
    await runner.query('SELECT 1 / 0');
  }
  async down(): Promise<void> {}
}

const services = (...migrations: (new () => MigrationInterface)[]): ServiceSchema[] => [
  { service: 'feature-store', entities: [SuiteView], migrations },
];

/** What every PostgreSQL that Atelier stands on must do; each driver's spec runs it. */
export function databaseSuite(driver: string, start: () => Promise<DatabaseUnderTest>): void {
  describe(`database on ${driver}`, () => {
    let database: DatabaseUnderTest;
    let dataSource: DataSource;
    const schema = services(MakeView, FillView);

    beforeAll(async () => {
      database = await start();
      dataSource = await openDataSource({ url: database.url, services: schema });
    });

    afterAll(async () => {
      await dataSource.query('DROP SCHEMA feature_store CASCADE');
      await dataSource.destroy();
      await database.stop();
    });

    it('runs the migrations of a service in its own schema', async () => {
      expect(await dataSource.getRepository(SuiteView).find()).toEqual([{ id: 'first', rows: 1 }]);
      expect(await dataSource.query('SELECT name FROM feature_store.migrations ORDER BY name')).toEqual([
        { name: 'FillView2' },
        { name: 'MakeView1' },
      ]);
    });

    it('runs each migration once, however many programs start at the same time', async () => {
      await dataSource.query('DROP SCHEMA feature_store CASCADE');
      const programs = await Promise.all(Array.from({ length: 4 }, () => openDataSource({ url: database.url, services: schema })));
      expect(await dataSource.getRepository(SuiteView).count()).toBe(1);
      await Promise.all(programs.map((program) => program.destroy()));
    });

    it('keeps nothing of a migration that fails, and runs it again when it is mended', async () => {
      await expect(openDataSource({ url: database.url, services: services(MakeView, FillView, FailHalfway) })).rejects.toThrow(
        'division by zero',
      );
      expect(await dataSource.getRepository(SuiteView).findBy({ id: 'halfway' })).toEqual([]);
      expect(await dataSource.query(`SELECT 1 FROM feature_store.migrations WHERE name = 'FailHalfway3'`)).toEqual([]);
    });

    it('rolls a failed transaction back and keeps the cause of the failure', async () => {
      const failing = dataSource.transaction(async (manager) => {
        await manager.insert(SuiteView, { id: 'second', rows: 2 });
        await manager.insert(SuiteView, { id: 'third', rows: -1 });
      });
      await expect(failing).rejects.toMatchObject({ name: 'QueryFailedError', driverError: { code: '23514' } });
      expect(await dataSource.getRepository(SuiteView).countBy({ id: 'second' })).toBe(0);
    });

    it('keeps a prepared statement on its connection, answers by its values, and says when it cannot be asked', async () => {
      const statement = {
        name: 'suite.named',
        text: 'SELECT name, generic_plans + custom_plans AS planned, $1::int AS given FROM pg_prepared_statements',
      };
      const own = await openDataSource({ url: database.url, services: [], poolSize: 1 });
      for (const given of [1, 2, 3])
        expect(await queryPrepared(own, statement, [given])).toEqual([{ name: 'suite.named', planned: String(given), given }]);
      await expect(queryPrepared(own, statement, ['none'])).rejects.toThrow('invalid input syntax for type integer');
      await expect(own.query('SELECT pg_terminate_backend(pg_backend_pid())')).rejects.toMatchObject({ code: 'database.unavailable' });
      const answer = await queryPrepared(own, statement, [4]).catch((error: unknown) => error);
      if (!Array.isArray(answer)) expect(answer).toMatchObject({ code: 'database.unavailable' });
      expect(await queryPrepared(own, statement, [5])).toMatchObject([{ given: 5 }]);
      await own.destroy();
    });

    it('survives cut connections: the query says so, the next one works', async () => {
      const runner = dataSource.createQueryRunner();
      await runner.startTransaction();
      const [{ pid }] = await runner.query('SELECT pg_backend_pid() AS pid');
      await dataSource.query('SELECT pg_terminate_backend($1)', [pid]);
      await expect(runner.query('SELECT 1')).rejects.toMatchObject({ code: 'database.unavailable' });
      await expect(runner.query('SELECT 1')).rejects.toMatchObject({ code: 'database.unavailable' });
      await runner.release();
      expect(await dataSource.query('SELECT 1 AS one')).toEqual([{ one: 1 }]);
    });

    it('survives the loss of every idle connection', async () => {
      await Promise.all(Array.from({ length: 3 }, () => dataSource.query('SELECT 1')));
      const others = await openDataSource({ url: database.url, services: [] });
      await others.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = current_database() AND application_name = 'atelier'`,
      );
      await others.destroy();
      // At most each of the three dead connections is found so, by one query.
      for (let lost = 0; lost <= 3; lost++) {
        const answer = await dataSource.query('SELECT 1 AS one').catch((error: unknown) => error);
        if (Array.isArray(answer)) return;
        expect(answer).toMatchObject({ code: 'database.unavailable' });
      }
      expect(await dataSource.query('SELECT 1 AS one')).toEqual([{ one: 1 }]);
    });
  });
}
