import { randomUUID } from 'node:crypto';
import type { Alert, EventData, ModelHealth, Retraining } from '@atelier/contracts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  type ExampleModel,
  exampleRows,
  type MonitoringProgram,
  startMonitoringProgram,
  trainedModel,
} from './monitoring-program.suite.js';

const digest = `sha256:${'0'.repeat(64)}`;

describe('monitoring', () => {
  let program: MonitoringProgram;
  let model: ExampleModel;
  let manifestDigest: string;

  beforeAll(async () => {
    [program, model] = await Promise.all([startMonitoringProgram({ retrainingsAtOnce: 2 }), trainedModel()]);
    manifestDigest = (await program.artifacts.put(Buffer.from(JSON.stringify(model.manifest)))).digest;
  });
  afterAll(() => program.stop());

  const version = (modelName: string, modelId: string, retrainingId: string | null = null): EventData<'version.registered'> => ({
    model_id: modelId,
    model_name: modelName,
    version: '1.0.0',
    stage: 'staged',
    algorithm: 'logistic',
    training_job_id: 'job-1',
    onnx_digest: digest,
    manifest_digest: manifestDigest,
    metrics: { accuracy: 0.9 },
    task_type: 'classification',
    dataset_id: 'dataset-1',
    retraining_id: retrainingId,
  });

  /** A model in production whose traffic and outcomes are judged every 100 rows. */
  async function served(): Promise<{ name: string; modelId: string }> {
    const name = `model-${randomUUID()}`;
    const modelId = randomUUID();
    await program.say('registry', 'version.registered', version(name, modelId));
    await promoted(name, modelId, 1);
    await until(
      () =>
        program.call('PUT', `/api/ml/monitoring/models/${name}/policy`, {
          window_predictions: 100,
          window_outcomes: 100,
          retrain_on: ['performance', 'drift'],
        }),
      ({ status }) => status === 200,
    );
    return { name, modelId };
  }

  async function promoted(name: string, modelId: string, sequence: number): Promise<void> {
    const rollout = {
      model_name: name,
      sequence,
      production_model_id: modelId,
      previous_model_id: null,
      strategy: 'immediate' as const,
      reason: 'spec',
    };
    const { metrics: _, task_type: __, dataset_id: ___, retraining_id: ____, ...told } = version(name, modelId);
    await program.say('registry', 'rollout.changed', { ...rollout, versions: [{ ...told, stage: 'production' }] });
  }

  /** Says that the model has answered these rows; returns the ids and labels. `right` is the share of answers that come true. */
  async function traffic(name: string, modelId: string, { rows = 100, mean = 0, seed = 2, right = 0.9, failures = 0 } = {}) {
    const made = exampleRows(rows, seed, mean).map(({ features }, i) => {
      const probabilities = model.probabilities(features);
      const prediction = probabilities[1] > 0.5 ? 'yes' : 'no';
      return {
        prediction_id: randomUUID(),
        model_id: modelId,
        model_name: name,
        version: '1.0.0',
        at: new Date(1_700_000_000_000 + i * 1000).toISOString(),
        features: { ...features },
        prediction,
        probabilities,
        latency_ms: 2,
        user_id: null,
      };
    });
    const failed = failures === 0 ? [] : [{ model_id: modelId, model_name: name, count: failures }];
    await program.say('inference', 'prediction.made', { batch_id: randomUUID(), predictions: made, failures: failed });
    const outcomes = made.map(({ prediction_id, prediction }, i) => ({
      prediction_id,
      actual: i < rows * right ? prediction : prediction === 'yes' ? 'no' : 'yes',
    }));
    return { outcomes };
  }

  const health = async (modelId: string) => (await program.call<ModelHealth>('GET', `/api/ml/monitoring/models/${modelId}/health`)).body;
  const alerts = async (name: string) =>
    (await program.call<{ alerts: Alert[] }>('GET', `/api/ml/monitoring/alerts?model_name=${name}`)).body.alerts;
  const retrainings = async (name: string) =>
    (await program.call<{ retrainings: Retraining[] }>('GET', `/api/ml/retrainings?model_name=${name}`)).body.retrainings;
  const record = (outcomes: object[], project?: string) => program.call('POST', '/api/ml/predictions/outcomes', { outcomes }, project);

  it('finds nothing wrong with traffic like the training data', async () => {
    const { name, modelId } = await served();
    const { outcomes } = await traffic(name, modelId);
    expect(await record(outcomes)).toMatchObject({ status: 200, body: { recorded: 100 } });
    const found = await until(
      () => health(modelId),
      ({ predictions, performance }) => predictions === 100 && performance.rows === 100,
    );
    expect(found.performance).toMatchObject({ metric: 'accuracy', baseline: 0.9, current: 0.9 });
    expect(found.features.map(({ feature, drifted }) => [feature, drifted])).toEqual([
      ['x', false],
      ['city', false],
    ]);
    expect(found.prediction_drift?.drifted).toBe(false);
    expect(found.health_score).toBeGreaterThan(95);
    expect(await alerts(name)).toEqual([]);
  });

  it('joins outcomes that come before their predictions, once however often they are sent', async () => {
    const { name, modelId } = await served();
    const id = randomUUID();
    expect(await record([{ prediction_id: id, actual: 'no' }])).toMatchObject({ body: { recorded: 1, waiting: 1 } });
    const made = {
      prediction_id: id,
      model_id: modelId,
      model_name: name,
      version: '1.0.0',
      at: new Date().toISOString(),
      features: { x: 1, city: 'Rome' },
      prediction: 'yes',
      probabilities: [0.1, 0.9],
      latency_ms: 1,
      user_id: null,
    };
    await program.say('inference', 'prediction.made', { batch_id: 'b', predictions: [made], failures: [] });
    await until(
      () => health(modelId),
      ({ outcomes }) => outcomes === 1,
    );
    expect(
      await record([
        { prediction_id: id, actual: 'no' },
        { prediction_id: id, actual: 'no' },
      ]),
    ).toMatchObject({ body: { recorded: 0, waiting: 0 } });
    expect(await record([{ prediction_id: id, actual: 'yes' }])).toMatchObject({ body: { recorded: 1, waiting: 0 } });
    expect((await health(modelId)).outcomes).toBe(1);
  });

  it('takes predictions that were heard of before their version', async () => {
    const name = `late-${randomUUID()}`;
    const modelId = randomUUID();
    const { outcomes } = await traffic(name, modelId, { rows: 40 });
    await until(
      () => record(outcomes.slice(0, 10)),
      ({ body }) => body.waiting === 0,
    );
    await program.say('registry', 'version.registered', version(name, modelId));
    const found = await until(
      () => health(modelId),
      ({ predictions }) => predictions === 40,
    );
    expect(found.outcomes).toBe(10);
    expect(found.window.predictions).toBe(40);
  });

  it('alerts once for drift while the cooldown lasts, and asks for one retraining', async () => {
    const { name, modelId } = await served();
    await traffic(name, modelId, { mean: 2 });
    await traffic(name, modelId, { mean: 2, seed: 3 });
    const found = await until(
      () => alerts(name),
      (list) => list.some(({ kind, repeats }) => kind === 'data_drift' && repeats === 1),
    );
    expect(found.map(({ kind }) => kind).toSorted()).toEqual(['data_drift', 'prediction_drift']);
    expect(found.find(({ kind }) => kind === 'data_drift')).toMatchObject({ severity: 'HIGH', message: expect.stringContaining('x (PSI') });
    const raised = (await program.said('alert.raised')).filter(({ model_name }) => model_name === name);
    expect(raised).toHaveLength(2);
    expect(await retrainings(name)).toMatchObject([{ trigger: 'drift', status: 'requested', incumbent_model_id: modelId }]);
    expect((await health(modelId)).health_score).toBeLessThan(90);
    await program.say('trainer', 'training.failed', {
      job_id: 'j',
      dataset_id: 'd',
      status: 'failed',
      code: 'job.crashed',
      detail: 'It crashed.',
      retraining_id: (await retrainings(name))[0].retraining_id,
    });
    await until(
      () => retrainings(name),
      ([one]) => one.status === 'failed' && one.ended_at !== null,
    );
  });

  it('alerts when performance falls and hands the labelled rows to the retraining, which ends promoted', async () => {
    const { name, modelId } = await served();
    const { outcomes } = await traffic(name, modelId, { right: 0.6 });
    await record(outcomes);
    const found = await until(
      () => alerts(name),
      (list) => list.length >= 2,
    );
    expect(found.map(({ kind, severity }) => [kind, severity]).toSorted()).toEqual([
      ['concept_drift', 'CRITICAL'],
      ['performance_drift', 'CRITICAL'],
    ]);
    const [requested] = (await program.said('retraining.requested')).filter(({ model_name }) => model_name === name);
    expect(requested).toMatchObject({
      trigger: 'performance',
      training_job_id: 'job-1',
      recent_rows: 100,
      manifest_digest: manifestDigest,
    });
    const lines = (await program.artifacts.read(requested.recent_rows_digest as string)).toString().trim().split('\n');
    expect(lines).toHaveLength(100);
    expect(Object.keys(JSON.parse(lines[0])).toSorted()).toEqual(['city', 'label', 'x']);

    const id = requested.retraining_id;
    const candidate = randomUUID();
    const comparison = { metric: 'roc_auc', candidate: 0.9, incumbent: 0.6, difference: 0.3, low: 0.2, high: 0.4, rows: 50 };
    await program.say('trainer', 'training.completed', completed(id, name, modelId, comparison));
    await until(
      () => retrainings(name),
      ([one]) => one.status === 'promoting',
    );
    await program.say('registry', 'version.registered', version(name, candidate, id));
    await until(
      () => retrainings(name),
      ([one]) => one.candidate_model_id === candidate,
    );
    await program.say('inference', 'serving.switched', {
      model_name: name,
      sequence: 2,
      model_id: candidate,
      replica: 'r',
      outcome: 'ready',
      detail: '',
    });
    const [ended] = await until(
      () => retrainings(name),
      ([one]) => one.status === 'promoted',
    );
    expect(ended).toMatchObject({ job_id: 'job-2', comparison, candidate_model_id: candidate });
  });

  const completed = (
    retrainingId: string,
    name: string,
    incumbent: string,
    comparison: NonNullable<EventData<'training.completed'>['retraining']>['comparison'],
  ): EventData<'training.completed'> => ({
    job_id: 'job-2',
    dataset_id: 'dataset-1',
    data_digest: digest,
    target_column: 'label',
    task_type: 'classification',
    algorithm: 'logistic',
    hyperparameters: {},
    onnx_digest: digest,
    manifest_digest: manifestDigest,
    signature_digest: digest,
    classes: ['no', 'yes'],
    metrics: { accuracy: 0.9 },
    certificate: { rows: 1, largest_error: 0, labels_equal: true },
    retraining: { retraining_id: retrainingId, model_name: name, incumbent_model_id: incumbent, comparison, decision: 'promote' },
  });

  it('says when requests fail more often than allowed', async () => {
    const { name, modelId } = await served();
    await traffic(name, modelId, { failures: 50 });
    const [found] = await until(
      () => alerts(name),
      (list) => list.length > 0,
    );
    expect(found).toMatchObject({ kind: 'error_rate', severity: 'HIGH', values: { error_rate: 50 / 150 } });
  });

  it('refuses what it cannot do by hand, and bounds the queue', async () => {
    expect(await program.call('POST', '/api/ml/models/nobody/retrain', {})).toMatchObject({
      status: 404,
      body: { code: 'model.not_found' },
    });
    const models = [await served(), await served(), await served()];
    const retrain = (name: string) => program.call('POST', `/api/ml/models/${name}/retrain`, { reason: 'new season' });
    expect(await retrain(models[0].name)).toMatchObject({
      status: 202,
      body: { status: 'requested', trigger: 'manual', reason: 'new season' },
    });
    expect(await retrain(models[0].name)).toMatchObject({
      status: 409,
      body: { code: 'retraining.queue_full', detail: expect.stringContaining('already') },
    });
    expect((await retrain(models[1].name)).status).toBe(202);
    expect(await retrain(models[2].name)).toMatchObject({ status: 409, body: { detail: expect.stringContaining('2 retrainings') } });
  });

  it('tells Prometheus how the models in production are doing', async () => {
    const { name, modelId } = await served();
    await traffic(name, modelId);
    await until(
      () => health(modelId),
      ({ predictions }) => predictions === 100,
    );
    const text = await program.metrics();
    expect(text).toMatch(new RegExp(`atelier_model_health_score\\{project="default",model="${name}",version="1.0.0".*\\} \\d`));
    expect(text).toMatch(new RegExp(`atelier_model_feature_psi\\{project="default",model="${name}",version="1.0.0",feature="x".*\\} \\d`));
  });

  it('shows nothing of one project to another, and refuses what is not a request', async () => {
    const { name, modelId } = await served();
    const { outcomes } = await traffic(name, modelId, { rows: 1 });
    await until(
      () => health(modelId),
      ({ predictions }) => predictions === 1,
    );
    expect((await program.call('GET', `/api/ml/monitoring/models/${modelId}/health`, undefined, 'other')).status).toBe(404);
    expect((await program.call('GET', `/api/ml/monitoring/models/${name}/policy`, undefined, 'other')).status).toBe(404);
    expect((await record(outcomes, 'other')).body).toMatchObject({ recorded: 1, waiting: 1 });
    expect((await health(modelId)).outcomes).toBe(0);
    expect((await program.call('GET', '/api/ml/retrainings/x')).status).toBe(404);
    expect(await record([{ prediction_id: 'x' }])).toMatchObject({ status: 400, body: { code: 'request.invalid' } });
    expect(await program.call('PUT', `/api/ml/monitoring/models/${name}/policy`, { drift_score: -1 })).toMatchObject({ status: 400 });
  });
});

async function until<T>(ask: () => Promise<T>, wished: (answer: T) => boolean): Promise<T> {
  let last: T | undefined;
  for (let i = 0; i < 200; i++) {
    last = await ask();
    if (wished(last)) return last;
    await new Promise((done) => setTimeout(done, 50));
  }
  throw new Error(`Not within 10 s: ${JSON.stringify(last)}`);
}
