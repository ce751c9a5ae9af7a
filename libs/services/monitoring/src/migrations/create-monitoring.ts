import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateMonitoring implements MigrationInterface {
  readonly name = 'CreateMonitoring1764000000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE monitoring.model (
        model_id text PRIMARY KEY,
        project text NOT NULL,
        model_name text NOT NULL,
        version text NOT NULL,
        stage text NOT NULL,
        sequence int NOT NULL,
        task_type text NOT NULL,
        training_job_id text NOT NULL,
        onnx_digest text NOT NULL,
        manifest_digest text NOT NULL,
        metrics jsonb NOT NULL,
        predictions bigint NOT NULL,
        failures bigint NOT NULL,
        outcomes bigint NOT NULL,
        outcomes_judged bigint NOT NULL,
        performance jsonb
      )`);
    await runner.query('CREATE INDEX ON monitoring.model (project, model_name)');
    await runner.query(`
      CREATE TABLE monitoring.prediction (
        prediction_id text PRIMARY KEY,
        project text NOT NULL,
        model_id text NOT NULL,
        at timestamptz NOT NULL,
        features jsonb NOT NULL,
        prediction jsonb NOT NULL,
        probabilities jsonb,
        latency_ms double precision NOT NULL,
        actual jsonb,
        actual_at timestamptz
      )`);
    await runner.query('CREATE INDEX ON monitoring.prediction (model_id, at)');
    await runner.query('CREATE INDEX ON monitoring.prediction (model_id, actual_at) WHERE actual IS NOT NULL');
    await runner.query(`
      CREATE TABLE monitoring.waiting_outcome (
        project text NOT NULL,
        prediction_id text NOT NULL,
        actual jsonb NOT NULL,
        at timestamptz NOT NULL,
        kept_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (project, prediction_id)
      )`);
    await runner.query(`
      CREATE TABLE monitoring.prediction_window (
        model_id text NOT NULL REFERENCES monitoring.model (model_id),
        number int NOT NULL,
        opened_at timestamptz NOT NULL,
        latest_at timestamptz NOT NULL,
        closed boolean NOT NULL,
        predictions int NOT NULL,
        failures int NOT NULL,
        latency_ms_sum double precision NOT NULL,
        columns jsonb NOT NULL,
        outputs jsonb NOT NULL,
        report jsonb,
        PRIMARY KEY (model_id, number)
      )`);
    await runner.query('CREATE UNIQUE INDEX one_open_window ON monitoring.prediction_window (model_id) WHERE NOT closed');
    await runner.query(`
      CREATE TABLE monitoring.alert (
        alert_id uuid PRIMARY KEY,
        project text NOT NULL,
        model_id text NOT NULL,
        model_name text NOT NULL,
        severity text NOT NULL,
        kind text NOT NULL,
        message text NOT NULL,
        values jsonb NOT NULL,
        at timestamptz NOT NULL,
        latest_at timestamptz NOT NULL,
        repeats int NOT NULL
      )`);
    await runner.query('CREATE INDEX ON monitoring.alert (project, at DESC)');
    await runner.query('CREATE INDEX ON monitoring.alert (model_id, kind, at DESC)');
    await runner.query(`
      CREATE TABLE monitoring.policy (
        project text NOT NULL,
        model_name text NOT NULL,
        policy jsonb NOT NULL,
        PRIMARY KEY (project, model_name)
      )`);
    await runner.query(`
      CREATE TABLE monitoring.retraining (
        retraining_id uuid PRIMARY KEY,
        project text NOT NULL,
        model_name text NOT NULL,
        incumbent_model_id text NOT NULL,
        trigger text NOT NULL,
        reason text NOT NULL,
        status text NOT NULL CHECK (status IN ('requested', 'promoting', 'promoted', 'rejected', 'failed')),
        job_id text,
        candidate_model_id text,
        comparison jsonb,
        requested_at timestamptz NOT NULL,
        ended_at timestamptz
      )`);
    await runner.query('CREATE INDEX ON monitoring.retraining (project, requested_at DESC)');
    // A model is trained again once at a time, whatever asks for it and on however many replicas.
    await runner.query(
      `CREATE UNIQUE INDEX one_retraining_at_once ON monitoring.retraining (project, model_name) WHERE status IN ('requested', 'promoting')`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['retraining', 'policy', 'alert', 'prediction_window', 'waiting_outcome', 'prediction', 'model'])
      await runner.query(`DROP TABLE monitoring.${table}`);
  }
}
