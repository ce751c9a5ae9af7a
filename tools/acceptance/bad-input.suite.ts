import { afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { badUploads, unlearnable } from './bad-tables.js';
import { eventually } from './eventually.js';
import { churnTable, featuresOf } from './example-table.js';
import { expectRefusal, RawClient } from './raw-client.js';

export interface Platform {
  readonly url: string;
  readonly key: string;
  /** Files of uploads and trainings that are on their way or were left behind. */
  readonly leftovers: () => readonly string[];
}

const invalid = { status: 400, code: 'request.invalid' } as const;

/** Bad uploads and bodies (spec/trust): each a typed refusal, after which the platform is healthy and nothing is left behind. */
export function describeBadInput(platform: () => Platform): void {
  describe('bad input', () => {
    let client: RawClient;
    let datasetId: string;
    let known: string[];

    beforeAll(async () => {
      client = new RawClient(platform().url, platform().key);
      datasetId = String((await client.upload(churnTable(300).csv, { target_column: 'churned' })).body.dataset_id);
      known = await client.datasets();
    });
    afterEach(async () => {
      expect((await client.send('GET', '/health/ready')).status).toBe(200);
      const before = known;
      known = await client.datasets();
      expect(known).toEqual(before);
      await eventually(
        async () => platform().leftovers(),
        (files) => files.length === 0,
        10,
      );
    });

    describe('uploads', () => {
      it.each(Object.entries(badUploads))('refuses %s', async (_, { content, fields, refusal }) => {
        expectRefusal(await client.upload(content(), fields), refusal);
      });

      it('refuses what is no multipart body', async () => {
        const path = '/api/ml/datasets/upload';
        const refusal = { status: 400, code: 'request.content_type' };
        expectRefusal(await client.post(path, '{"file":"age,city"}'), refusal);
        expectRefusal(await client.send('POST', path, 'age,city\n1,x\n', 'text/csv'), refusal);
        expectRefusal(await client.send('POST', path, 'age', 'multipart/form-data'), refusal);
        expectRefusal(await client.send('POST', path, new FormData()), { status: 400, code: ['request.invalid', 'request.truncated'] });
      });

      it('refuses a body that ends before its last boundary', async () => {
        const body = `--edge\r\ncontent-disposition: form-data; name="file"; filename="t.csv"\r\n\r\nage,city\n31,Paris\n`;
        const answer = await client.send('POST', '/api/ml/datasets/upload', body, 'multipart/form-data; boundary=edge');
        expectRefusal(answer, { status: 400, code: 'request.truncated' });
      });

      it('keeps nothing of a caller who hangs up', async () => {
        const head = [
          'POST /api/ml/datasets/upload HTTP/1.1',
          'Content-Type: multipart/form-data; boundary=edge',
          'Content-Length: 900000',
        ];
        const body = `--edge\r\ncontent-disposition: form-data; name="file"; filename="t.csv"\r\n\r\n${'31,Paris\n'.repeat(10_000)}`;
        expect(await client.raw(head, body, 300)).toBeNull();
      });
    });

    it.each([
      ['GET /api/ml/datasets/../../etc/passwd HTTP/1.1'],
      ['GET /api/ml/datasets/%2e%2e%2f%2e%2e%2fetc%2fpasswd HTTP/1.1'],
      ['GET /api/ml/datasets/..%5c..%5cboot.ini HTTP/1.1'],
      ['GET /api/ml/datasets/%00 HTTP/1.1'],
      ['GET /api/ml/datasets/C:%5cboot.ini HTTP/1.1'],
      ['GET /api/ml/models/train/__proto__ HTTP/1.1'],
      ['GET /api/ml/predictions/constructor HTTP/1.1'],
      ['GET /%c0%ae%c0%ae/etc/passwd HTTP/1.1'],
    ])('has nothing at %s', async (line) => {
      expect([400, 404]).toContain(await client.raw([line]));
    });

    describe('bodies', () => {
      const training = (more: object) =>
        JSON.stringify({ dataset_id: datasetId, target_column: 'churned', task_type: 'classification', algorithm: 'logistic', ...more });

      it.each([
        ['a field that nobody knows', () => training({ owner: 'me' })],
        ['a polluting field', () => training({}).replace('{', '{"__proto__":{"admin":true},')],
        ['a polluting constructor', () => training({}).replace('{', '{"constructor":{"prototype":{"admin":true}},')],
        [
          'polluting hyper-parameters',
          () => training({ hyperparameters: {} }).replace('"hyperparameters":{', '"hyperparameters":{"__proto__":{"a":1}'),
        ],
        ['a number as text', () => training({ test_size: '0.2' })],
        ['a fraction beyond its range', () => training({ test_size: 1.5 })],
        ['NaN', () => training({}).replace('{', '{"seed":NaN,')],
        ['an integer beyond 2^53', () => training({}).replace('{', '{"seed":9007199254740993,')],
        ['a number beyond all numbers', () => training({}).replace('{', '{"test_size":1e999,')],
        ['JSON that is too deep', () => `{"hyperparameters":${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}}`],
        ['JSON that is cut off', () => training({}).slice(0, -3)],
        ['a list', () => '[]'],
        ['nothing', () => ''],
        ['a name with NUL', () => training({ target_column: 'chur\0ned' })],
      ])('refuses %s', async (_, body) => {
        expectRefusal(await client.post('/api/ml/models/train', body()), invalid);
      });

      it('refuses another content type', async () => {
        const answer = await client.send('POST', '/api/ml/models/train', training({}), 'text/plain');
        expectRefusal(answer, { status: 400, code: 'request.content_type' });
      });

      it.each([
        ['an unknown algorithm', { algorithm: 'lightgmb' }, { status: 422, code: 'learning.algorithm_unknown', detail: /lightgbm/ }],
        [
          'a misspelt hyper-parameter',
          { algorithm: 'lightgbm', hyperparameters: { learning_rat: 0.1 } },
          { status: 422, code: 'learning.parameter_unknown', detail: /learning_rate/ },
        ],
        [
          'a hyper-parameter out of range',
          { algorithm: 'lightgbm', hyperparameters: { learning_rate: -1 } },
          { status: 422, code: 'learning.parameter_invalid', detail: /learning_rate/ },
        ],
        ['a misspelt column', { target_column: 'churnd' }, { status: 422, code: 'dataset.column_not_found', detail: /churned/ }],
        [
          'a data set that is not there',
          { dataset_id: '00000000-0000-7000-8000-000000000000' },
          { status: 404, code: 'dataset.not_found' },
        ],
      ])('names what is near to %s', async (_, changes, refusal) => {
        expectRefusal(await client.post('/api/ml/models/train', training(changes)), refusal);
      });
    });

    describe('tables that cannot be learned', () => {
      it.each(Object.entries(unlearnable))('says why for %s', async (_, { csv, codes, trains = false }) => {
        const { body } = await client.upload(csv, { target_column: 'y' });
        expect(body).toMatchObject({ dataset_id: expect.any(String) });
        known = await client.datasets();
        const request = { dataset_id: body.dataset_id, target_column: 'y', task_type: 'classification' };
        const compared = await client.post('/api/ml/models/compare', JSON.stringify({ ...request, models: ['logistic'], cv: 5 }));
        expectRefusal(compared, { status: 422, code: codes });
        const started = await client.post('/api/ml/models/train', JSON.stringify({ ...request, algorithm: 'logistic' }));
        if (started.status === 422) return expectRefusal(started, { status: 422, code: codes });
        const job = await ended(client, String(started.body.job_id));
        const refused = codes.includes(String((job.error as { code?: string })?.code));
        expect({ status: job.status, refused }).toEqual(
          trains ? { status: 'completed', refused: false } : { status: 'failed', refused: true },
        );
      });
    });

    describe('questions to a model', () => {
      const name = 'bad-input';
      const [row] = churnTable(1, 99).rows;
      const ask = (features: object) => client.post('/api/ml/models/predict', JSON.stringify({ model_name: name, features }));

      beforeAll(async () => {
        const request = { dataset_id: datasetId, target_column: 'churned', task_type: 'classification', algorithm: 'logistic' };
        const { body } = await client.post('/api/ml/models/train', JSON.stringify(request));
        expect(await ended(client, String(body.job_id))).toMatchObject({ status: 'completed' });
        const deployment = { training_job_id: body.job_id, model_name: name, promote_to_production: true };
        expect(await client.post('/api/ml/models/deploy', JSON.stringify(deployment))).toMatchObject({
          body: { model_id: expect.any(String) },
        });
      });

      it('answers for categories that it has never seen, and for missing values', async () => {
        for (const features of [
          { ...featuresOf(row), city: 'Nowhere', tier: 'diamond' },
          { ...featuresOf(row), city: null, age: null },
        ]) {
          const { status, body } = await ask(features);
          expect(status).toBe(200);
          expect((body.prediction_proba as number[][])[0].every((share) => share >= 0 && share <= 1)).toBe(true);
        }
      });

      it.each([
        ['a text for a number', { age: 'old' }, 'features.age'],
        ['a truth value for a number', { visits: true }, 'features.visits'],
        ['a text with NUL', { city: 'Par\0is' }, 'features.city'],
      ])('refuses %s and says where', async (_, changes, path) => {
        const answer = await ask({ ...featuresOf(row), ...changes });
        expectRefusal(answer, { status: 422, code: 'prediction.input_invalid' });
        expect(answer.body.errors).toEqual([expect.objectContaining({ path })]);
      });

      it('refuses rows without the columns of the model', async () => {
        expectRefusal(await ask({}), { status: 422, code: 'prediction.input_invalid' });
        expectRefusal(await ask({ age: { $gt: 1 } }), invalid);
      });

      it.each([
        ['a shape that does not fit', { name: 'age', shape: [2, 1], datatype: 'FP64', data: [1] }],
        ['a huge shape', { name: 'age', shape: [2 ** 40, 1], datatype: 'FP64', data: [1] }],
        ['a type that does not fit', { name: 'age', shape: [1, 1], datatype: 'BYTES', data: ['old'] }],
        ['a text among numbers', { name: 'age', shape: [1, 1], datatype: 'FP64', data: ['old'] }],
        ['an input that nobody knows', { name: 'agee', shape: [1, 1], datatype: 'FP64', data: [1] }],
        ['a shape that is no shape', { name: 'age', shape: [-1, 1], datatype: 'FP64', data: [] }],
      ])('refuses by Open Inference %s', async (_, input) => {
        const answer = await client.post(`/v2/models/${name}/infer`, JSON.stringify({ inputs: [input] }));
        expect([400, 422]).toContain(answer.status);
        expect(answer.body).toEqual({ error: expect.any(String) });
      });
    });

    it('reads NaN in JSON lines, as some programs write it, as a missing value', async () => {
      const { body } = await client.upload('{"a":1,"b":2}\n{"a":NaN,"b":3}\n', { fileName: 'table.jsonl' });
      known = await client.datasets();
      expect(body.missing_values).toEqual({ a: 1, b: 0 });
    });

    it('keeps integers beyond 2^53 as they were written', async () => {
      const large = ['9007199254740993', '9007199254740995', '12345678901234567890'];
      const { status, body } = await client.upload(`n,x\n${large.map((n, i) => `${n},${i}`).join('\n')}\n`);
      known = await client.datasets();
      expect(status).toBeLessThan(300);
      const { text } = await client.send('GET', `/api/ml/datasets/${String(body.dataset_id)}/rows`);
      for (const number of large) expect(text).toContain(number);
    });
  });
}

async function ended(client: RawClient, jobId: string): Promise<Readonly<Record<string, unknown>>> {
  const look = async () => (await client.send('GET', `/api/ml/models/train/${jobId}`)).body;
  return eventually(look, ({ status }) => status !== 'pending' && status !== 'running', 90);
}
