import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AtelierError } from '@atelier/contracts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type ReceivedForm, receiveForm } from './receive-form.js';

const limits = { files: 2, bytes: 1000, bytesSetting: 'most', fieldBytes: 20, fields: ['name', 'note'] };

describe('a multipart form', () => {
  let folder: string;
  let server: Server;
  let outcomes: Promise<ReceivedForm | AtelierError>[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'atelier-form-'));
    server = createServer((request, response) => {
      const own = mkdtemp(join(folder, 'form-'));
      const outcome = own.then((into) => receiveForm(request, into, limits)).catch((error: unknown) => error as AtelierError);
      outcomes.push(outcome);
      outcome.then((result) => response.writeHead(result instanceof AtelierError ? 400 : 200).end());
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterAll(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await rm(folder, { recursive: true, force: true });
  });

  const port = () => (server.address() as AddressInfo).port;
  const send = async (body: FormData | string, headers: Record<string, string> = {}) => {
    outcomes = [];
    await fetch(`http://127.0.0.1:${port()}`, { method: 'POST', body, headers });
    return await outcomes[0];
  };
  const form = (parts: readonly (readonly [string, string, string?])[]) => {
    const data = new FormData();
    for (const [field, content, fileName] of parts)
      if (fileName === undefined) data.append(field, content);
      else data.append(field, new Blob([content]), fileName);
    return data;
  };

  it('is received with its fields, and its files by the names that the caller gave', async () => {
    const received = (await send(
      form([
        ['name', 'clients'],
        ['file', 'a,b\n', '../a.csv'],
        ['file', 'c', 'b.csv'],
      ]),
    )) as ReceivedForm;
    expect([...received.fields]).toEqual([['name', 'clients']]);
    expect(received.files.map(({ name }) => name)).toEqual(['../a.csv', 'b.csv']);
    expect(await Promise.all(received.files.map(({ path }) => readFile(path, 'utf8')))).toEqual(['a,b\n', 'c']);
    expect(received.files.every(({ path }) => path.startsWith(folder))).toBe(true);
  });

  it.each([
    ['without a file', [['name', 'x']], 'request.invalid', 'file'],
    [
      'with an unknown field',
      [
        ['colour', 'x'],
        ['file', 'c', 'b.csv'],
      ],
      'request.invalid',
      'colour',
    ],
    [
      'with a field twice',
      [
        ['name', 'x'],
        ['name', 'y'],
        ['file', 'c', 'b.csv'],
      ],
      'request.invalid',
      'name',
    ],
    [
      'with an endless field',
      [
        ['name', 'x'.repeat(50)],
        ['file', 'c', 'b.csv'],
      ],
      'request.invalid',
      'name',
    ],
    ['with its file in another field', [['table', 'c', 'b.csv']], 'request.invalid', 'table'],
    [
      'with too many files',
      [
        ['file', 'c', 'a'],
        ['file', 'c', 'b'],
        ['file', 'c', 'c'],
      ],
      'request.invalid',
      'file',
    ],
    [
      'with files that are too large together',
      [
        ['file', 'c'.repeat(600), 'a'],
        ['file', 'c'.repeat(600), 'b'],
      ],
      'request.too_large',
      undefined,
    ],
  ] as const)('is refused %s', async (_, parts, code, path) => {
    const refusal = (await send(form(parts))) as AtelierError;
    expect(refusal).toMatchObject({ code });
    if (path !== undefined) expect(refusal.errors).toEqual([expect.objectContaining({ path })]);
  });

  it.each([
    ['text/plain', 'hello'],
    ['multipart/form-data', 'hello'],
    ['multipart/form-data; x=1', 'hello'],
  ])('is refused as %s', async (type, body) => {
    expect(await send(body, { 'content-type': type })).toMatchObject({ code: 'request.content_type' });
  });

  it.each([
    ['within a file', '--b\r\ncontent-disposition: form-data; name="file"; filename="a"\r\n\r\nhalf'],
    ['before a part', '--b\r\n'],
  ])('that ends %s is refused, and nothing is written afterwards', async (_, body) => {
    expect(await send(body, { 'content-type': 'multipart/form-data; boundary=b' })).toMatchObject({ code: 'request.truncated' });
  });

  it('whose caller hangs up within a file is given up', async () => {
    outcomes = [];
    const socket = connect(port(), '127.0.0.1');
    const part = '--b\r\ncontent-disposition: form-data; name="file"; filename="a"\r\n\r\nhalf';
    socket.write(`POST / HTTP/1.1\r\nhost: x\r\ncontent-type: multipart/form-data; boundary=b\r\ncontent-length: 9999\r\n\r\n${part}`);
    while (outcomes.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    socket.destroy();
    expect(await outcomes[0]).toMatchObject({ code: 'request.truncated' });
  });
});
