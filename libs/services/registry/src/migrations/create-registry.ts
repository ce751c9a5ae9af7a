import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateRegistry implements MigrationInterface {
  readonly name = 'create-registry';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE registry.candidate (
        job_id text PRIMARY KEY,
        project text NOT NULL,
        status text NOT NULL CHECK (status IN ('running', 'completed', 'failed', 'cancelled')),
        detail text NOT NULL,
        model jsonb
      )`);
    await runner.query(`
      CREATE TABLE registry.named_model (
        project text NOT NULL,
        name text NOT NULL,
        sequence int NOT NULL,
        served_before jsonb NOT NULL,
        PRIMARY KEY (project, name)
      )`);
    await runner.query(`
      CREATE TABLE registry.ml_model_version (
        model_id uuid PRIMARY KEY,
        project text NOT NULL,
        name text NOT NULL,
        version text NOT NULL,
        stage text NOT NULL CHECK (stage IN ('training', 'staged', 'production', 'archived')),
        training_job_id text NOT NULL,
        dataset_id text NOT NULL,
        data_digest text NOT NULL,
        target_column text NOT NULL,
        task_type text NOT NULL,
        algorithm text NOT NULL,
        hyperparameters jsonb NOT NULL,
        onnx_digest text NOT NULL,
        manifest_digest text NOT NULL,
        signature_digest text NOT NULL,
        classes jsonb,
        metrics jsonb NOT NULL,
        certificate jsonb NOT NULL,
        parent_model_id uuid REFERENCES registry.ml_model_version (model_id),
        retraining_id text,
        description text NOT NULL,
        tags jsonb NOT NULL,
        created_by text NOT NULL,
        created_at timestamptz NOT NULL,
        serving_outcome text NOT NULL CHECK (serving_outcome IN ('pending', 'ready', 'failed')),
        serving_detail text NOT NULL,
        UNIQUE (project, name, version),
        FOREIGN KEY (project, name) REFERENCES registry.named_model (project, name)
      )`);
    // Whatever happens, two versions of a name never serve at once.
    await runner.query(
      `CREATE UNIQUE INDEX one_production_version ON registry.ml_model_version (project, name) WHERE stage = 'production'`,
    );
    await runner.query('CREATE INDEX ON registry.ml_model_version (project, training_job_id)');
    await runner.query('CREATE INDEX ON registry.ml_model_version (project, dataset_id)');
    await runner.query(`
      CREATE TABLE registry.stage_change (
        id uuid PRIMARY KEY,
        model_id uuid NOT NULL REFERENCES registry.ml_model_version (model_id),
        "from" text NOT NULL,
        "to" text NOT NULL,
        who text NOT NULL,
        reason text NOT NULL,
        at timestamptz NOT NULL
      )`);
    await runner.query('CREATE INDEX ON registry.stage_change (model_id, at)');
    await runner.query(`
      CREATE TABLE registry.rollout (
        project text NOT NULL,
        name text NOT NULL,
        sequence int NOT NULL,
        kind text NOT NULL CHECK (kind IN ('promote', 'demote', 'rollback', 'warming_failed')),
        production_model_id uuid REFERENCES registry.ml_model_version (model_id),
        previous_model_id uuid REFERENCES registry.ml_model_version (model_id),
        who text NOT NULL,
        reason text NOT NULL,
        at timestamptz NOT NULL,
        outcome text NOT NULL CHECK (outcome IN ('pending', 'ready', 'failed')),
        detail text NOT NULL,
        PRIMARY KEY (project, name, sequence),
        FOREIGN KEY (project, name) REFERENCES registry.named_model (project, name)
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['rollout', 'stage_change', 'ml_model_version', 'named_model', 'candidate'])
      await runner.query(`DROP TABLE registry.${table}`);
  }
}
