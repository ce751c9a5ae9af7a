import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateFeatureStore implements MigrationInterface {
  readonly name = 'create-feature-store';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE feature_store.dataset (
        dataset_id text PRIMARY KEY,
        project text NOT NULL,
        name text NOT NULL,
        parquet_digest text NOT NULL,
        columns jsonb NOT NULL,
        registered_at timestamptz NOT NULL
      )`);
    await runner.query(`
      CREATE TABLE feature_store.ml_feature_store (
        view_id uuid PRIMARY KEY,
        project text NOT NULL,
        name text NOT NULL,
        version int NOT NULL,
        dataset_id text NOT NULL REFERENCES feature_store.dataset (dataset_id),
        entity_column text NOT NULL,
        features jsonb NOT NULL,
        timestamp_column text,
        ttl_seconds int,
        status text NOT NULL CHECK (status IN ('loading', 'ready', 'failed')),
        detail text NOT NULL,
        rows_read bigint NOT NULL,
        created_by text NOT NULL,
        created_at timestamptz NOT NULL,
        UNIQUE (project, name, version)
      )`);
    await runner.query('CREATE INDEX ON feature_store.ml_feature_store (project, view_id DESC)');
    await runner.query(`CREATE INDEX ON feature_store.ml_feature_store (view_id) WHERE status = 'loading'`);
    await runner.query(`
      CREATE TABLE feature_store.online_row (
        view_id uuid NOT NULL REFERENCES feature_store.ml_feature_store (view_id),
        entity text NOT NULL,
        cells jsonb NOT NULL,
        at timestamptz NOT NULL,
        PRIMARY KEY (view_id, entity)
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['online_row', 'ml_feature_store', 'dataset']) await runner.query(`DROP TABLE feature_store.${table}`);
  }
}
