import type { ServiceName } from '@atelier/contracts';
import { schemaName } from '@atelier/database';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The migration that gives a service its outbox, inbox, mailbox (in-process delivery) and dead letters; a service lists it in its `ServiceSchema`. */
export function busMigration(service: ServiceName): new () => MigrationInterface {
  const schema = `"${schemaName(service)}"`;
  return class implements MigrationInterface {
    readonly name = 'BusTables1764000000000';

    async up(runner: QueryRunner): Promise<void> {
      await runner.query(`CREATE TABLE ${schema}.outbox (
        sequence bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, topic text NOT NULL, key text NOT NULL, type text NOT NULL,
        value text NOT NULL, headers jsonb, stored_at timestamptz NOT NULL DEFAULT now(), published_at timestamptz)`);
      await runner.query(`CREATE INDEX outbox_waiting ON ${schema}.outbox (sequence) WHERE published_at IS NULL`);
      await runner.query(`CREATE INDEX outbox_published ON ${schema}.outbox (published_at) WHERE published_at IS NOT NULL`);
      await runner.query(`CREATE TABLE ${schema}.inbox (event_id text PRIMARY KEY, handled_at timestamptz NOT NULL DEFAULT now())`);
      await runner.query(`CREATE INDEX inbox_handled ON ${schema}.inbox (handled_at)`);
      await runner.query(`CREATE TABLE ${schema}.mailbox (
        sequence bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, topic text NOT NULL, key text NOT NULL, type text NOT NULL, value text NOT NULL)`);
      await runner.query(`CREATE TABLE ${schema}.dead_letter (
        id uuid PRIMARY KEY, topic text NOT NULL, key text NOT NULL, event text NOT NULL, reason text NOT NULL, detail text NOT NULL,
        tries int NOT NULL, at timestamptz NOT NULL DEFAULT now(), replayed_at timestamptz)`);
    }

    async down(runner: QueryRunner): Promise<void> {
      for (const table of ['outbox', 'inbox', 'mailbox', 'dead_letter']) await runner.query(`DROP TABLE ${schema}.${table}`);
    }
  };
}
