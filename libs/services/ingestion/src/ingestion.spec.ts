import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import type { DatasetDetail, DatasetRows, DatasetSummary, DatasetUploaded } from '@atelier/contracts';
import { readFrame } from '@atelier/tables';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { row, workbook } from './reading/excel/workbook.suite.js';
import { type IngestionProgram, startIngestionProgram, type UploadForm } from './ingestion-program.suite.js';

const clients = 'id,age,plan,churned\n1,34,basic,true\n2,,plus,false\n3,51,?,false\n';

describe('uploading', () => {
  let program: IngestionProgram;
  let trainer: string;
  beforeAll(async () => {
    program = await startIngestionProgram({ bytes: 200_000, inflatedBytes: 1_000_000, columns: 50, lineBytes: 20_000 });
    trainer = await program.key('shop', 'trainer');
  });
  afterAll(async () => program.stop());

  const upload = (form: UploadForm) => program.upload<DatasetUploaded>(trainer, form);
  const state = async () => ({
    rows: await program.dataSource.query('SELECT count(*) FROM ingestion.ml_dataset'),
    events: (await program.said()).length,
    artifacts: await program.digests(),
    leftovers: program.leftovers(),
  });

  it('answers as the specification says, keeps the bytes and the typed table, and announces them', async () => {
    const { status, body } = await upload({ content: clients, fileName: 'Our clients.csv', fields: { target_column: 'churned' } });
    expect(status).toBe(201);
    expect(body).toEqual({
      dataset_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      name: 'Our clients',
      rows: 3,
      columns: 4,
      column_names: ['id', 'age', 'plan', 'churned'],
      missing_values: { id: 0, age: 1, plan: 1, churned: 0 },
    });
    const event = (await program.said()).at(-1);
    expect(event).toMatchObject({
      dataset_id: body.dataset_id,
      name: 'Our clients',
      rows: 3,
      target_column: 'churned',
      parent_dataset_id: null,
    });
    expect(event?.columns).toEqual([
      { name: 'id', type: 'integer', role: 'feature', missing_tokens: [] },
      { name: 'age', type: 'integer', role: 'feature', missing_tokens: [] },
      { name: 'plan', type: 'category', role: 'feature', missing_tokens: ['?'] },
      { name: 'churned', type: 'boolean', role: 'target', missing_tokens: [] },
    ]);
    expect((await program.artifacts.read(event?.raw_digest ?? '')).toString()).toBe(clients);
    const frame = await readFrame(await program.artifacts.file(event?.parquet_digest ?? ''));
    expect([...frame.number('age').values]).toEqual([34, Number.NaN, 51]);
    expect([...frame.text('plan').codes]).toEqual([0, 1, -1]);
    expect(program.leftovers()).toEqual([]);
  });

  it('shows details, rows and pages, to its project alone', async () => {
    const first = (await upload({ content: clients, fields: { name: 'first' } })).body;
    const second = (await upload({ content: gzipSync(clients), fields: { name: 'second' } })).body;
    expect(second.dataset_id).not.toBe(first.dataset_id);
    const detail = (await program.get<DatasetDetail>(trainer, `/api/ml/datasets/${first.dataset_id}`)).body;
    expect(detail).toMatchObject({
      name: 'first',
      rows: 3,
      columns: 4,
      dtypes: { id: 'integer', age: 'integer', plan: 'category', churned: 'boolean' },
      numeric_stats: {
        id: { count: 3, mean: 2, std: 1, min: 1, '25%': 1.5, '50%': 2, '75%': 2.5, max: 3 },
        age: { count: 2, mean: 42.5, min: 34, max: 51 },
      },
      target_column: null,
    });
    const rows = (await program.get<DatasetRows>(trainer, `/api/ml/datasets/${first.dataset_id}/rows?limit=1&offset=1`)).body;
    expect(rows.rows).toEqual([{ id: 2, age: null, plan: 'plus', churned: false }]);
    const page = (await program.get<DatasetSummary[]>(trainer, '/api/ml/datasets?limit=1')).body;
    expect(page.map(({ name }) => name)).toEqual(['second']);
    const next = (await program.get<DatasetSummary[]>(trainer, `/api/ml/datasets?limit=1&cursor=${page[0].dataset_id}`)).body;
    expect(next.map(({ name }) => name)).toEqual(['first']);
    expect(next[0].created_at).toMatch(/^\d{4}-\d\d-\d\dT/);

    const stranger = await program.key('other', 'admin');
    for (const path of ['', '/rows']) {
      expect(await program.get(stranger, `/api/ml/datasets/${first.dataset_id}${path}`)).toMatchObject({
        status: 404,
        body: { code: 'dataset.not_found' },
      });
    }
    expect((await program.get(stranger, '/api/ml/datasets')).body).toEqual([]);
    expect(await program.get(trainer, '/api/ml/datasets/1%27')).toMatchObject({ status: 404, body: { code: 'dataset.not_found' } });
    expect(await program.get(trainer, '/api/ml/datasets?cursor=1')).toMatchObject({ status: 400, body: { code: 'request.invalid' } });
    const viewer = await program.key('shop', 'viewer');
    expect((await program.get(viewer, '/api/ml/datasets')).status).toBe(200);
    expect(await program.upload(viewer, { content: clients })).toMatchObject({ status: 403, body: { code: 'access.forbidden' } });
  });

  it('answers others while a file is read', async () => {
    const wide = Array.from({ length: 49 }, (_, at) => `c${at}`).join(',');
    const slow = upload({ content: `${wide}\n${`${'1,'.repeat(48)}1\n`.repeat(1900)}` });
    const answers = await Promise.all([1, 2, 3].map(() => program.get(trainer, '/api/ml/datasets?limit=1')));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect((await slow).status).toBe(201);
  });

  it('takes a workbook, and the sheet that is named', async () => {
    const content = workbook({ sheets: { A: row('a', 'b') + row(1, 2), B: row('x', 'y') + row('01', 5) } });
    expect((await upload({ content, fileName: 'two sheets.xlsx' })).body).toMatchObject({ name: 'two sheets', column_names: ['a', 'b'] });
    expect((await upload({ content, fields: { sheet: 'B' } })).body).toMatchObject({ column_names: ['x', 'y'], rows: 1 });
  });

  it('carries columns named like the parts of an object', async () => {
    const { body } = await upload({ content: 'constructor,toString,hasOwnProperty\n1,2,\n3,4,5\n' });
    expect(body.missing_values).toEqual({ constructor: 0, toString: 0, hasOwnProperty: 1 });
    const detail = (await program.get<DatasetDetail>(trainer, `/api/ml/datasets/${body.dataset_id}`)).body;
    expect(Object.keys(detail.dtypes)).toEqual(['constructor', 'toString', 'hasOwnProperty']);
  });

  const bomb = gzipSync(Buffer.alloc(3_000_000, 'a,b\n'));
  it.each<[string, UploadForm, number, string, RegExp]>([
    ['a row that is too short', { content: 'a,b,c\n1,2,3\n4,5\n' }, 422, 'dataset.unreadable', /Row 3 has 2 fields, but there are 3/],
    ['an unclosed quote', { content: 'a,b\n1,2\n3,"4\n5,6\n' }, 422, 'dataset.unreadable', /Row 3/],
    ['a line without an end', { content: `a,b\n1,${'x'.repeat(50_000)}` }, 422, 'dataset.unreadable', /Row 2 is longer than 20000 bytes/],
    [
      'too many columns',
      { content: `${Array.from({ length: 51 }, (_, at) => `c${at}`).join()}\n` },
      422,
      'dataset.unreadable',
      /Row 1.*51 columns.*50/,
    ],
    ['a NUL byte', { content: 'a,b\n1,2\n3,x\0y\n' }, 422, 'dataset.unreadable', /Row 3.*NUL/],
    ['UTF-16', { content: new Uint8Array(Buffer.from('\uFEFFa,b\n1,2\n', 'utf16le')) }, 422, 'dataset.unreadable', /Row 1.*UTF-16/],
    ['Latin 1', { content: new Uint8Array(Buffer.from('a,b\n1,2\n3,caf\xe9\n', 'latin1')) }, 422, 'dataset.unreadable', /Row 3.*not UTF-8/],
    ['two columns of one name', { content: 'a,b,a\n1,2,3\n' }, 422, 'dataset.unreadable', /Row 1.*columns 1 and 3/],
    ['a prototype', { content: 'a,__proto__\n1,2\n' }, 422, 'dataset.unreadable', /__proto__/],
    ['no row', { content: 'a,b\n' }, 422, 'dataset.empty', /no rows/],
    ['nothing', { content: '' }, 422, 'dataset.empty', /empty/],
    ['a workbook that is cut off', { content: 'PK\u0003\u0004 and so on' }, 422, 'dataset.unreadable', /workbook is damaged/],
    ['a sheet of a CSV', { content: clients, fields: { sheet: 'A' } }, 422, 'dataset.sheet_not_found', /no workbook/],
    [
      'a workbook that unpacks to a bomb',
      { content: workbook({ sheets: { A: ' '.repeat(1_100_000) } }) },
      413,
      'dataset.too_large',
      /inflatedBytes/,
    ],
    ['a million columns', { content: `${'a,'.repeat(1_000_000)}a\n` }, 413, 'request.too_large', /200000 bytes/],
    ['broken JSON', { content: '{"a":1}\n{"a":\n{"a":2}\n' }, 422, 'dataset.unreadable', /Row \d/],
    ['broken Parquet', { content: 'PAR1 nothing PAR1' }, 422, 'dataset.unreadable', /Parquet/],
    ['a cut archive', { content: new Uint8Array(gzipSync(clients).subarray(0, 40)) }, 422, 'dataset.unreadable', /archive/],
    ['a bomb', { content: new Uint8Array(bomb) }, 413, 'dataset.too_large', /inflatedBytes/],
    ['too many bytes', { content: 'a,b\n1,2\n'.repeat(30_000) }, 413, 'request.too_large', /200000 bytes/],
    [
      'a target that is not there',
      { content: clients, fields: { target_column: 'churn' } },
      422,
      'dataset.column_not_found',
      /did you mean "churned"/,
    ],
    ['a name that leaves', { content: clients, fields: { name: '../etc' } }, 400, 'dataset.name_invalid', /name/],
    ['an escaped name', { content: clients, fields: { name: '%2e%2e' } }, 400, 'dataset.name_invalid', /name/],
    ['a drive', { content: clients, fields: { name: 'C:..' } }, 400, 'dataset.name_invalid', /name/],
    ['a file name that leaves', { content: clients, fileName: '../../x.csv' }, 400, 'dataset.name_invalid', /file name/],
    ['an unknown field', { content: clients, fields: { colour: 'red' } }, 400, 'request.invalid', /colour/],
  ])('refuses %s and keeps nothing', async (_, form, status, code, detail) => {
    const before = await state();
    const answer = await upload(form);
    expect(answer).toMatchObject({ status, body: { code, status, detail: expect.stringMatching(detail) } });
    expect(JSON.stringify(answer.body)).not.toMatch(/\/tmp|atelier-ingestion|SELECT/);
    expect(await state()).toEqual(before);
  });

  const raw = (headers: string, body: string) =>
    new Promise<string>((resolve, reject) => {
      const socket = connect(Number(new URL(program.url).port), '127.0.0.1');
      let answer = '';
      socket.on('data', (chunk) => {
        answer += chunk;
      });
      socket.on('close', () => resolve(answer)).on('error', reject);
      const start = `POST /api/ml/datasets/upload HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer ${trainer}\r\n${headers}\r\n`;
      socket.write(`${start}\r\n${body}`);
    });
  const part = '--b\r\nContent-Disposition: form-data; name="file"; filename="x.csv"\r\n\r\na,b\n1,2\n';

  it.each([
    ['another content type', 'Content-Type: application/json\r\nContent-Length: 2', '{}', 'request.content_type'],
    ['a body without boundary', 'Content-Type: multipart/form-data\r\nContent-Length: 2', '{}', 'request.content_type'],
    [
      'a body that ends early',
      `Content-Type: multipart/form-data; boundary=b\r\nContent-Length: ${part.length}`,
      part,
      'request.truncated',
    ],
    [
      'a file in another field',
      `Content-Type: multipart/form-data; boundary=b\r\nContent-Length: ${part.length + 7}`,
      `${part.replace('"file"', '"data"')}\r\n--b--`,
      'request.invalid',
    ],
    [
      'no file',
      'Content-Type: multipart/form-data; boundary=b\r\nContent-Length: 62',
      '--b\r\nContent-Disposition: form-data; name="name"\r\n\r\nx\r\n--b--\r\n\r\n',
      'request.invalid',
    ],
  ])('refuses %s and keeps nothing', async (_, headers, body, code) => {
    const before = await state();
    expect(await raw(headers, body)).toContain(`"code":"${code}"`);
    expect(await state()).toEqual(before);
  });

  const send = (text: string) => {
    const socket = connect(Number(new URL(program.url).port), '127.0.0.1');
    socket.write(
      `POST /api/ml/datasets/upload HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${trainer}\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: 100000\r\n\r\n${text}`,
    );
    return socket;
  };
  const settled = async () => {
    while (program.leftovers().length > 0) await new Promise((resolve) => setTimeout(resolve, 10));
  };

  it('forgets an upload that the caller aborts', async () => {
    const before = await state();
    const socket = send(part);
    while (program.leftovers().length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
    socket.destroy();
    await settled();
    expect(await state()).toEqual(before);
    expect((await upload({ content: clients })).status).toBe(201);
  });

  it('forgets a caller who hangs up at once', async () => {
    const before = await state();
    const hangUp = () =>
      new Promise((resolve) => {
        const socket = send(part).resume().on('close', resolve);
        socket.on('connect', () => socket.end());
      });
    await Promise.all(Array.from({ length: 20 }, hangUp));
    expect((await upload({ content: clients })).status).toBe(201);
    await settled();
    expect((await state()).events).toBe(before.events + 1);
  });
});
