import type { ClientsMade, EventData, NotesPredicted } from '@atelier/contracts';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from './eventually.js';
import { nullWhen } from './null-when.js';
import { uploadWorld } from './notes-world.js';
import type { Platform } from './platform.js';
import { untilLogged } from './until-logged.js';

const clients = 200;

/** Publishes `notes.received` where anybody may, and waits for the answer. */
export type Exchange = (received: EventData<'notes.received'>) => Promise<EventData<'notes.scored'>>;

/** From notes about clients to their scores, by the public API alone: run on the embedded platform and on the mesh. */
export function describeNotes(platform: () => Platform, exchange?: () => Exchange): void {
  describe('the story of client notes', () => {
    let program: Platform;
    let uploaded: Awaited<ReturnType<typeof uploadWorld>>;
    let made: ClientsMade;
    const asked = { purchase: 'purchased', churn: 'churned', value: 'lifetime_value' };

    beforeAll(async () => {
      program = platform();
      uploaded = await uploadWorld(program.client, clients, 11);
    });

    const someNotes = (count: number) => {
      const chosen = new Set(uploaded.world.clients.slice(0, count).map(({ clientId }) => clientId));
      const notes = uploaded.world.notes.filter(({ clientId }) => chosen.has(clientId));
      return notes.map(({ clientId, date, language, text }) => ({ client_id: clientId, date, language, text }));
    };

    const predict = async (count: number, models: Record<string, string>) =>
      (await eventually(
        () =>
          program.client.notes
            .predict({ notes: someNotes(count), models })
            .catch(nullWhen('model.not_found', 'model.not_in_production', 'model.not_ready')),
        (scores) => scores !== null,
      )) as NotesPredicted;

    const trained = async (dataset: string, preset: 'fast' | 'elite', targets?: string[]) => {
      const { jobs } = await program.client.notes.train({ clients_dataset_id: dataset, preset, targets });
      for (const { job_id } of jobs) {
        const job = await program.client.training.finished(job_id);
        expect([job.error, job.status]).toEqual([undefined, 'completed']);
      }
      return jobs;
    };

    it('makes clients of notes and labels, each with its notes as one text', async () => {
      made = await program.client.notes.makeClients({ notes_dataset_id: uploaded.notes, labels_dataset_id: uploaded.labels });
      expect(made).toMatchObject({ clients, labels: 'given', labelled_clients: clients, skipped: [] });
      expect(made.label_columns).toEqual(['purchased', 'churned', 'lifetime_value']);
    });

    it('trains a model for each target, which are deployed and promoted as any other', async () => {
      const jobs = await trained(made.dataset_id, 'fast');
      expect(jobs.map(({ target, task_type }) => [target, task_type])).toEqual([
        ['purchased', 'classification'],
        ['churned', 'classification'],
        ['lifetime_value', 'regression'],
      ]);
      for (const { target, job_id } of jobs)
        await program.client.models.deploy({ training_job_id: job_id, model_name: target, promote_to_production: true });
    });

    it('scores clients, alike by notes, by their text and by the Open Inference Protocol, and logs each answer', async () => {
      const { predictions } = await predict(5, asked);
      expect(predictions).toHaveLength(5);
      const [{ client_id, scores }] = predictions;
      const text = (await program.client.datasets.rows(made.dataset_id, { limit: clients })).rows.find(
        (row) => row.client_id === client_id,
      );
      const features = { notes: text?.notes as string };
      const direct = await program.client.models.predict({ model_name: 'purchased', features });
      expect(direct.prediction_proba?.[0][1]).toBeCloseTo(scores.purchase.probability as number, 6);
      const v2 = await program.client.models.infer('purchased', [features]);
      expect(v2.outputs.flatMap(({ data }) => data)).toContain(direct.prediction[0]);
      expect(await untilLogged(program.client, scores.value.prediction_id)).toMatchObject({ model_name: 'lifetime_value', features });
    });

    if (exchange)
      it('scores notes that come by an event, once, and says why where it cannot', async () => {
        const [one] = (await predict(1, asked)).predictions;
        const scored = await exchange()({ request_id: 'known', notes: someNotes(1), models: asked });
        expect(scored).toMatchObject({ status: 'success', predictions: [{ client_id: one.client_id }] });
        expect(scored.predictions?.[0].scores.churn.probability).toBeCloseTo(one.scores.churn.probability as number, 6);
        const failed = await exchange()({ request_id: 'unknown', notes: someNotes(1), models: { purchase: 'nobody' } });
        expect(failed).toMatchObject({ status: 'failed', error: { code: 'model.not_in_production' } });
      });

    it('marks models of generated labels, wherever they answer', async () => {
      const generated = await program.client.notes.makeClients({ notes_dataset_id: uploaded.notes, generate_labels: { seed: 3 } });
      expect(generated).toMatchObject({ labels: 'generated', labelled_clients: clients });
      const [{ job_id, algorithm }] = await trained(generated.dataset_id, 'elite', ['purchased']);
      expect(algorithm).toBe('voting');
      const job = await program.client.training.job(job_id);
      expect(job.results?.training_summary).toMatchObject({ labels_origin: 'generated:atelier-notes-1:3' });
      const { model_id } = await program.client.models.deploy({ training_job_id: job_id, model_name: 'by-rules' });
      const [version] = await program.client.models.deployed({ name: 'by-rules' });
      expect(version).toMatchObject({ model_id, tags: ['generated-labels'] });
      const { models } = await predict(2, { purchase: model_id });
      expect(models.purchase).toMatchObject({ labels_origin: 'generated:atelier-notes-1:3' });
    });

    it('serves a preset’s columns as a feature view', async () => {
      const columns = await program.client.notes.makeFeatures({ clients_dataset_id: made.dataset_id, preset: 'fast' });
      expect(columns).toMatchObject({ clients, columns: 506 });
      const { features } = program.client;
      await features.registerEntity({ name: 'noted-client', join_keys: [{ name: 'client_id', type: 'text' }] });
      await features.registerView({ name: 'notes-fast', dataset_id: columns.dataset_id, entity: 'noted-client' });
      await eventually(
        () => features.views(),
        (views) => views.some(({ name, status }) => name === 'notes-fast' && status === 'ready'),
      );
      await features.registerService({ name: 'notes', features: [{ view: 'notes-fast' }] });
      const [first] = (await program.client.datasets.rows(columns.dataset_id, { limit: 1 })).rows;
      const { client_id, ...expected } = first;
      const answer = await features.get({ feature_service: 'notes', entities: { client_id: [client_id] } });
      const served = Object.fromEntries(answer.metadata.feature_names.map((name, at) => [name, answer.results[at].values[0]]));
      expect(Object.keys(expected)).toHaveLength(506);
      expect(served).toEqual(first);
    });

    it('refuses what it cannot use, and goes on with the rest', async () => {
      const content = new Blob([`client_id,text\n${'a,note\n'.repeat(3)}`]);
      const few = await program.client.datasets.upload({ content, fileName: 'few.csv' });
      const { client } = program;
      await expect(client.notes.makeClients({ notes_dataset_id: few.dataset_id })).rejects.toMatchObject({ code: 'notes.too_few' });
      await expect(client.notes.train({ clients_dataset_id: uploaded.notes, preset: 'fast' })).rejects.toMatchObject({
        code: 'notes.not_clients',
      });
      const wrong = { clients_dataset_id: made.dataset_id, preset: 'fast', targets: ['mood'] } as const;
      await expect(client.notes.train({ ...wrong, targets: ['mood'] })).rejects.toMatchObject({ code: 'notes.labels_missing' });
      const notes = [...someNotes(1), { client_id: 'new', text: '' }, { client_id: 'odd', text: 'עברית 🎁 '.repeat(50) }];
      const { predictions, skipped_counts } = await client.notes.predict({ notes, models: asked });
      expect(predictions.map(({ client_id }) => client_id)).toEqual([someNotes(1)[0].client_id, 'odd']);
      expect(skipped_counts).toEqual({ 'notes.text_empty': 1 });
    });
  });
}
