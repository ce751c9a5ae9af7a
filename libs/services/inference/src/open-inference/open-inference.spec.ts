/** @jest-environment ./tools/onnx/jest-environment.mjs */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type ModelFixture, trainFixture } from '../model-fixture.suite.js';
import { eventually, ServingProgram } from '../serving-program.suite.js';

interface Inferred {
  model_name: string;
  model_version: string;
  id: string;
  outputs: { name: string; datatype: string; shape: number[]; data: unknown[] }[];
}

describe('the Open Inference Protocol v2', () => {
  let program: ServingProgram;
  let classifier: ModelFixture;
  let regressor: ModelFixture;

  beforeAll(async () => {
    program = await ServingProgram.start();
    [classifier, regressor] = await Promise.all([trainFixture(), trainFixture({ task: 'regression' })]);
    await program.deploy('buyers', classifier);
    await program.deploy('buyers', classifier, false);
    await program.deploy('spending', regressor);
  });
  afterAll(async () => program.stop());

  const rows = [
    { age: 40, income: 60_000, member: 1, city: 'Lima' },
    { age: null, income: 20_000.5, member: 0, city: null },
  ];
  const inputs = () => [
    { name: 'age', shape: [2, 1], datatype: 'INT64', data: [40, null] as unknown[] },
    { name: 'income', shape: [2], datatype: 'FP64', data: [60_000, 20_000.5] as unknown[] },
    { name: 'member', shape: [2, 1], datatype: 'BOOL', data: [[true], [false]] as unknown[] },
    { name: 'city', shape: [2, 1], datatype: 'BYTES', data: ['Lima', null] as unknown[] },
  ];
  const infer = (body: unknown, model = 'buyers') => program.call<Inferred>('POST', `/v2/models/${model}/infer`, body);
  const output = ({ outputs }: Inferred, name: string) => outputs.find((each) => each.name === name);

  it('says what the server and its models are', async () => {
    expect((await program.call('GET', '/v2')).body).toMatchObject({ name: 'atelier', extensions: [] });
    expect((await program.call('GET', '/v2/models/buyers')).body).toEqual({
      name: 'buyers',
      versions: ['1.0.0', '1.0.1'],
      platform: 'onnxruntime_onnx',
      inputs: [
        { name: 'age', datatype: 'FP32', shape: [-1, 1] },
        { name: 'income', datatype: 'FP32', shape: [-1, 1] },
        { name: 'member', datatype: 'FP32', shape: [-1, 1] },
        { name: 'city', datatype: 'BYTES', shape: [-1, 1] },
      ],
      outputs: [
        { name: 'label', datatype: 'BYTES', shape: [-1, 1] },
        { name: 'probabilities', datatype: 'FP32', shape: [-1, 2] },
        { name: 'prediction_id', datatype: 'BYTES', shape: [-1, 1] },
      ],
    });
    expect((await program.call('GET', '/v2/models/buyers/versions/1.0.1')).body).toMatchObject({ name: 'buyers' });
    expect((await program.call('GET', '/v2/models/buyers/ready')).body).toEqual({ name: 'buyers', ready: true });
    expect((await program.call('GET', '/v2/models/buyers/versions/1.0.1/ready')).body).toEqual({ name: 'buyers', ready: true });
  });

  it('is open for health and for nothing else', async () => {
    const ask = (url: string) => program.program.application.inject({ method: 'GET', url });
    expect((await ask('/v2/health/live')).json()).toEqual({ live: true });
    expect((await ask('/v2/health/ready')).json()).toEqual({ ready: true });
    for (const url of ['/v2', '/v2/models/buyers', '/v2/models/buyers/ready']) {
      const refused = await ask(url);
      expect([refused.statusCode, refused.json()]).toEqual([401, { error: expect.any(String) }]);
    }
  });

  it('infers as the platform’s own route does, and logs it', async () => {
    const { status, body } = await infer({ id: 'mine', inputs: inputs() });
    const expected = classifier.answers(rows);
    expect([status, body.model_name, body.model_version, body.id]).toEqual([200, 'buyers', '1.0.0', 'mine']);
    expect(output(body, 'label')).toEqual({ name: 'label', datatype: 'BYTES', shape: [2, 1], data: expected.predictions });
    const probabilities = output(body, 'probabilities');
    expect(probabilities).toMatchObject({ datatype: 'FP32', shape: [2, 2] });
    probabilities!.data.forEach((value, i) => expect(value).toBeCloseTo(expected.probabilities!.flat()[i], 5));
    const ids = output(body, 'prediction_id')!.data;
    await eventually(async () => {
      const [{ count }] = await program.dataSource.query(
        'SELECT count(*)::int AS count FROM inference.ml_prediction_log WHERE prediction_id = ANY($1)',
        [ids],
      );
      expect(count).toBe(2);
    });
  });

  it('infers with a version, a chosen output, and values of a regression', async () => {
    const chosen = await infer({ inputs: inputs(), outputs: [{ name: 'probabilities' }] }, 'buyers/versions/1.0.1');
    expect(chosen.body).toMatchObject({ model_version: '1.0.1', id: expect.any(String), outputs: [{ name: 'probabilities' }] });
    const values = await infer({ inputs: inputs() }, 'spending');
    expect(output(values.body, 'value')).toMatchObject({ datatype: 'FP32', shape: [2, 1] });
    expect(output(values.body, 'value')!.data[0]).toBeCloseTo(regressor.answers(rows).predictions[0] as number, 1);
  });

  const withInput = (at: number, change: object) => ({ inputs: inputs().map((each, i) => (i === at ? { ...each, ...change } : each)) });
  it.each([
    ['an unknown input', withInput(0, { name: 'shoe_size' }), 'is not an input of the model'],
    ['an input twice', withInput(1, { name: 'age' }), 'is given twice'],
    ['a missing input', { inputs: inputs().slice(1) }, 'inputs.0.age: is required'],
    ['a wrong type for a number', withInput(0, { datatype: 'BYTES', data: ['a', 'b'] }), 'use FP32'],
    ['a wrong type for a text', withInput(3, { datatype: 'INT32', data: [1, 2] }), 'use BYTES'],
    ['an unknown type', withInput(0, { datatype: 'DECIMAL' }), '"DECIMAL" does not fit'],
    ['too few elements', withInput(0, { data: [1] }), 'has 1 elements where the shape says 2'],
    ['a huge shape', withInput(0, { shape: [4_000_000_000, 1] }), 'must have 1 to 10000 rows'],
    ['no rows', withInput(0, { shape: [0, 1], data: [] }), 'must have 1 to 10000 rows'],
    ['a wide shape', withInput(0, { shape: [1, 2] }), 'must be [n] or [n, 1]'],
    ['unequal lengths', withInput(1, { shape: [1], data: [1] }), 'has 1 rows where "age" has 2'],
    ['a fraction in whole numbers', withInput(0, { data: [1.5, 2] }), '1.5 is not INT64'],
    ['a text among numbers', withInput(1, { data: ['1', 2] }), '"1" is not FP64'],
    ['a number among texts', withInput(3, { data: ['a', 2] }), '2 is not BYTES'],
    ['two for a truth value', withInput(2, { data: [2, 1] }), '2 is not BOOL'],
    ['an unknown output', { inputs: inputs(), outputs: [{ name: 'secrets' }] }, 'is not an output of the model'],
    ['an unknown field', { inputs: inputs(), extra: 1 }, 'extra'],
    ['no inputs', { inputs: [] }, 'inputs'],
    ['negative shapes', withInput(0, { shape: [-1, 1] }), 'shape'],
    ['deeper data', withInput(0, { data: [[[1]], 2] }), 'data'],
  ])('refuses %s before native code sees it', async (_, body, reason) => {
    const answer = await infer(body);
    expect([400, 422]).toContain(answer.status);
    expect(Object.keys(answer.body)).toEqual(['error']);
    expect((answer.body as unknown as { error: string }).error).toContain(reason);
    expect((await infer({ inputs: inputs() })).status).toBe(200);
  });

  it('does not know models that are not there, or are another project’s', async () => {
    const stranger = await program.newKey('elsewhere', 'admin');
    const answers = await Promise.all([
      infer({ inputs: inputs() }, 'nobody'),
      infer({ inputs: inputs() }, 'buyers/versions/7.0.0'),
      program.call('GET', '/v2/models/nobody/ready'),
      program.call('POST', '/v2/models/buyers/infer', { inputs: inputs() }, stranger),
      program.call('GET', '/v2/models/buyers/versions/1.0.0', undefined, stranger),
    ]);
    for (const { status, body } of answers) expect([status, body]).toEqual([404, { error: expect.any(String) }]);
  });
});
