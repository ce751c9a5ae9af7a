import type { AtelierError, JobAccepted } from '@atelier/contracts';
import { parseManifest } from '@atelier/learning';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { shopColumns, shopFrame, shopRows } from '../shop.suite.js';
import { startTrainerProgram, type TrainerProgram } from '../trainer-program.suite.js';

const clusters = { dataset_id: 'shop', task_type: 'clustering', algorithm: 'kmeans', hyperparameters: { n_clusters: 3 } };
const anomalies = {
  dataset_id: 'shop',
  task_type: 'anomaly_detection',
  algorithm: 'isolation_forest',
  hyperparameters: { n_estimators: 20 },
};

describe('training without a target', () => {
  let program: TrainerProgram;
  let trainer: string;

  beforeAll(async () => {
    program = await startTrainerProgram();
    trainer = await program.key('p1', 'trainer');
    await program.register('p1', 'shop', shopFrame(shopRows(200, 1)), shopColumns);
  });
  afterAll(() => program.stop());

  const train = <T = JobAccepted>(body: object) => program.call<T>(trainer, 'POST', '/api/ml/models/train', body);

  it.each([
    ['clusters', { ...clusters, label_column: 'colour' }, 'adjusted_rand', [0, 1, 2]],
    ['anomalies', { ...anomalies, label_column: 'bought' }, 'roc_auc', [false, true]],
  ])('finds %s, evaluated, certified and told', async (_, body, measure, classes) => {
    const { body: accepted } = await train(body);
    const job = await program.ended(trainer, accepted.job_id);
    expect(job).toMatchObject({ status: 'completed', results: { evaluation: { [measure]: expect.any(Number) } } });
    const told = (await program.said('training.completed')).find(({ job_id }) => job_id === accepted.job_id);
    expect(told).toMatchObject({ target_column: null, task_type: body.task_type, classes, certificate: { labels_equal: true } });
    const manifest = await program.artifacts.read(told?.manifest_digest ?? '');
    expect(parseManifest(JSON.parse(manifest.toString())).signature.inputs.map(({ name }) => name)).not.toContain(body.label_column);
    const path = `/api/ml/models/train/${accepted.job_id}`;
    expect((await program.call(trainer, 'GET', `${path}/report`)).body).toMatchObject({
      task: body.task_type,
      groups: { length: classes.length },
    });
    expect((await program.call<{ target_column: null }[]>(trainer, 'GET', '/api/ml/models/train')).body[0].target_column).toBeNull();
    const explained = await program.call(trainer, 'POST', `${path}/explain`, { features: { age: 30 } });
    expect(explained).toMatchObject({ status: 422, body: { code: 'learning.task_unsupported' } });
  });

  it.each([
    [{ ...clusters, target_column: 'bought' }, 400, 'request.invalid', 'target_column'],
    [{ ...clusters, label_column: 'color' }, 422, 'dataset.column_not_found', 'label_column'],
    [{ ...clusters, algorithm: 'lightgbm', hyperparameters: {} }, 422, 'learning.algorithm_unknown', 'algorithm'],
    [{ ...clusters, algorithm: 'isolation_forest', hyperparameters: {} }, 422, 'learning.task_unsupported', 'algorithm'],
    [{ ...clusters, hyperparameters: { n_cluster: 3 } }, 422, 'learning.parameter_unknown', 'n_cluster'],
    [{ ...clusters, task_type: 'classification', target_column: 'bought' }, 422, 'learning.task_unsupported', 'algorithm'],
    [{ ...clusters, test_size: 0 }, 422, 'learning.parameter_invalid', 'test_size'],
  ])('refuses %j', async (body, status, code, path) => {
    const answer = await train<AtelierError>(body);
    expect(answer).toMatchObject({ status, body: { code } });
    expect(answer.body.errors.map((error) => error.path)).toContain(path);
  });

  it('refuses to retrain such a model, saying so to whoever asked', async () => {
    const { body } = await train(clusters);
    await program.ended(trainer, body.job_id);
    await program.say('monitoring', 'p1', 'retraining.requested', {
      retraining_id: 'r1',
      model_name: 'segments',
      incumbent_model_id: 'm1',
      training_job_id: body.job_id,
      trigger: 'manual',
      reason: 'asked',
      dataset_id: null,
      recent_rows_digest: null,
      recent_rows: 0,
      onnx_digest: `sha256:${'0'.repeat(64)}`,
      manifest_digest: `sha256:${'0'.repeat(64)}`,
    });
    for (let tries = 0; tries < 100 && (await program.said('training.failed')).length === 0; tries++)
      await new Promise((done) => setTimeout(done, 50));
    expect(await program.said('training.failed')).toMatchObject([{ retraining_id: 'r1', code: 'learning.task_unsupported' }]);
  });
});
