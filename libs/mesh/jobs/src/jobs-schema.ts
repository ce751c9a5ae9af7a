import type { ServiceSchema } from '@atelier/database';
import type { MigrationInterface, QueryRunner } from 'typeorm';

class CreateJobs implements MigrationInterface {
  readonly name = 'CreateJobs1763700000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE SCHEMA IF NOT EXISTS jobs');
    await runner.query(`
      CREATE TABLE jobs.job (
        id text PRIMARY KEY,
        queue text NOT NULL,
        project text NOT NULL,
        payload jsonb NOT NULL,
        priority integer NOT NULL DEFAULT 0,
        status text NOT NULL DEFAULT 'waiting' CHECK (status IN ('waiting', 'running', 'completed', 'failed', 'cancelled')),
        attempt integer NOT NULL DEFAULT 0,
        token integer NOT NULL DEFAULT 0,
        holder text,
        lease_until timestamptz,
        available_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        cancel_requested boolean NOT NULL DEFAULT false,
        created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        ended_at timestamptz,
        code text
      )`);
    await runner.query(`CREATE INDEX job_claim ON jobs.job (queue, priority DESC, created_at, id) WHERE status IN ('waiting', 'running')`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP SCHEMA jobs CASCADE');
  }
}

/** The queue's table, in the schema `jobs` of the database of the service whose jobs it keeps. */
export const jobsSchema: ServiceSchema = { service: 'jobs', entities: [], migrations: [CreateJobs] };
