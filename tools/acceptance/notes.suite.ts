import type { ClientsMade, NotesPredicted } from '@atelier/contracts';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from './eventually.js';
import { uploadWorld } from './notes-world.js';
import type { Platform } from './platform.js';
import { untilLogged } from './until-logged.js';

const clients = 200;

/** From notes about clients to their scores, by the public API alone: run on the embedded platform and on the mesh. */
export function describeNotes(platform: () => Platform): void {
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

    it('makes clients of notes and labels, each with its notes as one text', async () => {
      made = await program.client.notes.makeClients({ notes_dataset_id: uploaded.notes, labels_dataset_id: uploaded.labels });
      expect(made).toMatchObject({ clients, labels: 'given', labelled_clients: clients, skipped: [] });
      expect(made.label_columns).toEqual(['purchased', 'churned', 'lifetime_value']);
    });

    it('trains a model for each target, which are deployed and promoted as any other', async () => {
      const { jobs } = await program.client.notes.train({ clients_dataset_id: made.dataset_id, preset: 'fast' });
      expect(jobs.map(({ target, task_type }) => [target, task_type])).toEqual([
        ['purchased', 'classification'],
        ['churned', 'classification'],
        ['lifetime_value', 'regression'],
      ]);
      for (const { target, job_id } of jobs) {
        const job = await program.client.training.finished(job_id);
        expect([job.error, job.status]).toEqual([undefined, 'completed']);
        await program.client.models.deploy({ training_job_id: job_id, model_name: target, promote_to_production: true });
      }
    });

    it('scores clients by REST and SDK, alike by the Open Inference Protocol and by their text, and logs each answer', async () => {
      const notes = someNotes(5);
      const answer = await eventually(
        () => program.client.notes.predict({ notes, models: asked }).catch(() => null),
        (scores) => scores !== null,
      );
      const { predictions } = answer as NotesPredicted;
      expect(predictions).toHaveLength(5);
      const [{ client_id, scores }] = predictions;
      const text = (await program.client.datasets.rows(made.dataset_id, { limit: 200 })).rows.find((row) => row.client_id === client_id);
      const features = { notes: text?.notes as string };
      const direct = await program.client.models.predict({ model_name: 'purchased', features });
      expect(direct.prediction_proba?.[0][1]).toBeCloseTo(scores.purchase.probability as number, 6);
      const v2 = await program.client.models.infer('purchased', [features]);
      expect(v2.outputs.flatMap(({ data }) => data)).toContain(direct.prediction[0]);
      expect(await untilLogged(program.client, scores.value.prediction_id)).toMatchObject({ model_name: 'lifetime_value', features });
    });
  });
}
