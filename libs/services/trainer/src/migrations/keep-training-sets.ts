import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Which feature service a job's rows come from; null for a dataset that was uploaded. */
export class KeepTrainingSets implements MigrationInterface {
  readonly name = 'keep-training-sets';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE trainer.ml_training_job ADD COLUMN training_set jsonb');
    await runner.query(`CREATE INDEX ON trainer.ml_training_job (dataset_id) WHERE training_set IS NOT NULL AND status = 'pending'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE trainer.ml_training_job DROP COLUMN training_set');
  }
}
