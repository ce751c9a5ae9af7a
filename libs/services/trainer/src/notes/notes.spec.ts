import type { ClientTrainings, ColumnSchema } from '@atelier/contracts';
import { Frame } from '@atelier/learning';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTrainerProgram, type TrainerProgram } from '../trainer-program.suite.js';

const column = (name: string, type: ColumnSchema['type'], role: ColumnSchema['role'] = 'ignored') => ({
  name,
  type,
  role,
  missing_tokens: [],
});
const clientColumns = [
  column('client_id', 'identifier', 'identifier'),
  column('notes', 'text', 'feature'),
  column('note_count', 'integer'),
  column('purchased', 'boolean'),
  column('lifetime_value', 'float'),
  column('mood', 'category'),
];

/** Clients of whom those who look for a gift buy. */
function clients(): Frame {
  const texts = Array.from({ length: 60 }, (_, i) => `${i % 2 ? 'Looking for a gift' : 'Only browsing'}, visit ${i}.`);
  const rows = Int32Array.from(texts.keys());
  const numbers = (name: string, of: (i: number) => number) => ({ kind: 'number' as const, name, values: Float64Array.from(rows, of) });
  return new Frame([
    { kind: 'text', name: 'client_id', codes: rows, dictionary: texts.map((_, i) => `c${i}`) },
    { kind: 'text', name: 'notes', codes: rows, dictionary: texts },
    numbers('note_count', () => 1),
    numbers('purchased', (i) => i % 2),
    numbers('lifetime_value', (i) => 1000 * (i % 2) + i),
    { kind: 'text', name: 'mood', codes: rows.map((i) => i % 2), dictionary: ['calm', 'keen'] },
  ]);
}

describe('models of clients by REST', () => {
  let program: TrainerProgram;
  let key: string;
  const train = <T = ClientTrainings>(body: object, headers = {}, by = key) =>
    program.call<T>(by, 'POST', '/api/ml/notes/train', { clients_dataset_id: 'clients', preset: 'fast', ...body }, headers);
  const requests = async (): Promise<Record<string, unknown>[]> => {
    const rows: { request: Record<string, unknown> }[] = await program.dataSource.query(
      'SELECT request FROM trainer.ml_training_job ORDER BY created_at, job_id',
    );
    return rows.map(({ request }) => request);
  };

  beforeAll(async () => {
    program = await startTrainerProgram({}, false);
    key = await program.key('p1', 'trainer');
    await program.register('p1', 'clients', clients(), clientColumns);
    await program.register('p1', 'unlabelled', clients(), clientColumns.slice(0, 3));
    await program.register('p1', 'leaky', clients(), [...clientColumns.slice(0, 3), column('purchased', 'boolean', 'feature')]);
  });
  afterAll(() => program.stop());

  it('are ordinary jobs, one for each known label, which read the notes by the preset; the same key is the same jobs', async () => {
    const { status, body } = await train({ seed: 3 }, { 'idempotency-key': 'november' });
    expect({ status, body }).toMatchObject({
      status: 202,
      body: {
        preset: 'fast',
        jobs: [
          { target: 'purchased', task_type: 'classification', algorithm: 'random_forest' },
          { target: 'lifetime_value', task_type: 'regression', algorithm: 'random_forest' },
        ],
      },
    });
    expect((await train({ seed: 3 }, { 'idempotency-key': 'november' })).body).toEqual(body);
    const [first] = await requests();
    expect(first).toMatchObject({ target_column: 'purchased', text: { encoding: 'client_fast' }, seed: 3, validation_size: 0 });
  });

  it('vote by the larger presets, of labels that are named', async () => {
    const { body } = await train({ preset: 'balanced', targets: ['mood', 'lifetime_value'] });
    expect(body.jobs.map(({ task_type, algorithm }) => [task_type, algorithm])).toEqual([
      ['classification', 'voting'],
      ['regression', 'voting'],
    ]);
    const voting = (await requests()).filter(({ algorithm }) => algorithm === 'voting');
    const members = voting.map(({ hyperparameters }) => (hyperparameters as { members: { algorithm: string }[] }).members);
    expect(members.map((each) => each.map(({ algorithm }) => algorithm)).toSorted()).toEqual([
      ['random_forest', 'gradient_boosting', 'logistic'],
      ['random_forest', 'gradient_boosting', 'ridge'],
    ]);
  });

  it.each([
    ['a label that is not there', { targets: ['bought'] }, 422, 'notes.labels_missing'],
    ['a column that is no label', { targets: ['note_count'] }, 422, 'notes.labels_missing'],
    ['no label', { clients_dataset_id: 'unlabelled' }, 422, 'notes.labels_missing'],
    ['a dataset that has more to learn from than notes', { clients_dataset_id: 'leaky' }, 422, 'notes.not_clients'],
    ['no dataset', { clients_dataset_id: 'none' }, 404, 'dataset.not_found'],
    ['no preset', { preset: 'best' }, 400, 'request.invalid'],
  ])('are refused for %s', async (_, body, status, code) => {
    const before = (await requests()).length;
    expect(await train(body)).toMatchObject({ status, body: { code } });
    expect(await requests()).toHaveLength(before);
  });

  it('are not trained by viewers', async () => {
    expect(await train({}, {}, await program.key('p1', 'viewer'))).toMatchObject({ status: 403 });
  });
});
