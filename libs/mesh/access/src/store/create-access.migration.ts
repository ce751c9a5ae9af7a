import { roles } from '@atelier/contracts';
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateAccess1763700000000 implements MigrationInterface {
  readonly name = 'CreateAccess1763700000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE access.api_key (
        id uuid PRIMARY KEY,
        project text NOT NULL,
        role text NOT NULL CHECK (role IN (${roles.map((role) => `'${role}'`).join(', ')})),
        name text NOT NULL,
        hash text NOT NULL UNIQUE,
        prefix text NOT NULL,
        created_at timestamptz NOT NULL,
        expires_at timestamptz,
        revoked_at timestamptz,
        last_used_at timestamptz
      )`);
    await runner.query('CREATE INDEX api_key_project ON access.api_key (project, id)');
    await runner.query(`
      CREATE TABLE access.audit_entry (
        id uuid PRIMARY KEY,
        at timestamptz NOT NULL,
        project text NOT NULL,
        key_id uuid NOT NULL,
        action text NOT NULL,
        target text NOT NULL,
        outcome text NOT NULL,
        request_id text NOT NULL
      )`);
    await runner.query('CREATE INDEX audit_entry_project ON access.audit_entry (project, at)');
    await runner.query(`
      CREATE FUNCTION access.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        RAISE EXCEPTION 'the audit log is append-only';
      END $$`);
    await runner.query(`
      CREATE TRIGGER audit_entry_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON access.audit_entry
      FOR EACH STATEMENT EXECUTE FUNCTION access.refuse_change()`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE access.audit_entry');
    await runner.query('DROP FUNCTION access.refuse_change()');
    await runner.query('DROP TABLE access.api_key');
  }
}
