import type { TrainingProgress } from '@atelier/contracts';
import { readServerSentEvents, type ServerSentEvent } from '@atelier/sdk';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { type DocumentedAnswer, DocumentedApi } from './documented-api.js';
import { eventually } from './eventually.js';
import { churnTable } from './example-table.js';
import { uploadWorld } from './notes-world.js';
import type { Platform } from './platform.js';
import { salesTable } from './sales-table.js';

/** The dataset of the examples that has dates. */
const salesDataset = '01a1fe45-6310-7d0c-9c57-2f2a8c1f6b11';
/** Those of notes, of labels, and of clients made of both. */
const noteDatasets = {
  notes: '01a1fe45-7b15-7c3e-9d44-0c9b1a5e2f31',
  labels: '01a1fe45-7c92-7aa1-8e10-b5d2c7f0e642',
  clients: '01a1fe45-81d7-7f5b-a0c3-64e9d8b1a753',
};

/** Follows the served OpenAPI document: sends its examples in an order in which they work, and checks every answer by its schema. */
export function describeOpenApi(platform: () => Platform): void {
  describe('the OpenAPI document', () => {
    let program: Platform;
    let api: DocumentedApi;

    beforeAll(async () => {
      program = platform();
      api = await DocumentedApi.read(program.url, program.key);
    });

    const inOrder = (routes: readonly string[]) =>
      it.each(routes)('%s', async (route) => {
        await api.send(route);
      });

    describe('a table', () => {
      it('POST /api/ml/datasets/upload', async () => {
        const { body } = await api.send('POST /api/ml/datasets/upload', { file: churnTable(1500).csv });
        expect(body).toMatchObject({ name: 'clients', rows: 1500, columns: 7 });
      });
      inOrder([
        'GET /api/ml/datasets',
        'GET /api/ml/datasets/{dataset_id}',
        'GET /api/ml/datasets/{dataset_id}/quality',
        'GET /api/ml/datasets/{dataset_id}/rows',
      ]);
      inOrder(['POST /api/ml/data/clean', 'POST /api/ml/data/select-features', 'POST /api/ml/data/split']);
      it('PATCH /api/ml/datasets/{dataset_id}', async () => {
        const dataset = api.known('dataset_id');
        await api.send('PATCH /api/ml/datasets/{dataset_id}');
        api.learn('dataset_id', dataset);
      });
    });

    describe('temporal features', () => {
      it('POST /api/ml/data/temporal-features/plan', async () => {
        const { dataset_id } = await program.client.datasets.upload({ content: new Blob([salesTable(730)]), fileName: 'sales.csv' });
        api.substitute(salesDataset, dataset_id);
        const { body } = await api.send('POST /api/ml/data/temporal-features/plan');
        expect((body as { features: unknown[] }).features.length).toBeGreaterThan(80);
      });
      inOrder(['POST /api/ml/data/temporal-features/next', 'POST /api/ml/data/temporal-features']);
    });

    describe('a model', () => {
      inOrder(['GET /api/ml/algorithms', 'POST /api/ml/models/compare', 'POST /api/ml/models/train', 'GET /api/ml/models/train']);
      it('GET /api/ml/models/train/{job_id}/events', async () => {
        const { text } = await api.send('GET /api/ml/models/train/{job_id}/events');
        const events: ServerSentEvent[] = [];
        for await (const event of readServerSentEvents(new Blob([text]).stream())) events.push(event);
        const seen = events.filter(({ event }) => event === 'progress').map(({ data }) => JSON.parse(data) as TrainingProgress);
        expect(seen.length).toBeGreaterThan(0);
        for (const progress of seen) api.check('TrainingProgress', progress);
        expect(events.at(-1)?.event).toBe('end');
        api.check('TrainingEnd', JSON.parse(events.at(-1)?.data ?? ''));
      });
      it('GET /api/ml/models/train/{job_id}', async () => {
        const { body } = await api.send('GET /api/ml/models/train/{job_id}');
        expect(body).toMatchObject({ status: 'completed', results: { evaluation: { roc_auc: expect.any(Number) } } });
      });
      inOrder([
        'GET /api/ml/models/train/{job_id}/report',
        'POST /api/ml/models/train/{job_id}/explain',
        'GET /api/ml/models/train/{job_id}/model',
      ]);
      inOrder([
        'POST /api/ml/models/deploy',
        'POST /api/ml/models/{model_id}/promote',
        'GET /api/ml/models/deployed',
        'GET /api/ml/models/{model_id}',
        'POST /api/ml/models/predict',
      ]);
      it('GET /api/ml/predictions/{prediction_id}', () => until('GET /api/ml/predictions/{prediction_id}', ({ status }) => status === 200));
      inOrder([
        'GET /v2',
        'GET /v2/health/live',
        'GET /v2/health/ready',
        'GET /v2/models/{model}',
        'GET /v2/models/{model}/ready',
        'POST /v2/models/{model}/infer',
        'GET /v2/models/{model}/versions/{version}',
        'GET /v2/models/{model}/versions/{version}/ready',
        'POST /v2/models/{model}/versions/{version}/infer',
      ]);
    });

    describe('its monitoring', () => {
      inOrder([
        'POST /api/ml/predictions/outcomes',
        'PUT /api/ml/monitoring/models/{model_name}/policy',
        'GET /api/ml/monitoring/models/{model_name}/policy',
      ]);
      it('GET /api/ml/monitoring/alerts', async () => {
        const rows = churnTable(500).rows.map(({ churned: _churned, visits, ...features }) => ({
          ...features,
          visits: 100 + Number(visits),
        }));
        await program.client.models.predict({ model_name: 'churn', rows });
        await until('GET /api/ml/monitoring/alerts', ({ body }) => (body as { alerts: unknown[] }).alerts.length > 0);
      });
      inOrder(['GET /api/ml/monitoring/models/{model_id}/health', 'POST /api/ml/models/{model_name}/retrain', 'GET /api/ml/retrainings']);
      it('GET /api/ml/retrainings/{retraining_id}', () =>
        until('GET /api/ml/retrainings/{retraining_id}', ({ body }) => (body as { ended_at: string | null }).ended_at !== null, 120));
      it('POST /api/ml/models/{model_id}/demote', async () => {
        const [serving] = await program.client.models.deployed({ name: 'churn', status: 'production' });
        api.learn('model_id', serving.model_id);
        await api.send('POST /api/ml/models/{model_id}/demote');
      });
      inOrder(['POST /api/ml/models/{model_name}/rollback']);
    });

    describe('a model of another library', () => {
      inOrder(['POST /api/ml/models/import']);
    });

    describe('features and keys', () => {
      inOrder(['POST /api/ml/features/entities', 'GET /api/ml/features/entities']);
      inOrder(['POST /api/ml/features/views', 'GET /api/ml/features/views', 'POST /api/ml/features/views/{name}/datasets']);
      it('POST /api/ml/features/online', () => until('POST /api/ml/features/online', ({ status }) => status === 200));
      it('a temporal view', async () => {
        const { dataset_id } = await program.client.datasets.upload({ content: new Blob([salesTable(730)]), fileName: 'history.csv' });
        const plan = { date_column: 'day', id_column: 'shop', value_columns: ['sales'], windows: [7] };
        const { kind } = await program.client.features.registerView({ name: 'past', kind: 'temporal', dataset_id, plan });
        expect(kind).toBe('temporal');
        await until('GET /api/ml/features/views', ({ body }) => (body as { status: string }[]).every(({ status }) => status === 'ready'));
      });
      inOrder(['POST /api/ml/features/services', 'GET /api/ml/features/services', 'GET /api/ml/features/services/{name}']);
      inOrder(['POST /api/ml/features/get-online-features']);
      it('POST /api/ml/features/push', async () => {
        const schema = [{ name: 'clicks', type: 'integer' as const }];
        await program.client.features.registerView({ name: 'clicks', kind: 'stream', entity: 'client', schema });
        await api.send('POST /api/ml/features/push');
      });
      inOrder([
        'POST /api/ml/features/materialize',
        'POST /api/ml/features/materialize-incremental',
        'GET /api/ml/features/materializations',
        'GET /api/ml/features/views/{name}/statistics',
      ]);
      it('POST /api/ml/features/training-sets', async () => {
        const rows = churnTable(60).rows.map(({ client_id, churned }, i) => `${client_id},2026-01-${1 + (i % 28)}T00:00:00Z,${churned}`);
        const content = new Blob([['client_id,asked_at,churned', ...rows].join('\n')]);
        const labels = await program.client.datasets.upload({ content, fileName: 'labels.csv', targetColumn: 'churned' });
        api.learn('dataset_id', labels.dataset_id);
        await api.send('POST /api/ml/features/training-sets');
      });
      it('GET /api/ml/features/training-sets/{training_set_id}', () =>
        until('GET /api/ml/features/training-sets/{training_set_id}', ({ body }) => (body as { status: string }).status === 'completed'));
      inOrder(['GET /api/ml/features/training-sets', 'POST /api/ml/features/training-sets/{training_set_id}/rebuild']);
      it('DELETE /api/ml/features/services/{name}', () => until('DELETE /api/ml/features/services/{name}', ({ status }) => status === 200));
      inOrder(['DELETE /api/ml/features/views/{name}']);
      inOrder(['POST /api/ml/keys', 'GET /api/ml/keys', 'DELETE /api/ml/keys/{key_id}']);
    });

    describe('client notes', () => {
      it('POST /api/ml/notes/clients', async () => {
        const { notes, labels } = await uploadWorld(program.client, 150);
        api.substitute(noteDatasets.notes, notes);
        api.substitute(noteDatasets.labels, labels);
        const { body } = await api.send('POST /api/ml/notes/clients');
        expect(body).toMatchObject({ clients: 150, labelled_clients: 150, skipped: [] });
        api.substitute(noteDatasets.clients, (body as { dataset_id: string }).dataset_id);
      });
      inOrder(['POST /api/ml/notes/features']);
      it('POST /api/ml/notes/train', async () => {
        const { body } = await api.send('POST /api/ml/notes/train');
        const [{ target, job_id }] = (body as { jobs: { target: string; job_id: string }[] }).jobs;
        expect((await program.client.training.finished(job_id)).status).toBe('completed');
        await program.client.models.deploy({ training_job_id: job_id, model_name: target, promote_to_production: true });
      });
      it('POST /api/ml/notes/predict', () => until('POST /api/ml/notes/predict', ({ status }) => status === 200));
      inOrder(['POST /api/ml/notes/segments', 'POST /api/ml/notes/journeys']);
    });

    describe('the platform', () => {
      inOrder(['GET /health/live', 'GET /health/ready', 'GET /metrics', 'GET /api/ml/openapi.json']);
      it('DELETE /api/ml/models/train/{job_id}', async () => {
        const hyperparameters = { n_estimators: 5000, learning_rate: 0.001 };
        const [{ dataset_id }] = (await program.client.datasets.list()).filter(({ name }) => name === 'clients');
        const request = { dataset_id, target_column: 'churned', task_type: 'classification', algorithm: 'lightgbm' } as const;
        const { job_id } = await program.client.training.start({ ...request, hyperparameters });
        api.learn('job_id', job_id);
        await api.send('DELETE /api/ml/models/train/{job_id}');
        expect((await program.client.training.finished(job_id)).status).toBe('cancelled');
      });
    });

    it('was followed whole', () => expect(api.unsent()).toEqual([]));

    /** Until events have arrived. Answers that are not the wished one yet must be documented, too. */
    async function until(route: string, wished: (answer: DocumentedAnswer) => boolean, seconds = 30): Promise<void> {
      await eventually(() => api.send(route, {}, 'any'), wished, seconds);
    }
  });
}
