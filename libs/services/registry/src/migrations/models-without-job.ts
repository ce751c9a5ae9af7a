import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Models without a target, and models of other libraries: these have neither data set nor training job, but the file that they were read from. */
export class ModelsWithoutJob implements MigrationInterface {
  readonly name = 'models-without-job';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE registry.ml_model_version
      ALTER COLUMN target_column DROP NOT NULL,
      ALTER COLUMN dataset_id DROP NOT NULL,
      ALTER COLUMN data_digest DROP NOT NULL,
      ADD COLUMN imported jsonb`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DELETE FROM registry.ml_model_version WHERE target_column IS NULL OR imported IS NOT NULL');
    await runner.query(`ALTER TABLE registry.ml_model_version
      ALTER COLUMN target_column SET NOT NULL,
      ALTER COLUMN dataset_id SET NOT NULL,
      ALTER COLUMN data_digest SET NOT NULL,
      DROP COLUMN imported`);
  }
}
