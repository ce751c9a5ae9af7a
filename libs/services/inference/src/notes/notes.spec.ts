/** @jest-environment ./tools/onnx/jest-environment.mjs */
import type { NotesPredicted, PredictionRecord } from '@atelier/contracts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type ModelFixture, trainFixture, trainNotesFixture } from '../model-fixture.suite.js';
import { eventually, ServingProgram } from '../serving-program.suite.js';

const gift = 'Looking for a gift, no budget limit.';
const browsing = 'Only browsing, prices too high.';

describe('scores of clients by their notes', () => {
  let program: ServingProgram;
  let buying: ModelFixture;
  let purchaseId: string;
  const models = { purchase: 'buying', value: 'worth' };
  const ask = <T = NotesPredicted>(body: unknown, key?: string) => program.call<T>('POST', '/api/ml/notes/predict', body, key);

  beforeAll(async () => {
    program = await ServingProgram.start();
    const [worth, people] = await Promise.all([trainNotesFixture({ task: 'regression' }), trainFixture()]);
    buying = await trainNotesFixture();
    purchaseId = (await program.deploy('buying', buying)).body.model_id;
    await program.deploy('worth', worth);
    await program.deploy('people', people);
  });
  afterAll(() => program.stop());

  it('are those of the models of their notes by date, wherever these stand in the request', async () => {
    const notes = [
      { client_id: 'b', date: '2026-02-01', language: 'en', text: browsing },
      { client_id: 7, text: browsing },
      { client_id: 'b', date: '2026-01-01', text: gift },
    ];
    const { status, body } = await ask({ notes, models });
    expect(status).toBe(200);
    expect(body.models).toMatchObject({
      purchase: { model_id: purchaseId, model_name: 'buying', version: '1.0.0', classes: [false, true] },
      value: { model_name: 'worth' },
    });
    expect(body.predictions.map(({ client_id, notes: count }) => [client_id, count])).toEqual([
      ['b', 2],
      ['7', 1],
    ]);
    const rows = [`${gift}\n\n${browsing}`, browsing].map((text) => ({ notes: text }));
    const expected = buying.answers(rows);
    for (const [i, { scores }] of body.predictions.entries()) {
      expect(scores.purchase.prediction).toBe(expected.predictions[i]);
      expect(scores.purchase.probability).toBeCloseTo(expected.probabilities![i][1], 5);
      expect(scores.value).toEqual({ prediction: expect.any(Number), prediction_id: expect.any(String) });
    }
    expect([body.skipped, body.skipped_counts]).toEqual([[], {}]);
  });

  it('are logged as predictions are, with the text or, where that is asked for, without', async () => {
    const logged = async (more: object) => {
      const { body } = await ask({ notes: [{ client_id: 'a', text: gift }], models: { purchase: purchaseId }, ...more });
      const { prediction_id } = body.predictions[0].scores.purchase;
      return await eventually(async () => {
        const answer = await program.call<PredictionRecord>('GET', `/api/ml/predictions/${prediction_id}`);
        expect(answer.status).toBe(200);
        return answer.body;
      });
    };
    expect(await logged({})).toMatchObject({ model_name: 'buying', features: { notes: gift }, prediction: true });
    expect((await logged({ keep_text: false })).features).toEqual({});
  });

  it('are given in spite of what cannot be read, which is told', async () => {
    const notes = [
      { client_id: 'a', text: gift },
      { client_id: ' ', text: gift },
      { client_id: 'b', text: ' \n' },
      { client_id: 'a', text: gift },
      { client_id: 'c', date: 'soon', language: 'tlh', text: `${gift} \ud800 \0 🎁 هدية` },
      { client_id: 'd', text: null },
    ];
    const { status, body } = await ask({ notes, models: { purchase: 'buying' } });
    expect(status).toBe(200);
    expect(body.predictions.map(({ client_id }) => client_id)).toEqual(['a', 'c']);
    expect(body.skipped.map(({ row, field, reason }) => [row, field, reason])).toEqual([
      [1, 'client_id', 'notes.client_missing'],
      [2, 'text', 'notes.text_empty'],
      [3, 'text', 'notes.duplicate'],
      [4, 'date', 'notes.date_invalid'],
      [4, 'language', 'notes.language_unknown'],
      [5, 'text', 'notes.text_empty'],
    ]);
    expect(JSON.stringify(body.skipped)).not.toContain('gift');
  });

  it('are those of a note that names the concepts, where concepts are given', async () => {
    const concepts = [
      { client_id: 'a', concepts: ['gift', 'no_such_concept'] },
      { client_id: 'b', concepts: ['nothing_known'] },
    ];
    const { body } = await ask({ concepts, models: { purchase: 'buying' } });
    expect(body.skipped.map(({ file, row, reason }) => [file, row, reason])).toContainEqual(['concepts', 1, 'notes.concept_unknown']);
    expect(body.predictions.map(({ client_id }) => client_id)).not.toContain('b');
  });

  it('are many in one request', async () => {
    const notes = Array.from({ length: 2500 }, (_, at) => ({ client_id: at, text: at % 2 ? gift : browsing }));
    const { body } = await ask({ notes, models: { purchase: 'buying' } });
    expect(body.predictions.map(({ scores }) => scores.purchase.prediction)).toEqual(notes.map((_, at) => at % 2 === 1));
  });

  it.each([
    ['of a model that reads other columns', { notes: [{ client_id: 'a', text: gift }], models: { x: 'people' } }, 422, 'notes.model_unfit'],
    ['of no model', { notes: [{ client_id: 'a', text: gift }], models: { x: 'nobody' } }, 404, 'model.not_in_production'],
    ['without models', { notes: [{ client_id: 'a', text: gift }], models: {} }, 400, 'request.invalid'],
    ['of notes and concepts', { notes: [{ client_id: 'a', text: gift }], concepts: [], models: { x: 'buying' } }, 400, 'request.invalid'],
    ['with unknown fields', { notes: [{ client_id: 'a', text: gift, mood: 1 }], models: { x: 'buying' } }, 400, 'request.invalid'],
  ])('are refused %s', async (_, body, status, code) => {
    const answer = await ask<{ code: string }>(body);
    expect(answer).toMatchObject({ status, body: { code } });
    expect(JSON.stringify(answer.body)).not.toContain('gift');
  });

  it('are not given by the models of others', async () => {
    const stranger = await program.newKey('other', 'viewer');
    const notes = [{ client_id: 'a', text: gift }];
    expect(await ask({ notes, models: { x: purchaseId } }, stranger)).toMatchObject({ status: 404 });
    expect(await ask({ notes, models: { x: purchaseId } }, await program.newKey('shop', 'viewer'))).toMatchObject({ status: 200 });
  });

  describe('asked for by an event', () => {
    const scored = (requestId: string) =>
      eventually(async () => {
        const answers = (await program.said('notes.scored')).filter(({ request_id }) => request_id === requestId);
        expect(answers).toHaveLength(1);
        return answers[0];
      });

    it('come by an event', async () => {
      const notes = [
        { client_id: 'a', text: gift },
        { client_id: 'b', text: '' },
      ];
      await program.say('trainer', 'notes.received', { request_id: 'r1', notes, models });
      const answer = await scored('r1');
      expect(answer).toMatchObject({ status: 'success', predictions: [{ client_id: 'a' }], skipped_counts: { 'notes.text_empty': 1 } });
      const [{ scores }] = (await ask({ notes, models })).body.predictions;
      expect(answer.predictions?.[0].scores.purchase).toMatchObject({ prediction: true, probability: scores.purchase.probability });
    });

    it('or, where there can be none, the reason', async () => {
      await program.say('trainer', 'notes.received', {
        request_id: 'r2',
        notes: [{ client_id: 'a', text: gift }],
        models: { x: 'people' },
      });
      expect(await scored('r2')).toEqual({
        request_id: 'r2',
        status: 'failed',
        error: { code: 'notes.model_unfit', detail: expect.any(String) },
      });
    });
  });
});
