import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Which sheet of a workbook was asked for, so that it can be read again. */
export class KeepSheet implements MigrationInterface {
  readonly name = 'keep-sheet';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE ingestion.ml_dataset ADD COLUMN sheet text');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE ingestion.ml_dataset DROP COLUMN sheet');
  }
}
