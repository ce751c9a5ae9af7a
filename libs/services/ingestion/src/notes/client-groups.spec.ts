import type { ClientsMade, DatasetDetail, DatasetRows, DatasetUploaded, JourneysMade, SegmentsMade } from '@atelier/contracts';
import { generateWorld, worldFiles } from '@atelier/learning';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type IngestionProgram, startIngestionProgram } from '../ingestion-program.suite.js';

const files = new Map(worldFiles(generateWorld({ clients: 60, seed: 5 })).map(({ name, content }) => [name, content]));

describe('clients in groups by REST', () => {
  let ingestion: IngestionProgram;
  let key: string;
  let notesId: string;
  let clientsId: string;
  const upload = async (name: string, content = files.get(name) as string) =>
    (await ingestion.upload<DatasetUploaded>(key, { content, fields: { name } })).body.dataset_id;
  const rowsOf = async (id: string) => (await ingestion.get<DatasetRows>(key, `/api/ml/datasets/${id}/rows?limit=100`)).body.rows;
  const segment = (body: unknown) => ingestion.post<SegmentsMade>(key, '/api/ml/notes/segments', body);
  const journeys = (body: unknown) => ingestion.post<JourneysMade>(key, '/api/ml/notes/journeys', body);

  beforeAll(async () => {
    ingestion = await startIngestionProgram();
    key = await ingestion.key('shop', 'trainer');
    notesId = await upload('notes.csv');
    const labels = await upload('labels.csv');
    const request = { notes_dataset_id: notesId, labels_dataset_id: labels, name: 'ours' };
    clientsId = (await ingestion.post<ClientsMade>(key, '/api/ml/notes/clients', request)).body.dataset_id;
  });
  afterAll(() => ingestion.stop());

  it('are segments with profiles, and a dataset of who is in which', async () => {
    const { status, body } = await segment({ clients_dataset_id: clientsId, segments: 3, seed: 4 });
    expect({ status, body }).toMatchObject({
      status: 201,
      body: { name: 'ours segments', clients: 60, labels: 'given', curve: { length: 1 } },
    });
    expect(body.segments).toHaveLength(3);
    for (const { clients, assigned } of body.segments) expect(clients > 0 && assigned === clients).toBe(true);
    expect(body.segments[0]).toMatchObject({
      purchased: { all_share: expect.any(Number) },
      lifetime_value: { median: expect.any(Number) },
    });
    const rows = await rowsOf(body.dataset_id);
    expect(Object.keys(rows[0])).toEqual(['client_id', 'segment', 'segment_name', 'distance', 'clearness']);
    expect(rows.every(({ segment: own, segment_name }) => body.segments[(own as number) - 1].name === segment_name)).toBe(true);

    const again = await segment({ clients_dataset_id: clientsId, segments_of: body.dataset_id, name: 'again' });
    expect(again.body.segments).toEqual(body.segments);
    expect(await rowsOf(again.body.dataset_id)).toEqual(rows);
  });

  it('are refused where the dataset is none of clients or of segments', async () => {
    const refused = { status: 422, body: { code: 'notes.not_clients' } };
    expect(await segment({ clients_dataset_id: notesId })).toMatchObject(refused);
    expect(await segment({ clients_dataset_id: clientsId, segments_of: notesId })).toMatchObject(refused);
    expect(await segment({ clients_dataset_id: clientsId, segments: 1 })).toMatchObject({ status: 400 });
    expect(await segment({ clients_dataset_id: clientsId, segments: 50 })).toMatchObject({ body: { code: 'learning.parameter_invalid' } });
  });

  it('are told where they stand by observed stages, with every stay in a dataset of its own; what cannot be used is told', async () => {
    const odd = ['nobody,2025-02-01,new', ',2025-02-01,new', 'synthetic-00001,2025-02-01,'];
    const stagesId = await upload('stages', `${files.get('stages.csv')}${odd.join('\n')}\n`);
    const { status, body } = await journeys({ notes_dataset_id: notesId, stages_dataset_id: stagesId, as_of: '2026-06-30' });
    expect({ status, body }).toMatchObject({
      status: 201,
      body: { as_of: '2026-06-30', clients: 60, untold: 0, origin: 'given', evaluation: { clients: 12 } },
    });
    expect(body.skipped.map(({ file, field, reason }) => [file, field, reason])).toEqual([
      ['stages', 'client_id', 'notes.label_client_unknown'],
      ['stages', 'client_id', 'notes.client_missing'],
      ['stages', 'stage', 'notes.stage_missing'],
    ]);
    const rows = await rowsOf(body.dataset_id);
    expect(rows).toHaveLength(60);
    expect(Object.keys(rows[0]).slice(0, 3)).toEqual(['client_id', 'stage', 'probability_new']);
    for (const { stage, clients } of body.stages) expect(rows.filter((row) => row.stage === stage)).toHaveLength(clients);
    const detail = (await ingestion.get<DatasetDetail>(key, `/api/ml/datasets/${body.history_dataset_id}`)).body;
    expect(detail).toMatchObject({ name: 'notes.csv journeys stays', parent_dataset_id: notesId });
    expect(detail.dtypes).toMatchObject({ from: 'datetime', to: 'datetime', days: 'integer', ended: 'boolean' });
  });

  it('are told where they stand by rules, marked as generated', async () => {
    const { body } = await journeys({ notes_dataset_id: notesId });
    expect(body).toMatchObject({ origin: 'generated', clients: 60, skipped: [] });
    const { steps } = (await ingestion.get<DatasetDetail>(key, `/api/ml/datasets/${body.dataset_id}`)).body;
    expect(steps.at(-1)).toMatchObject({ name: 'tell_journeys', parameters: { stages: 'generated' } });
  });

  it('need fifty notes, and the columns of notes and of stages', async () => {
    const few = await upload('few', 'client_id,date,text\na,2025-01-01,likes golf\n');
    expect(await journeys({ notes_dataset_id: few })).toMatchObject({ status: 422, body: { code: 'notes.too_few' } });
    const wrong = await journeys({ notes_dataset_id: notesId, stages_dataset_id: notesId });
    expect(wrong).toMatchObject({ body: { code: 'dataset.column_not_found', errors: [{ path: 'stages_dataset_id' }] } });
  });
});
