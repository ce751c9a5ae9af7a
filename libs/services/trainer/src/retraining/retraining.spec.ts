import type { EventData, JobAccepted } from '@atelier/contracts';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { shopColumns, shopFrame, shopRows } from '../shop.suite.js';
import { startTrainerProgram, type TrainerProgram } from '../trainer-program.suite.js';

type Requested = EventData<'retraining.requested'>;

describe('retraining', () => {
  let program: TrainerProgram;
  let trainer: string;
  let incumbent: EventData<'training.completed'>;

  beforeAll(async () => {
    program = await startTrainerProgram();
    trainer = await program.key('p1', 'trainer');
    await program.register('p1', 'shop', shopFrame(shopRows(400, 1)), shopColumns);
    const request = { dataset_id: 'shop', target_column: 'bought', task_type: 'classification', algorithm: 'decision_tree', seed: 3 };
    const { body } = await program.call<JobAccepted>(trainer, 'POST', '/api/ml/models/train', request);
    await program.ended(trainer, body.job_id);
    incumbent = (await program.said('training.completed'))[0];
  });
  afterAll(() => program.stop());

  const ask = (retraining_id: string, changes: Partial<Requested> = {}) =>
    program.say('monitoring', 'p1', 'retraining.requested', {
      retraining_id,
      model_name: 'buyers',
      incumbent_model_id: 'model-1',
      training_job_id: incumbent.job_id,
      onnx_digest: incumbent.onnx_digest,
      manifest_digest: incumbent.manifest_digest,
      trigger: 'performance',
      reason: 'it got worse',
      dataset_id: null,
      recent_rows_digest: null,
      recent_rows: 0,
      ...changes,
    });

  async function answerTo<T extends 'training.completed' | 'training.failed'>(type: T, id: string): Promise<EventData<T>> {
    for (let tries = 0; tries < 600; tries++) {
      const found = (await program.said(type)).find((data) => JSON.stringify(data).includes(id));
      if (found) return found;
      await pause(50);
    }
    throw new Error(`no ${type} of ${id}`);
  }

  it('learns from recent rows with the same configuration, and says how it compares', async () => {
    const rows = shopRows(800, 9, (age) => age <= 45);
    const { digest } = await program.artifacts.put(Buffer.from(rows.map((row) => JSON.stringify(row)).join('\n')));
    await ask('retraining-1', { recent_rows_digest: digest, recent_rows: rows.length });
    const completed = await answerTo('training.completed', 'retraining-1');
    expect(completed).toMatchObject({ dataset_id: 'shop', algorithm: 'decision_tree', hyperparameters: incumbent.hyperparameters });
    expect(completed.retraining).toMatchObject({
      retraining_id: 'retraining-1',
      model_name: 'buyers',
      incumbent_model_id: 'model-1',
      decision: 'promote',
      comparison: { metric: 'accuracy', rows: 160 },
    });
  });

  it('makes one job of a retraining, however often it is asked for', async () => {
    await ask('retraining-2');
    await ask('retraining-2');
    expect((await answerTo('training.completed', 'retraining-2')).retraining).toMatchObject({ decision: 'reject' });
    const jobs = await program.dataSource.query(
      `SELECT requested_by, status FROM trainer.ml_training_job WHERE retraining_id = 'retraining-2'`,
    );
    expect(jobs).toEqual([{ requested_by: 'retraining/performance', status: 'completed' }]);
  });

  it('says so when it cannot be done', async () => {
    await ask('retraining-3', { dataset_id: 'unknown' });
    expect(await answerTo('training.failed', 'retraining-3')).toMatchObject({ code: 'dataset.not_found', retraining_id: 'retraining-3' });
    await ask('retraining-4', { training_job_id: '0198c0de-0000-7000-8000-000000000000' });
    expect(await answerTo('training.failed', 'retraining-4')).toMatchObject({ code: 'job.not_found', dataset_id: 'unknown' });
    await ask('retraining-5', { training_job_id: 'no uuid' });
    expect(await answerTo('training.failed', 'retraining-5')).toMatchObject({ code: 'job.not_found' });
    await ask('retraining-6', { manifest_digest: incumbent.onnx_digest });
    expect(await answerTo('training.failed', 'retraining-6')).toMatchObject({ code: 'learning.model_invalid' });
  });
});
