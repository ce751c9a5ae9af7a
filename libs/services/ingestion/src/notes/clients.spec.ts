import type { ClientFeaturesMade, ClientsMade, DatasetDetail, DatasetRows, DatasetUploaded } from '@atelier/contracts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Answer, type IngestionProgram, startIngestionProgram } from '../ingestion-program.suite.js';

/** 30 clients with two notes each, the later first; of a third, faults. */
const noteLines = [
  'client_id,date,language,text',
  ...Array.from({ length: 30 }, (_, at) => `C${10 + at},2026-02-0${1 + (at % 9)},en,"She asked for a ring, number ${at}."`),
  ...Array.from({ length: 30 }, (_, at) => `C${10 + at},2026-01-0${1 + (at % 9)},fr,Elle cherche un cadeau numéro ${at}.`),
];
const faults = [
  ',2026-01-01,en,Of nobody.',
  'C10,2026-03-01,en,  ',
  'C10,2026-01-01,fr,Elle cherche un cadeau numéro 0.',
  'C11,2026-03-01,tlh,"Der Kunde wünscht ein Geschenk, aber nicht heute."',
  'C12,2026-03-01,,🎁🎁🎁',
  'C13,2026-03-01,en-US,"One.\n\n\nTwo."',
];
const labels = 'client_id,purchased,lifetime_value\nC10,true,1200.5\nC11,false,\nC11,true,7\nX99,true,1\n,true,1\n';

describe('clients made of notes by REST', () => {
  let ingestion: IngestionProgram;
  let key: string;
  let notesId: string;
  let labelsId: string;
  let clients: Answer<ClientsMade>;
  const upload = async (name: string, content: string) =>
    (await ingestion.upload<DatasetUploaded>(key, { content, fields: { name } })).body.dataset_id;
  const make = <T = ClientsMade>(body: unknown, by = key) => ingestion.post<T>(by, '/api/ml/notes/clients', body);

  beforeAll(async () => {
    ingestion = await startIngestionProgram();
    key = await ingestion.key('shop', 'trainer');
    notesId = await upload('notes', `${[...noteLines, ...faults].join('\n')}\n`);
    labelsId = await upload('labels', labels);
    clients = await make({ notes_dataset_id: notesId, labels_dataset_id: labelsId, name: 'ours' });
  });
  afterAll(() => ingestion.stop());

  it('have their notes as one text by date, and labels of their own; the rest is told', async () => {
    const { status, body } = clients;
    expect({ status, body }).toMatchObject({
      status: 201,
      body: { name: 'ours', clients: 30, notes: 63, labels: 'given', label_columns: ['purchased', 'lifetime_value'] },
    });
    expect(body.labelled_clients).toBe(2);
    expect(body.skipped.map(({ file, row, field, reason }) => [file, row, field, reason])).toEqual([
      ['notes', 60, 'client_id', 'notes.client_missing'],
      ['notes', 61, 'text', 'notes.text_empty'],
      ['notes', 62, 'text', 'notes.duplicate'],
      ['notes', 63, 'language', 'notes.language_unknown'],
      ['labels', 2, 'client_id', 'notes.label_duplicate'],
      ['labels', 3, 'client_id', 'notes.label_client_unknown'],
      ['labels', 4, 'client_id', 'notes.client_missing'],
    ]);
    expect(body.skipped_counts).toMatchObject({ 'notes.client_missing': 2, 'notes.text_empty': 1 });
    const { rows } = (await ingestion.get<DatasetRows>(key, `/api/ml/datasets/${body.dataset_id}/rows`)).body;
    expect(rows[0]).toEqual({
      client_id: 'C10',
      notes: 'Elle cherche un cadeau numéro 0.\n\nShe asked for a ring, number 0.',
      note_count: 2,
      first_note: '2026-01-01T00:00:00.000Z',
      last_note: '2026-02-01T00:00:00.000Z',
      languages: 'en fr',
      purchased: true,
      lifetime_value: 1200.5,
    });
    expect(rows[1]).toMatchObject({ note_count: 3, languages: 'en fr de', purchased: false, lifetime_value: null });
    expect(rows[2]).toMatchObject({ client_id: 'C12', note_count: 3, languages: 'en fr', purchased: null });
    expect(rows[3].notes).toMatch(/\n\nOne\.\nTwo\.$/);
  });

  it('are a dataset with its parent, its steps, and roles that let nothing but notes be learned from', async () => {
    const { body } = clients;
    const detail = (await ingestion.get<DatasetDetail>(key, `/api/ml/datasets/${body.dataset_id}`)).body;
    expect(detail).toMatchObject({
      name: 'ours',
      parent_dataset_id: notesId,
      steps: [{ name: 'group_notes' }, { name: 'join_labels' }],
    });
    expect(detail.steps[1].parameters).toMatchObject({ labels_dataset_id: labelsId, labels: 'given' });
    expect(detail.schema.filter(({ role }) => role === 'feature').map(({ name, type }) => [name, type])).toEqual([['notes', 'text']]);
    expect(detail.dtypes).toMatchObject({ client_id: 'identifier', purchased: 'boolean', lifetime_value: 'float', first_note: 'datetime' });
  });

  it('get labels by rules where they are asked for, marked as generated in answer, steps and rows, also when they come back as a file', async () => {
    const { body } = await make({ notes_dataset_id: notesId, generate_labels: { seed: 4 } });
    expect(body).toMatchObject({ labels: 'generated', label_columns: ['purchased', 'churned', 'lifetime_value'], labelled_clients: 30 });
    const { steps } = (await ingestion.get<DatasetDetail>(key, `/api/ml/datasets/${body.dataset_id}`)).body;
    expect(steps.at(-1)).toMatchObject({ name: 'generate_labels', parameters: { labels: 'generated', seed: 4 } });
    const { rows } = (await ingestion.get<DatasetRows>(key, `/api/ml/datasets/${body.dataset_id}/rows`)).body;
    for (const row of rows)
      expect(row).toMatchObject({ purchased: expect.any(Boolean), lifetime_value: 8000, labels_origin: 'generated:atelier-notes-1:4' });
    const lines = rows.map(({ client_id, churned, labels_origin }) => `${client_id},${churned},${labels_origin}`);
    const file = await upload('marked', ['client_id,churned,labels_origin', ...lines].join('\n'));
    const again = await make({ notes_dataset_id: notesId, labels_dataset_id: file });
    expect(again.body).toMatchObject({ labels: 'generated', label_columns: ['churned'] });
  });

  it('come from columns of other names, without dates, languages and labels', async () => {
    const content = ['who,said', ...Array.from({ length: 50 }, (_, at) => `${at % 25},Note number ${at} about a gold watch`)].join('\n');
    const id = await upload('others', content);
    const { body } = await make({ notes_dataset_id: id, columns: { client_id: 'who', text: 'said' } });
    expect(body).toMatchObject({ clients: 25, notes: 50, labels: 'none', skipped: [], skipped_counts: {} });
    const { rows } = (await ingestion.get<DatasetRows>(key, `/api/ml/datasets/${body.dataset_id}/rows`)).body;
    expect(rows[0]).toMatchObject({ client_id: '0', first_note: null, languages: 'en' });
  });

  it('take a note whose date is none without it', async () => {
    const lines = Array.from({ length: 50 }, (_, at) => `c${at},${at === 7 ? 'soon' : '2026-01-01'},text ${at}`);
    const id = await upload('dates', ['client_id,date,text', ...lines].join('\n'));
    const { body } = await make({ notes_dataset_id: id });
    expect(body.skipped).toMatchObject([{ row: 7, field: 'date', reason: 'notes.date_invalid' }]);
    expect(body.clients).toBe(50);
  });

  it('have the columns of a preset, the same ones for clients to come', async () => {
    const features = (body: unknown) => ingestion.post<ClientFeaturesMade>(key, '/api/ml/notes/features', body);
    const { dataset_id } = clients.body;
    const { status, body } = await features({ clients_dataset_id: dataset_id, preset: 'maximum_speed' });
    expect({ status, body }).toMatchObject({ status: 201, body: { preset: 'fast', clients: 30, columns: 506 } });
    const detail = (await ingestion.get<DatasetDetail>(key, `/api/ml/datasets/${body.dataset_id}`)).body;
    expect(detail).toMatchObject({ columns: 507, rows: 30, parent_dataset_id: dataset_id });
    expect(detail.schema[0]).toMatchObject({ name: 'client_id', role: 'identifier' });
    const id = await upload(
      'later',
      `client_id,text\n${Array.from({ length: 50 }, (_, at) => `d${at},Elle cherche une montre`).join('\n')}\n`,
    );
    const later = (await make({ notes_dataset_id: id })).body.dataset_id;
    const more = await features({ clients_dataset_id: later, preset: 'fast', encoding_of: body.dataset_id });
    const columns = (await ingestion.get<DatasetDetail>(key, `/api/ml/datasets/${more.body.dataset_id}`)).body.column_names;
    expect(columns).toEqual(detail.column_names);
    const other = await features({ clients_dataset_id: later, preset: 'elite', encoding_of: body.dataset_id });
    expect(other).toMatchObject({ status: 422, body: { code: 'notes.not_clients', errors: [{ path: 'encoding_of' }] } });
    expect(await features({ clients_dataset_id: notesId, preset: 'fast' })).toMatchObject({
      status: 422,
      body: { code: 'notes.not_clients' },
    });
  });

  describe('are refused', () => {
    let few: string;
    let clashing: string;
    beforeAll(async () => {
      few = await upload(
        'few',
        `client_id,text\n${Array.from({ length: 60 }, (_, at) => `c${at},${at < 49 ? `note ${at}` : ''}`).join('\n')}\n`,
      );
      clashing = await upload('clashing', 'client_id,Notes\nC10,1\n');
    });

    it.each([
      ['of too few notes', () => ({ notes_dataset_id: few }), 422, 'notes.too_few', /49 notes.*11 × notes.text_empty/],
      ['without the column', () => ({ notes_dataset_id: labelsId }), 422, 'dataset.column_not_found', /no column "text"; it has client_id/],
      [
        'with a column that is not there',
        () => ({ notes_dataset_id: notesId, columns: { date: 'day' } }),
        422,
        'dataset.column_not_found',
        /"day"/,
      ],
      [
        'with labels called like a column',
        () => ({ notes_dataset_id: notesId, labels_dataset_id: clashing }),
        422,
        'notes.column_conflict',
        /"Notes"/,
      ],
      ['of no dataset', () => ({ notes_dataset_id: 'none' }), 404, 'dataset.not_found', /none/],
      [
        'with labels twice',
        () => ({ notes_dataset_id: notesId, labels_dataset_id: labelsId, generate_labels: {} }),
        400,
        'request.invalid',
        /either/,
      ],
    ])('%s', async (_, body, status, code, detail) => {
      const before = [await ingestion.digests(), ingestion.leftovers()];
      expect(await make(body())).toMatchObject({ status, body: { code, detail: expect.stringMatching(detail) } });
      expect([await ingestion.digests(), ingestion.leftovers()]).toEqual(before);
    });

    it('to viewers and to strangers', async () => {
      const asked = { notes_dataset_id: notesId, labels_dataset_id: labelsId };
      expect(await make(asked, await ingestion.key('shop', 'viewer'))).toMatchObject({ status: 403 });
      expect(await make(asked, await ingestion.key('other', 'trainer'))).toMatchObject({ status: 404 });
    });
  });
});
