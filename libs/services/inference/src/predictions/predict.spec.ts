/** @jest-environment ./tools/onnx/jest-environment.mjs */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Predicted } from '@atelier/contracts';
import { type ModelFixture, trainFixture } from '../model-fixture.suite.js';
import { type Answer, eventually, ServingProgram } from '../serving-program.suite.js';

const uuid7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$/;

describe('POST /api/ml/models/predict', () => {
  let program: ServingProgram;
  let classifier: ModelFixture;
  let regressor: ModelFixture;
  let modelId: string;

  beforeAll(async () => {
    program = await ServingProgram.start();
    [classifier, regressor] = await Promise.all([trainFixture(), trainFixture({ task: 'regression' })]);
    modelId = (await program.deploy('buyers', classifier)).body.model_id;
    await program.deploy('spending', regressor);
  });
  afterAll(async () => program.stop());

  const features = (more: Record<string, unknown> = {}) => ({ age: 40, income: 60_000, member: true, city: 'Lima', ...more });
  const refused = (answer: Answer<unknown>, paths: string[]) => {
    expect(answer).toMatchObject({ status: 422, body: { code: 'prediction.input_invalid' } });
    expect((answer.body as { errors: { path: string }[] }).errors.map(({ path }) => path)).toEqual(paths);
  };

  it('answers one row by id and by name as the trainer would, and gives the answer an id', async () => {
    const expected = classifier.answers([features()]);
    for (const which of [{ model_id: modelId }, { model_name: 'buyers' }]) {
      const { status, body } = await program.predict({ ...which, features: features() });
      expect(status).toBe(200);
      expect(body).toMatchObject({ status: 'success', model_id: modelId, model_name: 'buyers', version: '1.0.0' });
      expect(body.prediction).toEqual(expected.predictions);
      for (const [i, value] of expected.probabilities![0].entries()) expect(body.prediction_proba![0][i]).toBeCloseTo(value, 5);
      expect(body.prediction_id).toEqual([expect.stringMatching(uuid7)]);
      expect(Object.keys(body)).not.toContain('ignored_features');
    }
  });

  it('answers many rows in their order, more than one run takes, with missing values and unseen categories', async () => {
    const rows = Array.from({ length: 1300 }, (_, i) => classifier.rows[i % classifier.rows.length]);
    const more = [...rows, features({ age: null, city: null }), features({ city: 'Atlantis' }), features({ age: '41', member: 'no' })];
    const expected = classifier.answers(more);
    const { body } = await program.predict({ model_id: modelId, rows: more });
    expect(body.prediction).toEqual(expected.predictions);
    expect(new Set(body.prediction_id).size).toBe(more.length);
    body.prediction_proba!.forEach((row, i) => row.forEach((value, j) => expect(value).toBeCloseTo(expected.probabilities![i][j], 4)));
  });

  it('answers a regression without probabilities', async () => {
    const expected = regressor.answers(regressor.rows.slice(0, 5)).predictions as number[];
    const { body } = await program.predict({ model_name: 'spending', rows: regressor.rows.slice(0, 5) });
    expect(body.prediction).toHaveLength(5);
    body.prediction.forEach((value, i) => expect(value).toBeCloseTo(expected[i], 1));
    expect(body).not.toHaveProperty('prediction_proba');
  });

  it('gives each of many requests at once its own answer', async () => {
    const rows = classifier.rows.slice(0, 200);
    const expected = classifier.answers(rows);
    const answers = await Promise.all(rows.map((row) => program.predict({ model_name: 'buyers', features: row })));
    expect(answers.map(({ body }) => body.prediction[0])).toEqual(expected.predictions);
    answers.forEach(({ body }, i) => expect(body.prediction_proba![0][1]).toBeCloseTo(expected.probabilities![i][1], 5));
  });

  it('names the features that the model does not know', async () => {
    const { body } = await program.predict({ model_id: modelId, features: features({ customer: 'c-1', note: 'x' }) });
    expect(body.ignored_features).toEqual(['customer', 'note']);
  });

  it('says what is wrong with each column, by its path', async () => {
    refused(await program.predict({ model_id: modelId, features: {} }), [
      'features.age',
      'features.income',
      'features.member',
      'features.city',
    ]);
    refused(await program.predict({ model_id: modelId, features: features({ age: 'old' }) }), ['features.age']);
    refused(await program.predict({ model_id: modelId, features: features({ age: true, member: 7 }) }), [
      'features.age',
      'features.member',
    ]);
    refused(await program.predict({ model_id: modelId, features: features({ city: 'a\0b' }) }), ['features.city']);
    refused(await program.predict(`{"model_id":"${modelId}","features":{"age":1,"income":1,"member":true,"city":"\\ud800"}}`), [
      'features.city',
    ]);
    refused(await program.predict({ model_id: modelId, rows: [features(), features({ income: 'much' }), {}] }), [
      'rows.1.income',
      'rows.2.age',
      'rows.2.income',
      'rows.2.member',
      'rows.2.city',
    ]);
    const many = Array.from({ length: 500 }, () => ({}));
    const answer = await program.predict({ model_id: modelId, rows: many });
    expect((answer.body as unknown as { errors: unknown[] }).errors).toHaveLength(100);
  });

  it('one bad request among many fails alone', async () => {
    const bodies = Array.from({ length: 20 }, (_, i) => ({ model_name: 'buyers', features: features(i === 7 ? { age: 'old' } : {}) }));
    const answers = await Promise.all(bodies.map((body) => program.predict(body)));
    expect(answers.map(({ status }) => status)).toEqual(bodies.map((_, i) => (i === 7 ? 422 : 200)));
  });

  const json = (text: string) => text.replace('ID', modelId);
  it.each([
    ['an unknown field', '{"model_id":"ID","features":{},"extra":1}'],
    ['no model', '{"features":{"age":1}}'],
    ['two models', '{"model_id":"ID","model_name":"buyers","features":{}}'],
    ['no rows', '{"model_id":"ID"}'],
    ['rows and features', '{"model_id":"ID","features":{},"rows":[{}]}'],
    ['an empty list', '{"model_id":"ID","rows":[]}'],
    ['a list as a row', '{"model_id":"ID","rows":[[1]]}'],
    ['a nested value', '{"model_id":"ID","features":{"age":{"$gt":1}}}'],
    ['a list as a value', '{"model_id":"ID","features":{"age":[1]}}'],
    ['a number as an id', '{"model_id":7,"features":{}}'],
    ['a prototype', '{"model_id":"ID","features":{"__proto__":{"age":1}}}'],
    ['a constructor', '{"model_id":"ID","features":{"constructor":{"prototype":{"age":1}}}}'],
    ['NaN', '{"model_id":"ID","features":{"age":NaN}}'],
    ['a number that is too large', '{"model_id":"ID","features":{"age":1e999}}'],
    ['JSON that is cut off', '{"model_id":"ID","features":{'],
    ['no object', '[]'],
    ['null', 'null'],
    ['deep JSON', `{"model_id":"ID","features":${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}}`],
    ['a long user', `{"model_id":"ID","features":{},"user_id":"${'u'.repeat(201)}"}`],
  ])('refuses %s', async (_, body) => {
    expect(await program.predict(json(body))).toMatchObject({ status: 400, body: { code: 'request.invalid' } });
    expect((await program.predict({ model_id: modelId, features: features() })).status).toBe(200);
  });

  it('answers numbers beyond float32 with a finite value or refuses them, never with null', async () => {
    for (const income of [1e308, -1e308, 3.5e38, 5e-324]) {
      const answer = await program.predict({ model_name: 'spending', features: features({ income }) });
      const outcome = answer.status === 200 ? Number.isFinite(answer.body.prediction[0]) : (answer.body as { code?: string }).code;
      expect([true, 'prediction.input_invalid']).toContain(outcome);
    }
  });

  it('does not know models of another project, nor models that are not there', async () => {
    const stranger = await program.newKey('elsewhere', 'admin');
    const notFound = { status: 404, body: { code: 'model.not_found' } };
    expect(await program.predict({ model_id: modelId, features: features() }, stranger)).toMatchObject(notFound);
    expect(await program.predict({ model_name: 'buyers', features: features() }, stranger)).toMatchObject({
      status: 404,
      body: { code: 'model.not_in_production' },
    });
    for (const model_id of ['nope', '00000000-0000-7000-8000-000000000000'])
      expect(await program.predict({ model_id, features: features() })).toMatchObject(notFound);
    expect((await program.predict({ model_id: modelId, features: features() }, 'no-key')).status).toBe(401);
  });

  it('logs every answer once, with what was asked, and tells of it and of what failed', async () => {
    const { body } = await program.predict({ model_name: 'buyers', rows: [features(), features({ extra: 'no' })], user_id: 'ann' });
    const logged = await eventually(async () => {
      const rows = await program.dataSource.query(
        'SELECT * FROM inference.ml_prediction_log WHERE prediction_id = ANY($1) ORDER BY prediction_id',
        [body.prediction_id],
      );
      expect(rows).toHaveLength(2);
      return rows;
    });
    expect(logged[1]).toMatchObject({
      project: 'shop',
      model_id: modelId,
      model_name: 'buyers',
      version: '1.0.0',
      features: features(),
      prediction: body.prediction[1],
      probabilities: body.prediction_proba![1],
      user_id: 'ann',
    });
    expect(logged[1].latency_ms).toBeGreaterThan(0);
    const path = `/api/ml/predictions/${body.prediction_id[1]}`;
    expect((await program.call('GET', path)).body).toMatchObject({
      prediction_id: body.prediction_id[1],
      model_name: 'buyers',
      features: features(),
      prediction: body.prediction[1],
      prediction_proba: body.prediction_proba![1],
    });
    const stranger = await program.newKey('elsewhere', 'admin');
    const notFound = { status: 404, body: { code: 'prediction.not_found' } };
    expect(await program.call('GET', path, undefined, stranger)).toMatchObject(notFound);
    expect(await program.call('GET', '/api/ml/predictions/nope')).toMatchObject(notFound);
    const told = await eventually(async () => {
      const batches = await program.said('prediction.made');
      const items = batches.flatMap(({ predictions }) => predictions);
      expect(items.map(({ prediction_id }) => prediction_id)).toEqual(expect.arrayContaining([...body.prediction_id]));
      expect(batches.flatMap(({ failures }) => failures).reduce((sum, { count }) => sum + count, 0)).toBeGreaterThan(5);
      return items;
    });
    expect(new Set(told.map(({ prediction_id }) => prediction_id)).size).toBe(told.length);
    expect(told.find(({ prediction_id }) => prediction_id === body.prediction_id[0])).toMatchObject({
      features: features(),
      user_id: 'ann',
    });
  });

  it('counts answers and failures by model', async () => {
    const response = await program.program.application.inject({ method: 'GET', url: '/metrics' });
    expect(response.body).toMatch(/atelier_predictions_total\{[^}]*model="buyers"[^}]*\} \d+/);
    expect(response.body).toMatch(/atelier_prediction_failures_total\{[^}]*model="buyers"[^}]*\} \d+/);
    expect(response.body).toMatch(/atelier_models_loaded(\{[^}]*\})? 2/);
  });

  it('takes a body of 10,000 rows and not one more', async () => {
    const rows = Array.from({ length: 10_000 }, () => features());
    const answer: Answer<Predicted> = await program.predict({ model_name: 'buyers', rows });
    expect(answer.body.prediction).toHaveLength(10_000);
    expect((await program.predict({ model_name: 'buyers', rows: [...rows, features()] })).status).toBe(400);
  });
});
