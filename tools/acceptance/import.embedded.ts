import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { EmbeddedProgram } from './embedded-program.js';
import { eventually } from './eventually.js';
import { churnTable } from './example-table.js';

const { csv, rows } = churnTable(400);
const mixed = JSON.parse(
  readFileSync(new URL('../../libs/learning/src/interop/imports/fixtures/mixed-columns.json', import.meta.url), 'utf8'),
) as { rows: Record<string, string | number>[]; models: { file: string; signature: object; values?: number[] }[] };
const onnx = JSON.parse(
  readFileSync(new URL('../../libs/services/registry/src/imports/fixtures/onnx-models.json', import.meta.url), 'utf8'),
) as Record<string, { file: string; x: number[][]; probabilities: number[][] }>;

describe('models of other libraries, by the public API', () => {
  const program = new EmbeddedProgram();
  beforeAll(() => program.start());
  afterAll(() => program.remove());

  const file = (content: string | Uint8Array<ArrayBuffer>, fileName = 'model') => ({ content: new Blob([content]), fileName });
  const onnxFile = (name: string) => file(new Uint8Array(Buffer.from(onnx[name].file, 'base64')), `${name}.onnx`);

  it('answers as XGBoost did, is watched as far as that goes, and is the same version when sent again', async () => {
    const { models, monitoring } = program.client;
    const [, { file: text, signature, values = [] }] = mixed.models;
    const order = { files: [file(text, 'xgb.json')], model_name: 'worth', signature, promote_to_production: true };
    const made = await models.import(order);
    expect(made).toMatchObject({ version: '1.0.0', format: 'xgboost', rows_checked: 300 });
    expect(await models.import(order)).toMatchObject({ model_id: made.model_id, version: '1.0.0' });
    const { prediction } = await models.predict({ model_name: 'worth', rows: mixed.rows });
    prediction.forEach((value, i) => expect(value).toBeCloseTo(values[i], 4));
    const detail = await (
      await fetch(`${program.url}/api/ml/models/${made.model_id}`, { headers: { authorization: `Bearer ${program.key}` } })
    ).json();
    expect(detail).toMatchObject({
      algorithm: 'xgboost',
      status: 'production',
      lineage: { dataset_id: null, training_job_id: null, imported: { format: 'xgboost', file_name: 'xgb.json' } },
    });
    const watched = await eventually(
      () => monitoring.health(made.model_id),
      ({ predictions }) => predictions > 0,
    );
    expect(watched).toMatchObject({
      reference: 'none',
      features: [],
      prediction_drift: null,
      components: { feature_stability: { score: null } },
    });
  });

  it('numbers another file under the same name as the next version, and rolls back to the one before', async () => {
    const { models } = program.client;
    const first = await models.import({ files: [onnxFile('softmax')], model_name: 'shape', promote_to_production: true });
    const second = await models.import({ files: [onnxFile('old_ir')], model_name: 'shape', promote_to_production: true });
    expect([first.version, second.version]).toEqual(['1.0.0', '1.1.0']);
    expect(await models.rollback('shape')).toMatchObject({ model_id: first.model_id });
    const { x, probabilities } = onnx.softmax;
    const answer = await models.predict({ model_name: 'shape', rows: x.map(([x_0, x_1, x_2]) => ({ x_0, x_1, x_2 })) });
    answer.prediction_proba?.forEach((row, i) => row.forEach((value, code) => expect(value).toBeCloseTo(probabilities[i][code], 5)));
  });

  it('takes back what this platform wrote: one ONNX file, with its signature', async () => {
    const { datasets, training, models } = program.client;
    const { dataset_id } = await datasets.upload({ content: new Blob([csv]), fileName: 'clients.csv' });
    const { job_id } = await training.start({ dataset_id, target_column: 'churned', task_type: 'classification', algorithm: 'logistic' });
    await training.finished(job_id);
    const exported = await training.model(job_id);
    const { model_id } = await models.import({ files: [{ content: exported, fileName: 'model.onnx' }], model_name: 'back' });
    const trained = await models.deploy({ training_job_id: job_id, model_name: 'forth' });
    const asked = rows.slice(0, 20).map(({ churned: _churned, ...row }) => row);
    const [own, other] = await Promise.all([model_id, trained.model_id].map((id) => models.predict({ model_id: id, rows: asked })));
    expect(own.prediction).toEqual(other.prediction);
    expect(own.prediction_proba).toEqual(other.prediction_proba);
  });

  it.each([
    ['no model', [file('hello')], {}, 422, 'learning.model_invalid'],
    ['nothing', [file('')], {}, 422, 'learning.model_invalid'],
    ['two files', [file('{}', 'a.json'), file('{}', 'b.json')], {}, 422, 'learning.model_invalid'],
    ['seven files', Array.from({ length: 7 }, (_, i) => file('{}', `${i}.json`)), {}, 400, 'request.invalid'],
    ['data outside of the file', [onnxFile('external_data')], {}, 422, 'learning.model_invalid'],
    ['a name that leads elsewhere', [onnxFile('softmax')], { model_name: '../up' }, 400, 'model.name_invalid'],
    ['a version that is none', [onnxFile('softmax')], { version: 'one' }, 400, 'model.version_invalid'],
    ['another field', [onnxFile('softmax')], { stage: 'production' }, 400, 'request.invalid'],
    ['a format there is not', [onnxFile('softmax')], { format: 'pickle' }, 400, 'request.invalid'],
  ])('refuses %s, and nothing is left of it', async (_, files, fields, status, code) => {
    const order = { files, model_name: 'refused', ...fields } as Parameters<typeof program.client.models.import>[0];
    await expect(program.client.models.import(order)).rejects.toMatchObject({ problem: { status, code } });
    expect(await program.client.models.deployed({ name: 'refused' })).toEqual([]);
  });

  it('refuses what is no form, and callers who may not deploy', async () => {
    const send = (key: string, body: string | FormData, type?: string) =>
      fetch(`${program.url}/api/ml/models/import`, {
        method: 'POST',
        headers: { authorization: `Bearer ${key}`, ...(type ? { 'content-type': type } : {}) },
        body,
      });
    expect((await send(program.key, '{}', 'application/json')).status).toBe(400);
    expect((await send(program.key, 'x', 'multipart/form-data; boundary=b')).status).toBe(400);
    const form = new FormData();
    form.set('model_name', 'refused');
    expect((await send(program.key, form)).status).toBe(400);
    expect((await send('atl_none', form)).status).toBe(401);
    expect(program.leftovers()).toEqual([]);
  });
});
