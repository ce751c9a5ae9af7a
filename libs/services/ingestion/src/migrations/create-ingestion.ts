import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateIngestion implements MigrationInterface {
  readonly name = 'create-ingestion';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE ingestion.ml_dataset (
        dataset_id uuid PRIMARY KEY,
        project text NOT NULL,
        name text NOT NULL,
        rows bigint NOT NULL,
        columns jsonb NOT NULL,
        profile jsonb NOT NULL,
        target_column text,
        format text NOT NULL,
        gzipped boolean NOT NULL,
        raw_digest text NOT NULL,
        raw_bytes bigint NOT NULL,
        parquet_digest text NOT NULL,
        parquet_bytes bigint NOT NULL,
        parent_dataset_id uuid REFERENCES ingestion.ml_dataset (dataset_id),
        created_by text NOT NULL,
        created_at timestamptz NOT NULL
      )`);
    await runner.query('CREATE INDEX ON ingestion.ml_dataset (project, dataset_id DESC)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE ingestion.ml_dataset');
  }
}
