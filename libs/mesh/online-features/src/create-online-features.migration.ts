import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateOnlineFeatures implements MigrationInterface {
  readonly name = 'create-online-features';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE online_features.service (
        project text NOT NULL,
        name text NOT NULL,
        version int NOT NULL,
        definition jsonb NOT NULL,
        digest text NOT NULL,
        created_by text NOT NULL,
        created_at timestamptz NOT NULL,
        PRIMARY KEY (project, name, version)
      )`);
    await runner.query(`
      CREATE TABLE online_features.online_row (
        view_id uuid NOT NULL,
        entity text NOT NULL,
        cells jsonb NOT NULL,
        at timestamptz NOT NULL,
        known_at timestamptz NOT NULL,
        PRIMARY KEY (view_id, entity)
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['online_row', 'service']) await runner.query(`DROP TABLE online_features.${table}`);
  }
}
