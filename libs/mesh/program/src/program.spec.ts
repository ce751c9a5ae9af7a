import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Allow, ApiKeys, accessSchema, Public } from '@atelier/access';
import { AtelierError } from '@atelier/contracts';
import { startTestDatabase, type TestDatabase } from '@atelier/database';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Body, Controller, Get, HttpCode, Module, Post, Query } from '@nestjs/common';
import { z } from 'zod';
import { type RunningProgram, startProgram } from './program.js';

const thingSchema = z.strictObject({ name: z.string(), count: z.number().int() }).meta({ id: 'Thing' });
const pageSchema = z.strictObject({ limit: z.coerce.number().int().max(10).default(5) });

@Controller('things')
class ThingsController {
  @Post()
  @HttpCode(200)
  @Allow('viewer')
  echo(@Body({ schema: thingSchema }) thing: z.infer<typeof thingSchema>) {
    return thing;
  }

  @Get()
  @Public()
  list(@Query({ schema: pageSchema }) page: z.infer<typeof pageSchema>) {
    return page;
  }

  @Get('known')
  @Public()
  known() {
    throw new AtelierError('dataset.not_found', 'Dataset d is not there.');
  }

  @Get('unknown')
  @Public()
  unknown() {
    throw new Error('SELECT secret FROM /etc/passwd');
  }

  @Get('slow')
  @Public()
  async slow() {
    await new Promise((done) => setTimeout(done, 300));
    return { done: true };
  }
}

@Controller('v2')
class ProtocolController {
  @Post('infer')
  @Public()
  infer(@Body() body: unknown) {
    return body;
  }
}

@Module({ controllers: [ThingsController, ProtocolController] })
class ThingsModule {}

describe('a program', () => {
  const folder = mkdtempSync(join(tmpdir(), 'atelier-program-'));
  let database: TestDatabase;
  let program: RunningProgram;
  let key: string;

  beforeAll(async () => {
    database = await startTestDatabase();
    program = await start();
    ({ key } = await program.application.get(ApiKeys).create({ project: 'default', role: 'viewer', name: 'spec' }));
  });
  afterAll(async () => {
    await program.stop();
    await database.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const start = () =>
    startProgram({
      name: 'spec',
      version: '0',
      listen: { host: '127.0.0.1', port: 0 },
      logLevel: 'silent',
      logFormat: 'json',
      database: { connection: { url: database.url } },
      bus: { kind: 'in-process' },
      artifacts: { driver: { kind: 'folder', folder }, cacheFolder: folder, cacheBytes: 1e6 },
      services: [],
      schemas: [accessSchema],
      modules: [ThingsModule],
    });

  async function post(body: string, headers: Record<string, string> = {}) {
    const response = await fetch(`${program.url}/things`, {
      method: 'POST',
      body,
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json', ...headers },
    });
    return {
      status: response.status,
      type: response.headers.get('content-type'),
      body: (await response.json()) as Record<string, unknown>,
    };
  }

  it('answers, and is ready', async () => {
    expect(await post('{"name":"a","count":1}')).toMatchObject({ status: 200, body: { name: 'a', count: 1 } });
    const ready = await fetch(`${program.url}/health/ready`);
    expect([ready.status, Object.keys(((await ready.json()) as { checks: object }).checks).toSorted()]).toEqual([
      200,
      ['artifacts', 'database'],
    ]);
  });

  it('names every fault of a bad body and refuses unknown fields and texts for numbers', async () => {
    const { status, type, body } = await post('{"count":"1","more":true}');
    expect([status, type]).toEqual([400, 'application/problem+json; charset=utf-8']);
    expect(body).toMatchObject({
      code: 'request.invalid',
      title: expect.any(String),
      status: 400,
      instance: expect.stringMatching(/^urn:uuid:/),
    });
    const paths = (body.errors as { path: string; message: string }[]).map(({ path }) => path);
    expect(paths).toEqual(expect.arrayContaining(['name', 'count']));
    expect(JSON.stringify(body.errors)).toContain('more');
  });

  it.each([
    ['not JSON', '{"name"', {}, 400, 'request.invalid'],
    ['an empty body', '', {}, 400, 'request.invalid'],
    ['a prototype key', '{"name":"a","count":1,"__proto__":{"admin":true}}', {}, 400, 'request.invalid'],
    ['a constructor key', '{"name":"a","count":1,"constructor":{"prototype":{"admin":true}}}', {}, 400, 'request.invalid'],
    ['JSON a hundred thousand levels deep', `${'['.repeat(1e5)}${']'.repeat(1e5)}`, {}, 400, 'request.invalid'],
    ['another content type', 'name=a', { 'content-type': 'text/plain' }, 400, 'request.content_type'],
    ['no key', '{"name":"a","count":1}', { authorization: '' }, 401, 'access.unauthenticated'],
    ['a body over the limit', `"${'a'.repeat(33 * 1024 * 1024)}"`, {}, 413, 'request.too_large'],
  ])('answers %s with a typed problem', async (_, body, headers, status, code) => {
    const answer = await post(body, headers as Record<string, string>);
    expect(answer).toMatchObject({ status, body: { code, status }, type: expect.stringContaining('application/problem+json') });
  });

  it('reads numbers in queries, and refuses unknown ones', async () => {
    expect(await (await fetch(`${program.url}/things?limit=7`)).json()).toEqual({ limit: 7 });
    expect((await fetch(`${program.url}/things?limit=11`)).status).toBe(400);
    expect((await fetch(`${program.url}/things?other=1`)).status).toBe(400);
  });

  it('keeps codes of the domain and hides what is unexpected', async () => {
    expect(await (await fetch(`${program.url}/things/known`)).json()).toMatchObject({
      status: 404,
      code: 'dataset.not_found',
      detail: 'Dataset d is not there.',
    });
    const unexpected = await fetch(`${program.url}/things/unknown`);
    const text = await unexpected.text();
    expect(unexpected.status).toBe(500);
    expect(text).not.toContain('passwd');
    expect(text).not.toContain('.ts');
  });

  it('answers a body that is no JSON as the Open Inference Protocol says', async () => {
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(`${program.url}/v2/infer`, { method: 'POST', body: '{"inputs"', headers });
    expect([response.status, Object.keys((await response.json()) as object)]).toEqual([400, ['error']]);
  });

  it('answers unknown routes and path tricks with problems', async () => {
    expect(await (await fetch(`${program.url}/nowhere`)).json()).toMatchObject({ status: 404, code: 'route.not_found' });
    for (const path of ['/things/..%2f..%2fetc', '/%2e%2e/etc/passwd', '/things/%00', '/things\\..\\x'])
      expect(await raw(program.url, `GET ${path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n`)).toMatch(/^HTTP\/1.1 40[04] /);
  });

  it.each(['/health/live', '/nowhere', '/things/..%2f..%2fetc'])('sends the security headers with every answer: %s', async (path) => {
    const { headers } = await fetch(`${program.url}${path}`);
    expect(Object.fromEntries(headers)).toMatchObject({
      'content-security-policy': expect.stringMatching(/^default-src 'self';.*object-src 'none';script-src 'self';/),
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'SAMEORIGIN',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
    });
  });

  it('describes those of its routes that are public', async () => {
    const document = (await (await fetch(`${program.url}/api/ml/openapi.json`)).json()) as { openapi: string; paths: object };
    expect(document.openapi).toBe('3.1.0');
    expect(Object.keys(document.paths).toSorted()).toEqual([
      '/api/ml/keys',
      '/api/ml/keys/{key_id}',
      '/api/ml/openapi.json',
      '/health/live',
      '/health/ready',
      '/metrics',
    ]);
  });

  it('answers what is in flight before it stops', async () => {
    const other = await start();
    const inFlight = fetch(`${other.url}/things/slow`);
    await new Promise((done) => setTimeout(done, 100));
    await other.stop();
    expect(await (await inFlight).json()).toEqual({ done: true });
    await expect(fetch(`${other.url}/things`)).rejects.toThrow('fetch failed');
  });
});

/** Sends bytes as they are: fetch would tidy the path. */
function raw(url: string, request: string): Promise<string> {
  const { hostname, port } = new URL(url);
  return new Promise((done, fail) => {
    const socket = connect(Number(port), hostname, () => socket.write(request));
    let answer = '';
    socket.on('data', (bytes) => (answer += bytes.toString()));
    socket.on('close', () => done(answer));
    socket.on('error', fail);
  });
}
