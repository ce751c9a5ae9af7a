import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { EventData, ModelChanged, ModelDetail } from '@atelier/contracts';
import { type Answer, completed, type RegistryProgram, startRegistryProgram } from './registry-program.suite.js';

type Listed = { models: { name: string; version: string; status: string; model_id: string }[] };

describe('the registry', () => {
  let program: RegistryProgram;
  let deployer: string;
  let jobs = 0;

  beforeAll(async () => {
    program = await startRegistryProgram({ jobWaitMs: 400, servingWaitMs: 300 });
    deployer = await program.key('shop', 'deployer');
  });
  afterAll(async () => program.stop());

  const train = async (fields: Parameters<typeof completed>[1] = {}, project = 'shop') => {
    const job = `job-${++jobs}`;
    await program.say('trainer', project, 'training.completed', completed(job, fields));
    return job;
  };
  const deploy = (job: string, name: string, more: object = {}) =>
    program.call<ModelChanged>(deployer, 'POST', '/api/ml/models/deploy', { training_job_id: job, model_name: name, ...more });
  const change = (id: string, what: string) => program.call<ModelChanged>(deployer, 'POST', `/api/ml/models/${id}/${what}`);
  const detail = async (id: string) => (await program.call<ModelDetail>(deployer, 'GET', `/api/ml/models/${id}`)).body;
  const stages = async (name: string) => {
    const { body } = await program.call<Listed>(deployer, 'GET', `/api/ml/models/deployed?name=${name}`);
    return Object.fromEntries(body.models.map(({ version, status }) => [version, status]));
  };
  const rollouts = async (name: string) => (await program.said('rollout.changed')).filter((each) => each.model_name === name);
  const switched = (name: string, model_id: string, sequence: number | null, outcome: 'ready' | 'failed', detail = '') =>
    program.say('inference', 'shop', 'serving.switched', { model_name: name, model_id, sequence, outcome, detail, replica: 'r1' });
  /** Waits for what comes by an event. */
  const eventually = async (look: () => Promise<void>) => {
    for (let tries = 0; ; tries++) {
      try {
        return await look();
      } catch (error) {
        if (tries === 100) throw error;
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    }
  };

  it('numbers versions by what has changed, keeps lineage and history, and tells inference', async () => {
    const first = await deploy(await train(), 'numbered', { description: 'the first', tags: ['a'] });
    expect(first).toMatchObject({ status: 201, body: { status: 'success', version: '1.0.0' } });
    expect(first.body.message).toBe('numbered 1.0.0 is staged; it is still being loaded.');
    const again = await deploy(await train(), 'numbered');
    const data = await deploy(await train({ data_digest: `sha256:${'1'.repeat(64)}` }), 'numbered');
    const signature = await deploy(await train({ signature_digest: `sha256:${'2'.repeat(64)}` }), 'numbered');
    expect([again, data, signature].map(({ body }) => body.version)).toEqual(['1.0.1', '1.1.0', '2.0.0']);
    const { lineage, history, ...model } = await detail(again.body.model_id);
    expect(model).toMatchObject({
      name: 'numbered',
      status: 'staged',
      metrics: { accuracy: 0.9, roc_auc: null },
      certificate: { rows: 100 },
    });
    expect(lineage).toMatchObject({ training_job_id: 'job-2', parent: { model_id: first.body.model_id, version: '1.0.0' } });
    expect(history).toMatchObject([{ from: 'training', to: 'staged', who: expect.stringMatching(/^key\//), reason: 'Deployed.' }]);
    const events = (await program.said('version.registered')).filter(({ model_name }) => model_name === 'numbered');
    expect(events.map(({ version, stage }) => [version, stage])).toEqual([
      ['1.0.0', 'staged'],
      ['1.0.1', 'staged'],
      ['1.1.0', 'staged'],
      ['2.0.0', 'staged'],
    ]);
    expect(events[0]).toMatchObject({ training_job_id: 'job-1', onnx_digest: completed('job-1').onnx_digest });
  });

  it('takes an explicit version that is free and increases', async () => {
    const job = await train();
    expect((await deploy(job, 'explicit', { version: '3.1.4' })).body.version).toBe('3.1.4');
    expect((await deploy(job, 'explicit', { version: '3.1.4' })).body.version).toBe('3.1.4');
    expect((await deploy(await train(), 'explicit')).body.version).toBe('3.1.5');
    const other = await train();
    expect(await deploy(other, 'explicit', { version: '3.1.4' })).toMatchObject({ status: 409, body: { code: 'model.version_taken' } });
    expect(await deploy(other, 'explicit', { version: '3.1.0' })).toMatchObject({ status: 400, body: { code: 'model.version_invalid' } });
    expect(await deploy(other, 'explicit', { version: 'newest' })).toMatchObject({ status: 400, body: { code: 'model.version_invalid' } });
    expect(Object.keys(await stages('explicit'))).toEqual(['3.1.5', '3.1.4']);
  });

  it('makes one version when a job is deployed twice, also at once', async () => {
    const job = await train();
    const answers = await Promise.all([1, 2, 3].map(() => deploy(job, 'twice', { promote_to_production: true })));
    expect(new Set(answers.map(({ body }) => body.model_id)).size).toBe(1);
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201]);
    expect(await stages('twice')).toEqual({ '1.0.0': 'production' });
    expect(await rollouts('twice')).toHaveLength(1);
  });

  it('refuses jobs that have no model, and waits for one that is about to', async () => {
    expect(await deploy('nobody', 'none')).toMatchObject({ status: 404, body: { code: 'job.not_found' } });
    await program.say('trainer', 'shop', 'training.progressed', {
      job_id: 'slow',
      iteration: 1,
      total: 2,
      phase: 'fit',
      metrics: {},
      eta_seconds: null,
    });
    await eventually(async () => expect(await deploy('slow', 'none')).toMatchObject({ status: 409, body: { code: 'job.not_completed' } }));
    await program.say('trainer', 'shop', 'training.failed', {
      job_id: 'bad',
      dataset_id: 'd',
      status: 'failed',
      code: 'learning.no_features',
      detail: 'no column is left',
      retraining_id: null,
    });
    await eventually(async () => {
      const answer = await deploy('bad', 'none');
      expect(answer.body).toMatchObject({ code: 'job.not_completed', detail: expect.stringContaining('no column is left') });
    });
    const answer = deploy('slow', 'waited');
    await program.say('trainer', 'shop', 'training.completed', completed('slow'));
    expect((await answer).status).toBe(201);
    expect(await stages('none')).toEqual({});
  });

  it.each([
    [{ rows: 0, largest_error: 0, labels_equal: true }],
    [{ rows: 9, largest_error: 1e-3, labels_equal: true }],
    [{ rows: 9, largest_error: 0, labels_equal: false }],
  ])('makes no version without proof: %j', async (certificate) => {
    const answer = await deploy(await train({ certificate }), 'unproved');
    expect(answer).toMatchObject({ status: 422, body: { code: 'model.uncertified' } });
    expect(await stages('unproved')).toEqual({});
  });

  it.each(['../evil', 'a b', '.hidden', 'x'.repeat(101), 'nül', ''])('refuses the name "%s"', async (name) => {
    expect((await deploy('job', name)).status).toBe(400);
  });

  it.each([{ extra: 1 }, { tags: 'a' }, { description: 'a\0b' }, { tags: ['\ud800'] }, { promote_to_production: 'yes' }])(
    'refuses the body with %j',
    async (more) => {
      expect(await deploy('job', 'body', more)).toMatchObject({ status: 400, body: { code: 'request.invalid' } });
    },
  );

  it('promotes, demotes and rolls back, each step on the record and told once, in order', async () => {
    const [a, b, c] = await Promise.all([train(), train(), train()]);
    const ids: string[] = [];
    for (const job of [a, b, c]) ids.push((await deploy(job, 'steps')).body.model_id);
    for (const id of ids) expect((await change(id, 'promote')).status).toBe(200);
    expect(await stages('steps')).toEqual({ '1.0.0': 'archived', '1.0.1': 'archived', '1.0.2': 'production' });
    const again = await change(ids[2], 'promote?reason=once%20more');
    expect(again.body.message).toBe('steps 1.0.2 is in production; it is still being loaded.');
    expect((await change('steps', 'rollback?reason=too%20slow')).body).toMatchObject({ model_id: ids[1], version: '1.0.1' });
    expect((await change('steps', 'rollback')).body.version).toBe('1.0.0');
    expect(await change('steps', 'rollback')).toMatchObject({ status: 409, body: { code: 'model.no_previous_version' } });
    expect((await change('steps', 'rollback?to_version=1.0.2')).body.version).toBe('1.0.2');
    expect(await change('steps', 'rollback?to_version=9.0.0')).toMatchObject({ status: 404, body: { code: 'model.not_found' } });
    expect((await change(ids[2], 'demote')).body.message).toContain('steps 1.0.2 is staged now');
    expect((await change(ids[2], 'demote')).body.message).toContain('archived');
    expect(await change(ids[2], 'demote')).toMatchObject({ status: 409, body: { code: 'model.stage_conflict' } });
    const told = await rollouts('steps');
    expect(told.map(({ sequence }) => sequence)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    const version = (id: string | null) => (id === null ? null : ids.indexOf(id));
    expect(told.map(({ production_model_id }) => version(production_model_id))).toEqual([0, 1, 2, 1, 0, 2, null, null]);
    expect(told.map(({ previous_model_id }) => version(previous_model_id))).toEqual([null, 0, 1, 2, 1, 0, 2, 2]);
    expect(told[3].reason).toBe('too slow');
    expect(told[3].versions.map(({ version, stage }) => [version, stage]).sort()).toEqual([
      ['1.0.0', 'archived'],
      ['1.0.1', 'production'],
      ['1.0.2', 'archived'],
    ]);
    expect((await detail(ids[2])).history.map(({ from, to }) => `${from} ${to}`)).toEqual([
      'training staged',
      'staged production',
      'production archived',
      'archived production',
      'production staged',
      'staged archived',
    ]);
  });

  it('has one production version after promotions at once, all of them recorded', async () => {
    const ids: string[] = [];
    for (let i = 0; i < 4; i++) ids.push((await deploy(await train(), 'race')).body.model_id);
    const answers = await Promise.all([...ids, ...ids].map((id) => change(id, 'promote')));
    expect(answers.every(({ status }) => status === 200)).toBe(true);
    expect(Object.values(await stages('race')).filter((stage) => stage === 'production')).toHaveLength(1);
    const told = await rollouts('race');
    expect(told.map(({ sequence }) => sequence)).toEqual(told.map((_, i) => i + 1));
    for (const [i, { previous_model_id }] of told.entries())
      expect(previous_model_id).toBe(i === 0 ? null : told[i - 1].production_model_id);
    const last = told.at(-1) as EventData<'rollout.changed'>;
    expect((await detail(last.production_model_id as string)).status).toBe('production');
  });

  it('answers once inference serves the change', async () => {
    const job = await train();
    const answer = deploy(job, 'loaded', { promote_to_production: true });
    await eventually(async () => expect(await rollouts('loaded')).toHaveLength(1));
    const [{ production_model_id }] = await rollouts('loaded');
    await switched('loaded', production_model_id as string, 1, 'ready');
    expect((await answer).body.message).toBe('loaded 1.0.0 serves in production.');
    const staged = deploy(await train(), 'loaded');
    await eventually(async () => expect(Object.keys(await stages('loaded'))).toHaveLength(2));
    const { body } = await program.call<Listed>(deployer, 'GET', '/api/ml/models/deployed?name=loaded&status=staged');
    await switched('loaded', body.models[0].model_id, null, 'ready');
    expect((await staged).body.message).toBe('loaded 1.0.1 is staged and loaded.');
  });

  it('takes a promotion back when the model cannot be loaded, on the record', async () => {
    const good = await deploy(await train(), 'broken', { promote_to_production: true });
    await switched('broken', good.body.model_id, 1, 'ready');
    const bad = (await deploy(await train(), 'broken')).body.model_id;
    const answer = change(bad, 'promote');
    await eventually(async () => expect(await rollouts('broken')).toHaveLength(2));
    await switched('broken', bad, 2, 'failed', 'golden rows differ');
    expect(await answer).toMatchObject({
      status: 422,
      body: { code: 'model.warming_failed', detail: expect.stringContaining('golden rows differ') },
    });
    expect((await answer).body).toMatchObject({ detail: expect.stringContaining('broken 1.0.0 serves.') });
    expect(await stages('broken')).toEqual({ '1.0.0': 'production', '1.0.1': 'archived' });
    expect((await rollouts('broken')).at(-1)).toMatchObject({
      sequence: 3,
      production_model_id: good.body.model_id,
      previous_model_id: bad,
    });
    expect((await detail(bad)).history.at(-1)).toMatchObject({ who: 'atelier/inference', reason: expect.stringContaining('golden rows') });
    await switched('broken', bad, 2, 'failed', 'said again');
    await switched('broken', good.body.model_id, 3, 'ready');
    expect(await rollouts('broken')).toHaveLength(3);
    expect(await change('broken', 'rollback')).toMatchObject({ status: 409, body: { code: 'model.no_previous_version' } });
  });

  it('has nothing in production when the only version cannot be loaded', async () => {
    const answer = deploy(await train(), 'alone', { promote_to_production: true });
    await eventually(async () => expect(await rollouts('alone')).toHaveLength(1));
    const [{ production_model_id: id }] = await rollouts('alone');
    await switched('alone', id as string, null, 'failed', 'no file');
    await switched('alone', id as string, 1, 'failed', 'no file');
    expect(await answer).toMatchObject({ status: 422, body: { detail: expect.stringContaining('No version is in production.') } });
    expect((await rollouts('alone')).at(-1)).toMatchObject({ sequence: 2, production_model_id: null, previous_model_id: id });
    const staged = deploy(await train(), 'alone');
    await eventually(async () => expect(Object.keys(await stages('alone'))).toHaveLength(2));
    const second = (await program.said('version.registered')).at(-1) as EventData<'version.registered'>;
    await switched('alone', second.model_id, null, 'failed', 'no file either');
    expect(await staged).toMatchObject({ status: 422, body: { code: 'model.warming_failed' } });
    expect(await stages('alone')).toEqual({ '1.0.0': 'archived', '1.0.1': 'archived' });
  });

  const retraining = (incumbent: string, decision: 'promote' | 'reject', model_name = 'retrained') => ({
    retraining: {
      retraining_id: 'retraining-1',
      model_name,
      incumbent_model_id: incumbent,
      comparison: { metric: 'roc_auc', candidate: 0.9, incumbent: 0.8, difference: 0.1, low: 0.05, high: 0.15, rows: 500 },
      decision,
    },
  });

  it('makes a patch of what a retraining brought, and promotes it when it won', async () => {
    const { model_id: incumbent } = (await deploy(await train(), 'retrained', { promote_to_production: true, tags: ['kept'] })).body;
    await train({ ...retraining(incumbent, 'reject'), data_digest: `sha256:${'3'.repeat(64)}` });
    await eventually(async () => expect(await stages('retrained')).toEqual({ '1.0.0': 'production', '1.0.1': 'staged' }));
    await train(retraining(incumbent, 'promote'));
    await eventually(async () =>
      expect(await stages('retrained')).toEqual({ '1.0.0': 'archived', '1.0.1': 'staged', '1.0.2': 'production' }),
    );
    const { production_model_id: id } = (await rollouts('retrained')).at(-1) as EventData<'rollout.changed'>;
    expect(await detail(id as string)).toMatchObject({
      tags: ['kept'],
      lineage: { parent: { version: '1.0.0' }, retraining_id: 'retraining-1' },
      history: [{}, { who: 'atelier/retraining', reason: expect.stringContaining('roc_auc 0.9 against 0.8 on 500 rows') }],
    });
    // The incumbent that was compared does not serve any more: the winner waits for a person.
    await train(retraining(incumbent, 'promote'));
    await eventually(async () => expect(await stages('retrained')).toMatchObject({ '1.0.2': 'production', '1.0.3': 'staged' }));
  });

  it('keeps a retrained model as a candidate when its incumbent is not the project’s, or proof is missing', async () => {
    const { model_id: incumbent } = (await deploy(await train(), 'foreign')).body;
    const lost = await train(retraining(incumbent, 'promote', 'foreign'), 'other');
    const unproved = await train({
      ...retraining(incumbent, 'promote', 'foreign'),
      certificate: { rows: 0, largest_error: 0, labels_equal: true },
    });
    await eventually(async () => expect((await deploy(unproved, 'foreign')).body).toMatchObject({ code: 'model.uncertified' }));
    expect(await stages('foreign')).toEqual({ '1.0.0': 'staged' });
    expect((await deploy(lost, 'foreign')).status).toBe(404);
  });

  it('shows a project nothing of another one', async () => {
    const { model_id } = (await deploy(await train(), 'private')).body;
    const stranger = await program.key('elsewhere', 'admin');
    const calls: Promise<Answer>[] = [
      program.call(stranger, 'GET', `/api/ml/models/${model_id}`),
      program.call(stranger, 'POST', `/api/ml/models/${model_id}/promote`),
      program.call(stranger, 'POST', `/api/ml/models/${model_id}/demote`),
      program.call(stranger, 'POST', '/api/ml/models/private/rollback'),
      program.call(stranger, 'GET', '/api/ml/models/not-an-id'),
    ];
    for (const answer of await Promise.all(calls)) expect(answer).toMatchObject({ status: 404, body: { code: 'model.not_found' } });
    expect((await program.call<Listed>(stranger, 'GET', '/api/ml/models/deployed')).body.models).toEqual([]);
  });

  it('lets viewers look and deployers change', async () => {
    const viewer = await program.key('shop', 'viewer');
    expect((await program.call(viewer, 'GET', '/api/ml/models/deployed')).status).toBe(200);
    expect((await program.call(viewer, 'POST', '/api/ml/models/deploy', { training_job_id: 'x', model_name: 'y' })).status).toBe(403);
    expect((await program.call('nonsense', 'GET', '/api/ml/models/deployed')).status).toBe(401);
  });

  it('finds the models of a data set and of a job', async () => {
    const job = await train({ dataset_id: 'dataset-9' });
    await deploy(job, 'traced');
    for (const query of ['dataset_id=dataset-9', `training_job_id=${job}`]) {
      const { body } = await program.call<Listed>(deployer, 'GET', `/api/ml/models/deployed?${query}`);
      expect(body.models.map(({ name }) => name)).toEqual(['traced']);
    }
    expect((await program.call(deployer, 'GET', '/api/ml/models/deployed?status=nonsense')).status).toBe(400);
  });
});
