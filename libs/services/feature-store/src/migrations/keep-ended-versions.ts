import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The last version of each name that was deleted. */
export class KeepEndedVersions implements MigrationInterface {
  readonly name = 'keep-ended-versions';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE feature_store.ended_version (
        kind text NOT NULL CHECK (kind IN ('view', 'service')),
        project text NOT NULL,
        name text NOT NULL,
        version int NOT NULL,
        PRIMARY KEY (kind, project, name)
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE feature_store.ended_version');
  }
}
