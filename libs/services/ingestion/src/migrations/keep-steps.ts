import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What was done to a dataset's parent to make it; nothing to an upload. */
export class KeepSteps implements MigrationInterface {
  readonly name = 'keep-steps';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query("ALTER TABLE ingestion.ml_dataset ADD COLUMN steps jsonb NOT NULL DEFAULT '[]'");
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE ingestion.ml_dataset DROP COLUMN steps');
  }
}
