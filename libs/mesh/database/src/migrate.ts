import type { DataSource, QueryRunner } from 'typeorm';
import { type ServiceSchema, schemaName } from './service-schema.js';

/** Any fixed number that all programs of the platform agree on: one migrates at a time. */
const advisoryLock = 7_228_390_114;

/**
 * Makes each service's schema and runs those of its migrations that SCHEMA.migrations does not name, in the order declared, each in a transaction
 * with its record. Programs that start at once on one server wait for each other.
 */
export async function migrate(dataSource: DataSource, services: readonly ServiceSchema[]): Promise<void> {
  const runner = dataSource.createQueryRunner();
  try {
    await runner.query('SELECT pg_advisory_lock($1)', [advisoryLock]);
    try {
      for (const service of services) await migrateService(runner, service);
    } finally {
      // If the connection is lost its lock is lost with it.
      if (!runner.isReleased) await runner.query('SELECT pg_advisory_unlock($1)', [advisoryLock]);
    }
  } finally {
    await runner.release();
  }
}

async function migrateService(runner: QueryRunner, { service, migrations }: ServiceSchema): Promise<void> {
  const schema = schemaName(service);
  const [{ found }] = await runner.query('SELECT to_regclass($1) IS NOT NULL AS found', [`${schema}.migrations`]);
  if (!found) {
    await runner.query(`CREATE SCHEMA IF NOT EXISTS "${schema}"`);
    await runner.query(`CREATE TABLE "${schema}".migrations (name text PRIMARY KEY, ran_at timestamptz NOT NULL DEFAULT now())`);
  }
  const rows: { name: string }[] = await runner.query(`SELECT name FROM "${schema}".migrations`);
  const ran = new Set(rows.map((row) => row.name));
  for (const Migration of migrations) {
    const migration = new Migration();
    const name = migration.name ?? Migration.name;
    if (ran.has(name)) continue;
    await runner.startTransaction();
    try {
      await migration.up(runner);
      await runner.query(`INSERT INTO "${schema}".migrations (name) VALUES ($1)`, [name]);
      await runner.commitTransaction();
    } catch (error) {
      if (!runner.isReleased) await runner.rollbackTransaction();
      throw error;
    }
  }
}
