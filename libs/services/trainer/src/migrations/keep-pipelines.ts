import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The pipeline as JSON and the evaluation report, beside the ONNX file; jobs of older versions have neither. */
export class KeepPipelines implements MigrationInterface {
  readonly name = 'keep-pipelines';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE trainer.ml_training_job ADD COLUMN pipeline_digest text, ADD COLUMN report_digest text');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE trainer.ml_training_job DROP COLUMN pipeline_digest, DROP COLUMN report_digest');
  }
}
