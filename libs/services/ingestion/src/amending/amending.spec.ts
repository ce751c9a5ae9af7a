import type { DatasetAmendment, DatasetDetail, DatasetQuality, DatasetRows, DatasetUploaded } from '@atelier/contracts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type IngestionProgram, startIngestionProgram } from '../ingestion-program.suite.js';
import { row, workbook } from '../reading/excel/workbook.suite.js';

const content = [
  'zip,big,born,seen,epoch,serial,when,score,vip,city',
  '00501,9007199254740993,03-04-1980,03/04/2020,1577836800,43831,20200101,"1.234,5",yes, Bern',
  '01001,12345678901234567890,05-06-1990,05/06/2020,1577836860,43831.5,20200229,"7,25",no,bern',
  '90210,1,07-08-2000,07/08/2020,1577836920,60,20201231,n.k.,yes,Bern',
  '00501,9007199254740993,03-04-1980,03/04/2020,1577836800,43831,20200101,"1.234,5",yes, Bern',
  '',
].join('\n');

describe('an amendment', () => {
  let program: IngestionProgram;
  let key: string;
  let parent: DatasetUploaded;
  beforeAll(async () => {
    program = await startIngestionProgram();
    key = await program.key('shop', 'trainer');
    parent = (await program.upload<DatasetUploaded>(key, { content, fields: { name: 'clients' } })).body;
  });
  afterAll(() => program.stop());

  const amend = async <T = DatasetDetail>(amendment: DatasetAmendment | object, id = parent.dataset_id) =>
    await program.patch<T>(key, `/api/ml/datasets/${id}`, amendment);
  const amended = async (columns: DatasetAmendment['columns'], id?: string) => {
    const { status, body } = await amend({ columns }, id);
    expect(body).toMatchObject({ dataset_id: expect.any(String) });
    expect(status).toBe(200);
    return body;
  };
  const values = async (id: string, column: string) =>
    (await program.get<DatasetRows>(key, `/api/ml/datasets/${id}/rows`)).body.rows.map((cells) => cells[column]);
  const state = async () => [
    await program.dataSource.query('SELECT count(*) FROM ingestion.ml_dataset'),
    (await program.said()).length,
    await program.digests(),
    program.leftovers(),
  ];

  it('keeps leading zeros and large integers exact, and tells of dates that can be read in two orders', async () => {
    const detail = (await program.get<DatasetDetail>(key, `/api/ml/datasets/${parent.dataset_id}`)).body;
    const column = (name: string) => detail.profile.find((profile) => profile.name === name);
    expect(await values(parent.dataset_id, 'zip')).toEqual(['00501', '01001', '90210', '00501']);
    expect(await values(parent.dataset_id, 'big')).toEqual(['9007199254740993', '12345678901234567890', '1', '9007199254740993']);
    expect(column('born')).toMatchObject({ type: 'datetime', format: 'dd-mm-yyyy', alternatives: ['mm-dd-yyyy'] });
    expect(column('seen')).toMatchObject({ type: 'datetime', format: 'mm/dd/yyyy', alternatives: ['dd/mm/yyyy'] });
    const { findings } = (await program.get<DatasetQuality>(key, `/api/ml/datasets/${parent.dataset_id}/quality`)).body;
    const ambiguous = findings.find(({ kind, columns }) => kind === 'ambiguous_dates' && columns[0] === 'born');
    const { body } = await amend(ambiguous?.recommendation?.body ?? {});
    expect(await values(body.dataset_id, 'born')).toEqual(
      ['1980-03-04', '1990-05-06', '2000-07-08', '1980-03-04'].map((day) => `${day}T00:00:00.000Z`),
    );
  });

  it('reads the file again under other types, and changes values, of many columns at once', async () => {
    const columns = {
      epoch: { type: 'datetime', format: 'epoch seconds', range: { max: '2020-01-01' } },
      serial: { type: 'datetime', format: 'excel days' },
      when: { type: 'datetime' },
      vip: { type: 'boolean' },
      big: { type: 'float', missing_tokens: ['9007199254740993', '12345678901234567890'], replace: { '1': 5 } },
      born: { range: { min: '1985-01-01', max: 'today' }, replace: { '1990-06-05': null } },
      city: { trim: true, replace: { bern: 'Bern' } },
      score: { missing_tokens: ['n.k.'] },
    } as const;
    const detail = await amended(columns);
    const expected: Record<string, unknown[]> = {
      epoch: ['2020-01-01T00:00:00.000Z', '2020-01-01T00:01:00.000Z', '2020-01-01T00:02:00.000Z'],
      serial: ['2020-01-01T00:00:00.000Z', '2020-01-01T12:00:00.000Z', '1900-02-28T00:00:00.000Z'],
      when: ['2020-01-01T00:00:00.000Z', '2020-02-29T00:00:00.000Z', '2020-12-31T00:00:00.000Z'],
      vip: [true, false, true],
      big: [null, null, 5],
      born: [null, null, '2000-08-07T00:00:00.000Z'],
      city: ['Bern', 'Bern', 'Bern'],
      score: ['1.234,5', '7,25', null],
      zip: ['00501', '01001', '90210'],
    };
    const { rows } = (await program.get<DatasetRows>(key, `/api/ml/datasets/${detail.dataset_id}/rows?limit=3`)).body;
    for (const [name, cells] of Object.entries(expected)) expect([name, rows.map((found) => found[name])]).toEqual([name, cells]);
    expect(detail).toMatchObject({
      name: 'clients',
      rows: 4,
      parent_dataset_id: parent.dataset_id,
      steps: [{ name: 'amend', parameters: { columns } }],
    });
    expect(detail.dtypes).toMatchObject({ epoch: 'datetime', vip: 'boolean', big: 'float', score: 'category' });
  });

  it('names the row and column that do not fit, and changes nothing', async () => {
    const before = await state();
    expect(await amend({ columns: { score: { type: 'float' } } })).toMatchObject({
      status: 422,
      body: { code: 'dataset.conversion_failed', detail: expect.stringMatching(/column "score": .* is no float/) },
    });
    expect(await state()).toEqual(before);
  });

  it.each<[string, object, number, string]>([
    ['nothing', {}, 400, 'request.invalid'],
    ['an unknown field', { rows: 3 }, 400, 'request.invalid'],
    ['an unknown change', { columns: { zip: { kind: 'x' } } }, 400, 'request.invalid'],
    ['a prototype', JSON.parse('{"columns":{"__proto__":{"role":"ignored"}}}'), 400, 'request.invalid'],
    ['an unknown column', { columns: { zap: { role: 'ignored' } } }, 422, 'dataset.column_not_found'],
    ['an unknown column to sort by', { sort_by: 'zap' }, 422, 'dataset.column_not_found'],
    ['two targets', { target_column: 'zip', columns: { city: { role: 'target' } } }, 400, 'request.invalid'],
    ['an unknown format', { columns: { born: { type: 'datetime', format: 'yy' } } }, 422, 'dataset.conversion_failed'],
    ['a column of leading zeros as integers', { columns: { zip: { type: 'integer' } } }, 422, 'dataset.conversion_failed'],
    ['a text for a number', { columns: { epoch: { replace: { 'x; DROP': null } } } }, 422, 'dataset.conversion_failed'],
    ['a name that leaves', { name: '../x' }, 400, 'dataset.name_invalid'],
    ['the last row', { drop_missing: ['empty'] }, 422, 'dataset.column_not_found'],
  ])('refuses %s', async (_, amendment, status, code) => {
    const before = await state();
    expect(await amend(amendment)).toMatchObject({ status, body: { code } });
    expect(await state()).toEqual(before);
  });

  it('sets roles, target and name, and keeps what it does not name', async () => {
    const first = (
      await amend({ name: 'renamed', target_column: 'vip', columns: { zip: { role: 'ignored' }, city: { type: 'identifier' } } })
    ).body;
    expect(first).toMatchObject({ name: 'renamed', target_column: 'vip' });
    expect(first.schema.filter(({ role }) => role !== 'feature').map(({ name, role }) => `${name} ${role}`)).toEqual([
      'zip ignored',
      'big identifier',
      'vip target',
      'city identifier',
    ]);
    const second = (await amend({ target_column: 'epoch' }, first.dataset_id)).body;
    expect(second.schema.filter(({ role }) => role !== 'feature').map(({ name }) => name)).toEqual(['zip', 'big', 'epoch', 'city']);
    expect((await amend({ target_column: null }, second.dataset_id)).body.target_column).toBeNull();
    expect(second.raw_digest).toBe(first.raw_digest);
  });

  it('changes rows, after which types come from the values', async () => {
    const { body } = await amend({
      drop_duplicates: true,
      sort_by: 'epoch',
      columns: { epoch: { replace: { '1577836800': 1_577_836_999 } } },
    });
    expect(body).toMatchObject({ rows: 3, steps: [{ name: 'amend', fitted: { rows_dropped: 1 } }] });
    expect(await values(body.dataset_id, 'zip')).toEqual(['01001', '90210', '00501']);
    const again = await amended({ epoch: { type: 'category' }, born: { type: 'category' } }, body.dataset_id);
    expect(await values(again.dataset_id, 'epoch')).toEqual(['1577836860', '1577836920', '1577836999']);
    expect((await values(again.dataset_id, 'born'))[0]).toBe('1990-06-05 00:00:00');
    expect((await amend({ drop_duplicates: ['vip'] })).body.rows).toBe(2);
    const gaps = (await amend({ columns: { city: { missing_tokens: ['bern'] } }, drop_missing: ['city'] })).body;
    expect(gaps.rows).toBe(3);
  });

  it('reads the named sheet of a workbook again', async () => {
    const sheets = { Empty: row('x') + row(9), Data: row('code', 'n') + row('007', 1) + row('8', 2) };
    const uploaded = (await program.upload<DatasetUploaded>(key, { content: workbook({ sheets }), fields: { sheet: 'Data' } })).body;
    const detail = await amended({ n: { type: 'category' }, code: { type: 'text' } }, uploaded.dataset_id);
    expect(await values(detail.dataset_id, 'n')).toEqual(['1', '2']);
    expect(await values(detail.dataset_id, 'code')).toEqual(['007', '8']);
  });

  it('keeps rows beside their texts over a file of many buffers', async () => {
    const lines = Array.from({ length: 100_000 }, (_, at) => `${at},0${at},${'x'.repeat(200)}`);
    const uploaded = (await program.upload<DatasetUploaded>(key, { content: `n,code,pad\n${lines.join('\n')}\n` })).body;
    const text = await amended({ n: { type: 'category' } }, uploaded.dataset_id);
    const page = await program.get<DatasetRows>(key, `/api/ml/datasets/${text.dataset_id}/rows?limit=100&step=1000`);
    expect(page.body.rows.every(({ n, code }) => `0${n}` === code)).toBe(true);
  });

  it('is hidden from another project and from viewers', async () => {
    const stranger = await program.key('other', 'trainer');
    expect(await program.patch(stranger, `/api/ml/datasets/${parent.dataset_id}`, { name: 'x' })).toMatchObject({ status: 404 });
    const viewer = await program.key('shop', 'viewer');
    expect(await program.patch(viewer, `/api/ml/datasets/${parent.dataset_id}`, { name: 'x' })).toMatchObject({ status: 403 });
  });
});
