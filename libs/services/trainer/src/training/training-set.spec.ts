import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { JobAccepted, TrainingJobSummary } from '@atelier/contracts';
import { Frame } from '@atelier/learning';
import { startTrainerProgram, type TrainerProgram } from '../trainer-program.suite.js';
import { MLTrainingJob } from './training-job.entity.js';

const rows = 120;
const times = Float64Array.from({ length: rows }, (_, i) => 20_000 + i);
const label = (name: string, values: Float64Array) => ({ kind: 'number' as const, name, values });
const column = (name: string, type: 'integer' | 'datetime' | 'float') => ({ name, type, role: 'feature' as const, missing_tokens: [] });
const y = Float64Array.from({ length: rows }, (_, i) => i % 2);
const ids = Float64Array.from({ length: rows }, (_, i) => i);
const labels = new Frame([label('id', ids), label('t', times), label('y', y)]);
const balances = label(
  'balance',
  Float64Array.from(y, (value, i) => value * 10 + (i % 3)),
);
const set = new Frame([label('id', ids), label('t', times), label('y', y), balances]);
const labelColumns = [column('id', 'integer'), column('t', 'datetime'), column('y', 'integer')];
const hash = `sha256:${'1'.repeat(64)}`;

describe('training from a feature service', () => {
  let trainer: TrainerProgram;
  let key: string;
  let known = 0;

  beforeAll(async () => {
    trainer = await startTrainerProgram();
    key = await trainer.key('shop', 'trainer');
    await trainer.register('shop', 'labels', labels, labelColumns);
  });
  afterAll(() => trainer.stop());

  const request = {
    dataset_id: 'labels',
    target_column: 'y',
    task_type: 'classification',
    algorithm: 'decision_tree',
    feature_service: { name: 'spending', version: 2, timestamp_column: 't' },
  };
  const train = async (): Promise<string> => {
    const { status, body } = await trainer.call<JobAccepted>(key, 'POST', '/api/ml/models/train', request);
    expect([status, body.status]).toEqual([202, 'accepted']);
    return body.job_id;
  };
  const built = async (jobId: string, datasetId: string) =>
    await trainer.say('monitoring', 'shop', 'training_set.built', {
      training_set_id: jobId,
      dataset_id: datasetId,
      name: 'set',
      parquet_digest: hash,
      parquet_bytes: 1,
      rows,
      labels_dataset_id: 'labels',
      target_column: 'y',
      requested_by: 'key/1',
      service: 'spending',
      service_version: 2,
      hash,
      timestamp_column: 't',
      join_keys: ['id'],
    });
  const registered = (datasetId: string) => trainer.register('shop', datasetId, set, [...labelColumns, column('balance', 'float')]);

  it.each(['built, then registered', 'registered, then built'])('waits for the set: %s', async (order) => {
    const jobId = await train();
    const datasetId = `set-${known++}`;
    expect((await trainer.said('training_set.requested')).at(-1)).toMatchObject({
      training_set_id: jobId,
      labels_dataset_id: 'labels',
      service: 'spending',
      service_version: 2,
      target_column: 'y',
    });
    if (order.startsWith('built')) {
      await built(jobId, datasetId);
      await registered(datasetId);
    } else {
      await registered(datasetId);
      await built(jobId, datasetId);
    }
    expect(await trainer.ended(key, jobId)).toMatchObject({ status: 'completed', results: { evaluation: { accuracy: 1 } } });
    const { body: jobs } = await trainer.call<TrainingJobSummary[]>(key, 'GET', '/api/ml/models/train');
    expect(jobs.find((job) => job.job_id === jobId)?.dataset_id).toBe(datasetId);
    const record = await trainer.dataSource.manager.findOneByOrFail(MLTrainingJob, { jobId });
    const manifest = JSON.parse(readFileSync(await trainer.artifacts.file(String(record.manifestDigest)), 'utf8'));
    expect(manifest.feature_service).toEqual({ name: 'spending', version: 2, hash, join_keys: ['id'], timestamp_column: 't' });
    expect(manifest.signature.inputs.map((input: { name: string }) => input.name)).toEqual(['balance']);
  });

  it('fails with the set, and can be cancelled while it waits', async () => {
    const failing = await train();
    const reason = { code: 'feature.service_not_found', detail: 'There is no feature service "spending".' };
    await trainer.say('monitoring', 'shop', 'training_set.failed', { training_set_id: failing, ...reason });
    expect(await trainer.ended(key, failing)).toMatchObject({ status: 'failed', error: reason });
    const cancelled = await train();
    expect((await trainer.call(key, 'DELETE', `/api/ml/models/train/${cancelled}`)).status).toBe(202);
    expect(await trainer.ended(key, cancelled)).toMatchObject({ status: 'cancelled' });
    await built(cancelled, 'too-late');
    await registered('too-late');
    const failures = await trainer.said('training.failed');
    expect(failures.map(({ job_id, status }) => [job_id, status])).toEqual([
      [failing, 'failed'],
      [cancelled, 'cancelled'],
    ]);
  });

  it('refuses a time that the labels do not have', async () => {
    const odd = { ...request, feature_service: { name: 'spending', timestamp_column: 'tt' } };
    const answer = await trainer.call(key, 'POST', '/api/ml/models/train', odd);
    expect(answer).toMatchObject({
      status: 422,
      body: { code: 'dataset.column_not_found', errors: [{ path: 'feature_service.timestamp_column' }] },
    });
  });
});
