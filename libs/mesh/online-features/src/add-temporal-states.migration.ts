import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The states of temporal views. As `json`, which keeps a text as it was written: states are read whole, and every digit counts. */
export class AddTemporalStates implements MigrationInterface {
  readonly name = 'add-temporal-states';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE online_features.online_row ADD COLUMN state json');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE online_features.online_row DROP COLUMN state');
  }
}
