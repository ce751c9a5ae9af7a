import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateTrainer implements MigrationInterface {
  readonly name = 'create-trainer';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE trainer.dataset (
        dataset_id text PRIMARY KEY,
        project text NOT NULL,
        name text NOT NULL,
        parquet_digest text NOT NULL,
        columns jsonb NOT NULL,
        rows int NOT NULL,
        target_column text,
        registered_at timestamptz NOT NULL
      )`);
    await runner.query(`
      CREATE TABLE trainer.ml_training_job (
        job_id uuid PRIMARY KEY,
        project text NOT NULL,
        dataset_id text NOT NULL,
        request jsonb NOT NULL,
        status text NOT NULL CHECK (status IN ('pending', 'running', 'completed', 'failed', 'cancelled')),
        results jsonb,
        onnx_digest text,
        manifest_digest text,
        error jsonb,
        idempotency_key text,
        request_digest text NOT NULL,
        retraining_id text UNIQUE,
        retraining jsonb,
        requested_by text NOT NULL,
        created_at timestamptz NOT NULL,
        completed_at timestamptz,
        UNIQUE (project, idempotency_key)
      )`);
    await runner.query('CREATE INDEX ON trainer.ml_training_job (project, job_id DESC)');
    await runner.query(`
      CREATE TABLE trainer.training_progress (
        job_id uuid NOT NULL REFERENCES trainer.ml_training_job (job_id),
        sequence int NOT NULL,
        progress jsonb NOT NULL,
        PRIMARY KEY (job_id, sequence)
      )`);
    await runner.query(`
      CREATE TABLE trainer.ml_experiment (
        experiment_id uuid PRIMARY KEY,
        project text NOT NULL,
        dataset_id text NOT NULL,
        request jsonb NOT NULL,
        results jsonb NOT NULL,
        created_at timestamptz NOT NULL,
        completed_at timestamptz NOT NULL
      )`);
    await runner.query('CREATE INDEX ON trainer.ml_experiment (project, experiment_id DESC)');
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['training_progress', 'ml_training_job', 'ml_experiment', 'dataset'])
      await runner.query(`DROP TABLE trainer.${table}`);
  }
}
