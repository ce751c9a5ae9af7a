import { setTimeout as pause } from 'node:timers/promises';
import type { EvaluationReportAnswer, Explanations, JobAccepted, Problem, TrainingJob, TrainingJobSummary } from '@atelier/contracts';
import { loadPipeline, parseManifest } from '@atelier/learning';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { shopColumns, shopFrame, shopRows } from '../shop.suite.js';
import { startTrainerProgram, type TrainerProgram } from '../trainer-program.suite.js';

const quick = { dataset_id: 'shop', target_column: 'bought', task_type: 'classification', algorithm: 'logistic' };
/** Long enough to be interrupted. */
const slow = {
  ...quick,
  dataset_id: 'large',
  target_column: 'spent',
  task_type: 'regression',
  algorithm: 'lightgbm',
  hyperparameters: { n_estimators: 5000, num_leaves: 200, min_child_samples: 1 },
};

describe('training', () => {
  let program: TrainerProgram;
  let trainer: string;

  beforeAll(async () => {
    program = await startTrainerProgram({ trainings: 1 });
    trainer = await program.key('p1', 'trainer');
    await program.register('p1', 'shop', shopFrame(shopRows(600, 1)), shopColumns);
    await program.register('p1', 'large', shopFrame(shopRows(10_000, 1)), shopColumns);
  });
  afterAll(() => program.stop());

  const train = async (body: object, headers: object = {}) =>
    program.call<JobAccepted>(trainer, 'POST', '/api/ml/models/train', body, headers);
  const jobOf = async (id: string) => (await program.call<TrainingJob>(trainer, 'GET', `/api/ml/models/train/${id}`)).body;
  const until = async (look: () => Promise<boolean>) => {
    for (let tries = 0; !(await look()); tries++) {
      if (tries > 1000) throw new Error('it never came');
      await pause(20);
    }
  };

  it('reports on what it trained, and explains its answers', async () => {
    const { job_id } = (await train(quick)).body;
    const early = await program.call<Problem>(trainer, 'GET', `/api/ml/models/train/${job_id}/report`);
    if (early.status !== 200) expect(early).toMatchObject({ status: 409, body: { code: 'job.not_completed' } });
    await program.ended(trainer, job_id);
    const report = await program.call<EvaluationReportAnswer>(trainer, 'GET', `/api/ml/models/train/${job_id}/report`);
    expect(report).toMatchObject({ status: 200, body: { format: 1, rows: 120, task: 'classification' } });
    const ask = (body: object) => program.call<Explanations>(trainer, 'POST', `/api/ml/models/train/${job_id}/explain`, body);
    const explained = await ask({ rows: [{ age: 60 }, { age: 20, city: 'nowhere' }] });
    expect(explained).toMatchObject({ status: 200, body: { job_id, method: 'linear', space: 'score' } });
    const [old, young] = explained.body.explanations.map(({ contributions }) => contributions.find(({ feature }) => feature === 'age'));
    expect(Math.sign(old!.contribution)).toBe(-Math.sign(young!.contribution));
    for (const [body, status] of [
      [{ rows: [{ age: 'old' }] }, 422],
      [{}, 400],
      [{ features: {}, rows: [{}] }, 400],
      [{ rows: [] }, 400],
    ] as const)
      expect((await ask(body)).status).toBe(status);
    expect((await program.call(trainer, 'GET', `/api/ml/models/train/${job_id.replaceAll(/[0-9a-f]/g, '0')}/report`)).status).toBe(404);
  });

  it('hands a trained model out as a file, in formats that can hold it', async () => {
    const file = async (jobId: string, query: string) => {
      const url = `${program.url}/api/ml/models/train/${jobId}/model${query}`;
      const answer = await fetch(url, { headers: { authorization: `Bearer ${trainer}` } });
      const bytes = Buffer.from(await answer.arrayBuffer());
      return { status: answer.status, name: answer.headers.get('content-disposition'), bytes };
    };
    const trees = (await train({ ...quick, algorithm: 'lightgbm', hyperparameters: { n_estimators: 5 } })).body.job_id;
    await program.ended(trainer, trees);
    const completed = (await program.said('training.completed')).find(({ job_id }) => job_id === trees);
    const onnx = await file(trees, '');
    expect(onnx).toMatchObject({ status: 200, name: 'attachment; filename="model.onnx"' });
    expect(onnx.bytes.equals(await program.artifacts.read(completed!.onnx_digest))).toBe(true);
    expect(loadPipeline(JSON.parse((await file(trees, '?format=pipeline')).bytes.toString())).pipeline.algorithm).toBe('lightgbm');
    expect((await file(trees, '?format=lightgbm')).bytes.toString()).toMatch(/^tree\nversion=v4\n/);
    expect(JSON.parse((await file(trees, '?format=xgboost')).bytes.toString())).toHaveProperty('learner');
    expect((await file(trees, '?format=pickle')).status).toBe(400);
    const linear = (await train(quick)).body.job_id;
    await program.ended(trainer, linear);
    const refused = await file(linear, '?format=xgboost');
    expect([refused.status, JSON.parse(refused.bytes.toString()).code]).toEqual([422, 'learning.model_invalid']);
  });

  it('takes weights and calibration, and refuses those that are none', async () => {
    const { body } = await train({ ...quick, class_weights: 'balanced', weight_column: 'age', calibration: 'sigmoid' });
    const job = await program.ended(trainer, body.job_id);
    expect(job.status).toBe('completed');
    expect(job.results?.training_summary).toMatchObject({ class_weights: 'balanced', weight_column: 'age', calibration: 'sigmoid' });
    expect(job.results?.training_summary.features_used).not.toContain('age');
    for (const wrong of [{ weight_column: 'ages' }, { weight_column: 'bought' }, { calibration: 'platt' }, { class_weights: { yes: -1 } }])
      expect((await train({ ...quick, ...wrong })).status).toBeGreaterThanOrEqual(400);
  });

  it('trains a model from request to artifacts and event', async () => {
    const { status, body } = await train(quick);
    expect(status).toBe(202);
    expect(body.status).toBe('accepted');
    const job = await program.ended(trainer, body.job_id);
    expect(job).toMatchObject({ status: 'completed', job_id: body.job_id, completed_at: expect.any(String) });
    expect(job.error).toBeUndefined();
    expect(job.results?.evaluation.accuracy).toBeGreaterThan(0.85);
    expect(job.results?.training_summary).toMatchObject({ test_rows: 120, algorithm: 'logistic', classes: ['no', 'yes'] });
    expect(job.results?.training_summary.columns_left_out).toContainEqual({ name: 'customer', reason: 'identifier' });
    expect(job.results?.training_summary.features_used).toContain('note');
    expect(job.results?.feature_importance?.[0].feature).toBe('age');
    const completed = (await program.said('training.completed')).find(({ job_id }) => job_id === body.job_id);
    expect(completed).toMatchObject({ dataset_id: 'shop', algorithm: 'logistic', retraining: null, certificate: { labels_equal: true } });
    const manifest = parseManifest(JSON.parse((await program.artifacts.read(completed!.manifest_digest)).toString()));
    expect(manifest.data_hash).toBe(completed!.data_digest);
    expect((await program.artifacts.read(completed!.onnx_digest)).length).toBeGreaterThan(500);
  });

  it('trains a regression', async () => {
    const { body } = await train({ ...quick, algorithm: 'ridge', task_type: 'regression', target_column: 'spent' });
    const job = await program.ended(trainer, body.job_id);
    expect(job.results?.evaluation.r2).toBeGreaterThan(0.95);
  });

  it('makes one job of one Idempotency-Key, also when asked at once', async () => {
    const key = { 'idempotency-key': 'once' };
    const answers = await Promise.all([1, 2, 3].map(() => train({ ...quick, hyperparameters: {} }, key)));
    expect(answers.map(({ status }) => status)).toEqual([202, 202, 202]);
    expect(new Set(answers.map(({ body }) => body.job_id)).size).toBe(1);
    expect(await train({ ...quick, seed: 7 }, key)).toMatchObject({ status: 409, body: { code: 'request.idempotency_conflict' } });
    expect(await train(quick, { 'idempotency-key': 'ü' })).toMatchObject({ status: 400, body: { code: 'request.invalid' } });
    expect((await program.ended(trainer, answers[0].body.job_id)).status).toBe('completed');
  });

  it.each([
    [{ ...quick, dataset_id: 'shops' }, 404, 'dataset.not_found', 'shops'],
    [{ ...quick, target_column: 'bougth' }, 422, 'dataset.column_not_found', 'did you mean "bought"'],
    [{ ...quick, algorithm: 'logistics' }, 422, 'learning.algorithm_unknown', 'did you mean "logistic"'],
    [{ ...quick, algorithm: 'ridge' }, 422, 'learning.task_unsupported', 'ridge'],
    [{ ...slow, hyperparameters: { num_leafs: 3 } }, 422, 'learning.parameter_unknown', 'did you mean "num_leaves"'],
    [{ ...slow, hyperparameters: { num_leaves: -1 } }, 422, 'learning.parameter_invalid', 'num_leaves'],
    [{ ...quick, test_size: 0 }, 422, 'learning.parameter_invalid', 'test_size'],
    [{ ...quick, test_size: 0.6, validation_size: 0.5 }, 422, 'learning.parameter_invalid', 'validation_size'],
    [{ ...quick, extra: 1 }, 400, 'request.invalid', 'extra'],
  ])('refuses %j at once', async (body, status, code, said) => {
    const answer = await train(body);
    expect(answer).toMatchObject({ status, body: { code } });
    expect((answer.body as unknown as Problem).detail).toContain(said);
  });

  it('keeps the reason of a training that cannot be', async () => {
    const { body } = await train({ ...quick, target_column: 'customer' });
    const job = await program.ended(trainer, body.job_id);
    expect(job).toMatchObject({ status: 'failed', results: null, error: { code: 'learning.target_identifier' } });
    const failed = (await program.said('training.failed')).find(({ job_id }) => job_id === body.job_id);
    expect(failed).toMatchObject({ status: 'failed', code: 'learning.target_identifier', retraining_id: null });
  });

  it('tells of its progress, and cancels a running job', async () => {
    const { body } = await train(slow);
    const abort = new AbortController();
    const events = await fetch(`${program.url}/api/ml/models/train/${body.job_id}/events`, {
      headers: { authorization: `Bearer ${trainer}` },
      signal: abort.signal,
    });
    expect(events.headers.get('content-type')).toContain('text/event-stream');
    const reader = events.body!.pipeThrough(new TextDecoderStream()).getReader();
    let text = '';
    while (!/"phase":"training".*"iteration":[1-9]|"iteration":[1-9].*"phase":"training"/.test(text)) text += (await reader.read()).value;
    expect((await program.call(trainer, 'DELETE', `/api/ml/models/train/${body.job_id}`)).status).toBe(202);
    for (let part = await reader.read(); !part.done; part = await reader.read()) text += part.value;
    expect(text).toMatch(/event: end\ndata: {"status":"cancelled"}\n\n$/);
    const ids = [...text.matchAll(/^id: (\d+)$/gm)].map(([, id]) => Number(id));
    expect(ids).toEqual([...ids].sort((a, b) => a - b));
    expect(await jobOf(body.job_id)).toMatchObject({ status: 'cancelled', error: { code: 'learning.aborted' } });
    expect((await program.said('training.progressed')).some(({ job_id }) => job_id === body.job_id)).toBe(true);
    expect(await program.call(trainer, 'DELETE', `/api/ml/models/train/${body.job_id}`)).toMatchObject({
      status: 409,
      body: { code: 'job.already_ended' },
    });
    const again = await fetch(`${program.url}/api/ml/models/train/${body.job_id}/events`, {
      headers: { authorization: `Bearer ${trainer}`, 'last-event-id': String(ids.at(-1)) },
    });
    expect(await again.text()).toMatch(/retry: 1000\n\nevent: end\n/);
    abort.abort();
  });

  it('cancels a waiting job at once', async () => {
    const running = (await train(slow)).body.job_id;
    await until(async () => (await jobOf(running)).status === 'running');
    const waiting = (await train(quick)).body.job_id;
    await program.call(trainer, 'DELETE', `/api/ml/models/train/${waiting}`);
    expect((await jobOf(waiting)).status).toBe('cancelled');
    await program.call(trainer, 'DELETE', `/api/ml/models/train/${running}`);
    expect((await program.ended(trainer, running)).status).toBe('cancelled');
  });

  it('lists the newest first, page by page', async () => {
    const list = async (query: string) => (await program.call<TrainingJobSummary[]>(trainer, 'GET', `/api/ml/models/train${query}`)).body;
    const all = await list('');
    expect(all.map(({ created_at }) => created_at)).toEqual(
      all
        .map(({ created_at }) => created_at)
        .sort()
        .reverse(),
    );
    const first = await list('?limit=2');
    expect([...first, ...(await list(`?limit=2&cursor=${first[1].job_id}`))]).toEqual(all.slice(0, 4));
    expect(await program.call(trainer, 'GET', '/api/ml/models/train?cursor=x')).toMatchObject({ status: 400 });
  });

  it('shows nothing of it to another project', async () => {
    const stranger = await program.key('p2', 'admin');
    const { body } = await train(quick);
    for (const [method, path] of [
      ['GET', ''],
      ['DELETE', ''],
      ['GET', '/events'],
    ] as const)
      expect(await program.call(stranger, method, `/api/ml/models/train/${body.job_id}${path}`)).toMatchObject({
        status: 404,
        body: { code: 'job.not_found' },
      });
    expect((await program.call(stranger, 'GET', '/api/ml/models/train')).body).toEqual([]);
    expect(await program.call(stranger, 'POST', '/api/ml/models/train', quick)).toMatchObject({
      status: 404,
      body: { code: 'dataset.not_found' },
    });
    expect(await program.call(trainer, 'GET', '/api/ml/models/train/%00')).toMatchObject({ status: 400 });
    expect(await program.call(trainer, 'GET', '/api/ml/models/train/nonsense')).toMatchObject({ status: 404 });
    await program.ended(trainer, body.job_id);
  });

  it('waits for a data set that is just being registered', async () => {
    const answer = train({ ...quick, dataset_id: 'late' });
    await program.register('p1', 'late', shopFrame(shopRows(200, 2)), shopColumns);
    const { status, body } = await answer;
    expect(status).toBe(202);
    expect((await program.ended(trainer, body.job_id)).status).toBe('completed');
  });

  it.each([
    ['memory', { memoryMiB: 40 }, 'job.out_of_memory'],
    ['time', { trainingSeconds: 0.2 }, 'job.timed_out'],
  ])('says when %s ran out', async (_, limits, code) => {
    const limited = await startTrainerProgram(limits);
    try {
      const key = await limited.key('p1', 'trainer');
      await limited.register('p1', 'shop', shopFrame(shopRows(100, 1)), shopColumns);
      const { body } = await limited.call<JobAccepted>(key, 'POST', '/api/ml/models/train', quick);
      expect(await limited.ended(key, body.job_id)).toMatchObject({ status: 'failed', error: { code } });
    } finally {
      await limited.stop();
    }
  });

  it('describes its algorithms with their hyper-parameters', async () => {
    const { body } = await program.call<{ algorithms: { name: string; parameters: object }[] }>(trainer, 'GET', '/api/ml/algorithms');
    const lightgbm = body.algorithms.find(({ name }) => name === 'lightgbm');
    expect(lightgbm).toMatchObject({ tasks: ['classification', 'regression'], parameters: { num_leaves: { type: 'integer' } } });
  });

  it('tells how many jobs wait and run', async () => {
    const metrics = await (await fetch(`${program.url}/metrics`)).text();
    expect(metrics).toMatch(/^atelier_jobs{.*queue="training".*state="waiting".*} 0$/m);
    expect(metrics).toMatch(/^atelier_jobs{.*state="running".*} 0$/m);
  });

  it('leaves no folder behind', () => {
    expect(program.leftovers()).toEqual([]);
  });
});
