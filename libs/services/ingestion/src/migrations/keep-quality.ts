import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What was found of a dataset's flaws, once somebody asked. */
export class KeepQuality implements MigrationInterface {
  readonly name = 'keep-quality';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE ingestion.quality_report (
        dataset_id uuid PRIMARY KEY REFERENCES ingestion.ml_dataset (dataset_id),
        version integer NOT NULL,
        report jsonb NOT NULL
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE ingestion.quality_report');
  }
}
