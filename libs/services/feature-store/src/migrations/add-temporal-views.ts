import type { MigrationInterface, QueryRunner } from 'typeorm';

const kinds = (names: string) => `
  ALTER TABLE feature_store.ml_feature_store DROP CONSTRAINT ml_feature_store_kind_check,
    ADD CONSTRAINT ml_feature_store_kind_check CHECK (kind IN (${names}))`;

export class AddTemporalViews implements MigrationInterface {
  readonly name = 'add-temporal-views';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(kinds(`'batch', 'stream', 'on_demand', 'temporal'`));
    await runner.query('ALTER TABLE feature_store.ml_feature_store ADD COLUMN temporal jsonb');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(kinds(`'batch', 'stream', 'on_demand'`));
    await runner.query('ALTER TABLE feature_store.ml_feature_store DROP COLUMN temporal');
  }
}
