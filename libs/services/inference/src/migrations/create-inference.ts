import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateInference implements MigrationInterface {
  readonly name = 'create-inference';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE inference.version (
        model_id uuid PRIMARY KEY,
        project text NOT NULL,
        name text NOT NULL,
        version text NOT NULL,
        stage text NOT NULL,
        algorithm text NOT NULL,
        onnx_digest text NOT NULL,
        manifest_digest text NOT NULL,
        announced boolean NOT NULL
      )`);
    await runner.query('CREATE INDEX ON inference.version (project, name)');
    await runner.query('CREATE INDEX ON inference.version (model_id) WHERE NOT announced');
    await runner.query(`
      CREATE TABLE inference.rollout (
        project text NOT NULL,
        name text NOT NULL,
        sequence int NOT NULL,
        production_model_id uuid,
        previous_model_id uuid,
        announced_sequence int NOT NULL,
        PRIMARY KEY (project, name)
      )`);
    await runner.query(`
      CREATE TABLE inference.ml_prediction_log (
        prediction_id uuid PRIMARY KEY,
        project text NOT NULL,
        model_id uuid NOT NULL,
        model_name text NOT NULL,
        version text NOT NULL,
        at timestamptz NOT NULL,
        features jsonb NOT NULL,
        prediction jsonb NOT NULL,
        probabilities jsonb,
        latency_ms double precision NOT NULL,
        user_id text
      )`);
    await runner.query('CREATE INDEX ON inference.ml_prediction_log (project, model_id, at)');
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['ml_prediction_log', 'rollout', 'version']) await runner.query(`DROP TABLE inference.${table}`);
  }
}
