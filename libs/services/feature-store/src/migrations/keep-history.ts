import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Entities, kinds of views, what fills them, and training sets. The online table moves to the library that inference shares. */
export class KeepHistory implements MigrationInterface {
  readonly name = 'keep-history';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE feature_store.entity (
        project text NOT NULL,
        name text NOT NULL,
        join_keys jsonb NOT NULL,
        description text NOT NULL,
        created_by text NOT NULL,
        created_at timestamptz NOT NULL,
        PRIMARY KEY (project, name)
      )`);
    await runner.query(`
      ALTER TABLE feature_store.ml_feature_store
        ADD COLUMN kind text NOT NULL DEFAULT 'batch' CHECK (kind IN ('batch', 'stream', 'on_demand')),
        ADD COLUMN entity text,
        ADD COLUMN join_keys jsonb,
        ADD COLUMN schema jsonb,
        ADD COLUMN known_at_column text,
        ADD COLUMN computation jsonb,
        ALTER COLUMN dataset_id DROP NOT NULL,
        ALTER COLUMN entity_column DROP NOT NULL`);
    await this.typeOldViews(runner);
    await runner.query('ALTER TABLE feature_store.ml_feature_store ALTER COLUMN join_keys SET NOT NULL, ALTER COLUMN schema SET NOT NULL');
    await runner.query(`
      CREATE TABLE feature_store.view_source (
        view_id uuid NOT NULL REFERENCES feature_store.ml_feature_store (view_id),
        position int NOT NULL,
        dataset_id text NOT NULL REFERENCES feature_store.dataset (dataset_id),
        materialized_until timestamptz,
        PRIMARY KEY (view_id, position),
        UNIQUE (view_id, dataset_id)
      )`);
    await runner.query(
      'INSERT INTO feature_store.view_source (view_id, position, dataset_id) SELECT view_id, 0, dataset_id FROM feature_store.ml_feature_store',
    );
    await runner.query(`
      CREATE TABLE feature_store.pushed_row (
        sequence bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        view_id uuid NOT NULL REFERENCES feature_store.ml_feature_store (view_id),
        cells jsonb NOT NULL
      )`);
    await runner.query('CREATE INDEX ON feature_store.pushed_row (view_id, sequence)');
    await runner.query(`
      CREATE TABLE feature_store.segment (
        view_id uuid NOT NULL REFERENCES feature_store.ml_feature_store (view_id),
        last_sequence bigint NOT NULL,
        digest text NOT NULL,
        rows bigint NOT NULL,
        created_at timestamptz NOT NULL,
        PRIMARY KEY (view_id, last_sequence)
      )`);
    await runner.query(`
      CREATE TABLE feature_store.materialization (
        materialization_id uuid PRIMARY KEY,
        project text NOT NULL,
        view_id uuid NOT NULL REFERENCES feature_store.ml_feature_store (view_id),
        from_time timestamptz,
        until_time timestamptz,
        incremental boolean NOT NULL,
        status text NOT NULL CHECK (status IN ('pending', 'running', 'completed', 'failed')),
        position int NOT NULL,
        source_rows bigint NOT NULL,
        rows_read bigint NOT NULL,
        latest timestamptz,
        detail text NOT NULL,
        created_at timestamptz NOT NULL,
        completed_at timestamptz
      )`);
    await runner.query('CREATE INDEX ON feature_store.materialization (project, materialization_id DESC)');
    await runner.query(`
      CREATE TABLE feature_store.training_set (
        training_set_id uuid PRIMARY KEY,
        project text NOT NULL,
        name text NOT NULL,
        status text NOT NULL CHECK (status IN ('pending', 'running', 'completed', 'failed')),
        labels_dataset_id text NOT NULL,
        service text NOT NULL,
        version int NOT NULL,
        timestamp_column text NOT NULL,
        target_column text,
        as_of timestamptz NOT NULL,
        plan jsonb,
        hash text,
        parquet_digest text,
        dataset_id uuid,
        rows bigint,
        features jsonb,
        leaks jsonb,
        rebuild_of uuid,
        error jsonb,
        created_by text NOT NULL,
        created_at timestamptz NOT NULL,
        completed_at timestamptz
      )`);
    await runner.query('CREATE INDEX ON feature_store.training_set (project, training_set_id DESC)');
    await runner.query(`
      CREATE TABLE feature_store.statistic (
        view_id uuid NOT NULL REFERENCES feature_store.ml_feature_store (view_id),
        day date NOT NULL,
        source text NOT NULL,
        sketch jsonb NOT NULL,
        PRIMARY KEY (view_id, day, source)
      )`);
    await runner.query(`
      INSERT INTO online_features.online_row (view_id, entity, cells, at, known_at)
      SELECT view_id, entity, cells, at, at FROM feature_store.online_row ON CONFLICT DO NOTHING`);
    await runner.query('DROP TABLE feature_store.online_row');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE feature_store.online_row (
        view_id uuid NOT NULL REFERENCES feature_store.ml_feature_store (view_id),
        entity text NOT NULL,
        cells jsonb NOT NULL,
        at timestamptz NOT NULL,
        PRIMARY KEY (view_id, entity)
      )`);
    await runner.query('INSERT INTO feature_store.online_row SELECT view_id, entity, cells, at FROM online_features.online_row');
    for (const table of ['statistic', 'training_set', 'materialization', 'segment', 'pushed_row', 'view_source', 'entity'])
      await runner.query(`DROP TABLE feature_store.${table}`);
    await runner.query(`
      ALTER TABLE feature_store.ml_feature_store
        DROP COLUMN kind, DROP COLUMN entity, DROP COLUMN join_keys, DROP COLUMN schema, DROP COLUMN known_at_column, DROP COLUMN computation`);
  }

  /** Views of before know their columns by name alone; the types are the dataset's. */
  private async typeOldViews(runner: QueryRunner): Promise<void> {
    await runner.query(`
      UPDATE feature_store.ml_feature_store AS view SET
        join_keys = jsonb_build_array(jsonb_build_object('name', view.entity_column, 'type', CASE (
          SELECT value ->> 'type' FROM jsonb_array_elements(dataset.columns) WHERE value ->> 'name' = view.entity_column LIMIT 1
        ) WHEN 'integer' THEN 'integer' ELSE 'text' END)),
        schema = (
          SELECT jsonb_agg(jsonb_build_object('name', feature.name, 'type', CASE
            WHEN known.value ->> 'type' IN ('integer', 'float', 'boolean', 'datetime') THEN known.value ->> 'type' ELSE 'text' END) ORDER BY feature.place)
          FROM jsonb_array_elements_text(view.features) WITH ORDINALITY AS feature (name, place)
          LEFT JOIN jsonb_array_elements(dataset.columns) AS known ON known.value ->> 'name' = feature.name
        )
      FROM feature_store.dataset AS dataset WHERE dataset.dataset_id = view.dataset_id`);
  }
}
