/** @jest-environment ./tools/onnx/jest-environment.mjs */
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ModelChanged, Predicted } from '@atelier/contracts';
import { createGraph } from '@atelier/learning';
import { type ModelFixture, trainFixture } from '../model-fixture.suite.js';
import { type Answer, eventually, ServingProgram } from '../serving-program.suite.js';

describe('rollouts in serving', () => {
  let program: ServingProgram;
  let fixtures: ModelFixture[];

  beforeAll(async () => {
    program = await ServingProgram.start({ idleModels: 2 });
    fixtures = await Promise.all([1, 2, 3].map((seed) => trainFixture({ seed })));
  });
  afterAll(async () => program.stop());

  const change = (id: string, what: string) => program.call<ModelChanged>('POST', `/api/ml/models/${id}/${what}`);
  const row = { age: 40, income: 60_000, member: true, city: 'Lima' };

  it('serves a change as soon as it has been answered', async () => {
    const first = await program.deploy('ryw', fixtures[0]);
    expect(first).toMatchObject({ status: 201, body: { message: 'ryw 1.0.0 serves in production.' } });
    const second = await program.deploy('ryw', fixtures[1], false);
    expect(second.body.message).toBe('ryw 1.0.1 is staged and loaded.');
    const asked = async () => (await program.predict({ model_name: 'ryw', features: row })).body;
    expect((await program.predict({ model_id: second.body.model_id, features: row })).body.version).toBe('1.0.1');
    expect((await asked()).version).toBe('1.0.0');
    expect((await change(second.body.model_id, 'promote')).body.message).toBe('ryw 1.0.1 serves in production.');
    expect((await asked()).version).toBe('1.0.1');
    await change('ryw', 'rollback');
    expect((await asked()).version).toBe('1.0.0');
    await change(first.body.model_id, 'demote');
    expect(await program.predict({ model_name: 'ryw', features: row })).toMatchObject({
      status: 404,
      body: { code: 'model.not_in_production' },
    });
    expect((await program.predict({ model_id: first.body.model_id, features: row })).status).toBe(200);
  });

  it('never gives a failed or mixed answer while versions change under load', async () => {
    const ids: string[] = [];
    for (const fixture of fixtures) ids.push((await program.deploy('moving', fixture)).body.model_id);
    const rows = fixtures[0].rows.slice(0, 40);
    const expected = new Map(ids.map((id, i) => [id, fixtures[i].answers(rows)]));
    const moved = new AbortController();
    const answers: Answer<Predicted>[] = [];
    const asking = Array.from({ length: 12 }, async (_, worker) => {
      for (let turn = worker; !moved.signal.aborted; turn++) {
        const from = turn % 30;
        const body = turn % 3 === 0 ? { rows: rows.slice(from, from + 10) } : { features: rows[from] };
        const answer = await program.predict({ model_name: 'moving', ...body });
        answers.push(answer);
        if (answer.status !== 200) throw new Error(JSON.stringify(answer.body));
        const { predictions, probabilities } = expected.get(answer.body.model_id) as ReturnType<ModelFixture['answers']>;
        expect(answer.body.prediction).toEqual(predictions.slice(from, from + answer.body.prediction.length));
        answer.body.prediction_proba!.forEach((each, i) => expect(each[1]).toBeCloseTo(probabilities![from + i][1], 4));
      }
    });
    const moves = async () => {
      for (let i = 0; i < 12; i++) {
        const answer = i % 4 === 3 ? await change('moving', 'rollback') : await change(ids[i % 3], 'promote');
        expect(answer.status).toBe(200);
      }
      moved.abort();
    };
    await Promise.all([moves(), ...asking]);
    expect(new Set(answers.map(({ body }) => body.model_id))).toEqual(new Set(ids));
    expect(answers.length).toBeGreaterThan(100);
  });

  it('keeps what serves when the next version cannot be loaded, and says why', async () => {
    const good = (await program.deploy('guarded', fixtures[0])).body.model_id;
    const { manifest, onnx } = fixtures[1];
    const other = { ...manifest, golden: fixtures[2].manifest.golden };
    const noGraph = createGraph('other');
    noGraph.output('label', noGraph.node('Identity', [noGraph.input('age', 'float', 1)]), 'float', ['n', 1]);
    const faults: [string, { onnx: Uint8Array; manifest: unknown }, string][] = [
      ['golden rows', { onnx, manifest: other }, 'does not say what the trained pipeline says'],
      ['no graph', { onnx: Buffer.from('not a model'), manifest }, 'onnxruntime does not take the file'],
      ['other inputs', { onnx: noGraph.toBytes(), manifest }, 'The graph has 1 inputs'],
      [
        'no golden rows',
        { onnx, manifest: { ...manifest, golden: { rows: [], expected: { codes: [], probabilities: [] } } } },
        'no golden rows',
      ],
    ];
    for (const [what, model, reason] of faults) {
      const answer = await program.deploy('guarded', model);
      expect([what, answer.status, answer.body]).toMatchObject([
        what,
        422,
        { code: 'model.warming_failed', detail: expect.stringContaining(reason) },
      ]);
      expect((await program.predict({ model_name: 'guarded', features: row })).body.model_id).toBe(good);
    }
    expect(await program.deploy('guarded', faults[0][1], false)).toMatchObject({ status: 422, body: { code: 'model.warming_failed' } });
  });

  it('loads a version again that had to go, and serves it at once to all who ask', async () => {
    const ids: string[] = [];
    for (const name of ['idle-a', 'idle-b', 'idle-c', 'idle-d']) ids.push((await program.deploy(name, fixtures[0], false)).body.model_id);
    for (const id of ids) {
      const answers = await Promise.all([1, 2, 3].map(() => program.predict({ model_id: id, features: row })));
      expect(answers.map(({ status, body }) => [status, body.model_id])).toEqual([1, 2, 3].map(() => [200, id]));
    }
  });

  it('serves after a restart what served before, staged ones when they are asked for', async () => {
    const production = (await program.deploy('lasting', fixtures[0])).body.model_id;
    const staged = (await program.deploy('lasting', fixtures[1], false)).body.model_id;
    const before = (await program.predict({ model_name: 'lasting', features: row })).body;
    await program.pause();
    program = await ServingProgram.start({ idleModels: 2 }, program);
    await eventually(async () => expect((await program.call('GET', '/health/ready')).status).toBe(200));
    const after = (await program.predict({ model_name: 'lasting', features: row })).body;
    expect([after.model_id, after.prediction_proba]).toEqual([production, before.prediction_proba]);
    expect((await program.predict({ model_id: staged, features: row })).status).toBe(200);
    const told = await program.said('serving.switched');
    expect(told.filter(({ model_id, sequence }) => model_id === production && sequence !== null)).toHaveLength(1);
  });

  it('is ready after a restart though one model is broken, and says so to those who ask for that one', async () => {
    const { body } = await program.deploy('lost', fixtures[2]);
    await program.pause();
    const [{ onnx_digest }] = await reopened(program, 'SELECT onnx_digest FROM inference.version WHERE model_id = $1', [body.model_id]);
    removeArtifact(join(program.folder, 'artifacts'), onnx_digest.slice('sha256:'.length));
    program = await ServingProgram.start({ idleModels: 2 }, program);
    await eventually(async () => expect((await program.call('GET', '/health/ready')).status).toBe(200));
    expect(await program.predict({ model_name: 'lost', features: row })).toMatchObject({ status: 503, body: { code: 'model.not_ready' } });
    expect((await program.predict({ model_name: 'moving', features: row })).status).toBe(200);
    const back = await program.call<ModelChanged>('GET', '/api/ml/models/deployed?name=lost');
    expect(back.body).toMatchObject({ models: [{ status: 'production' }] });
  });

  it('ignores a rollout that is older than the one in force', async () => {
    const { body } = await program.deploy('ordered', fixtures[0]);
    await program.say('registry', 'rollout.changed', {
      model_name: 'ordered',
      sequence: 1,
      production_model_id: null,
      previous_model_id: body.model_id,
      strategy: 'immediate',
      reason: 'late',
      versions: [],
    });
    await program.deploy('afterwards', fixtures[1]);
    expect((await program.predict({ model_name: 'ordered', features: row })).status).toBe(200);
  });
});

async function reopened(program: ServingProgram, sql: string, parameters: unknown[]): Promise<{ onnx_digest: string }[]> {
  const { Client } = (await import('pg')).default;
  const client = new Client({ connectionString: program.database.url });
  await client.connect();
  const { rows } = await client.query(sql, parameters);
  await client.end();
  return rows;
}

function removeArtifact(folder: string, hex: string): void {
  const found = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.replaceAll('/', '').endsWith(hex));
  if (found.length === 0) throw new Error(`no file of ${hex} in ${folder}`);
  for (const name of found) rmSync(join(folder, name));
}
