import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { once } from 'node:events';
import http, { type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { accessSchema, ApiKeys, describeGuardedRoutes, type Rate } from '@atelier/access';
import { serviceNames } from '@atelier/contracts';
import { startTestDatabase, type TestDatabase } from '@atelier/database';
import { type RunningProgram, serveDashboard, startProgram } from '@atelier/program';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type FakeUpstream, startUpstream } from './fake-upstream.suite.js';
import { GatewayModule } from './gateway.module.js';

const keyless = {};
type Answer = (request: IncomingMessage, response: ServerResponse) => void;

let database: TestDatabase;
let folder: string;
let upstream: FakeUpstream;
let answer: Answer;

interface Settings {
  readonly rateLimit?: Rate;
  readonly url?: string;
  /** Milliseconds for the first byte of an answer. */
  readonly firstByte?: number;
}

async function start({ rateLimit, url = upstream.url, firstByte = 60_000 }: Settings = {}): Promise<RunningProgram> {
  const upstreams = Object.fromEntries(serviceNames.map((name) => [name, url])) as Record<(typeof serviceNames)[number], string>;
  return await startProgram({
    name: 'gateway',
    version: '0',
    listen: { host: '127.0.0.1', port: 0 },
    logLevel: 'silent',
    logFormat: 'json',
    database: { connection: { url: database.url } },
    bus: { kind: 'in-process' },
    artifacts: { driver: { kind: 'folder', folder: join(folder, 'artifacts') }, cacheFolder: join(folder, 'cache'), cacheBytes: 0 },
    access: { rateLimit },
    services: [],
    schemas: [accessSchema],
    modules: [GatewayModule.forProgram({ upstreams, limits: { connect: 10_000, firstByte } })],
    prepare: (application) => serveDashboard(application, join(folder, 'dashboard')),
  });
}

const keyFor = async ({ application }: RunningProgram) =>
  (await application.get(ApiKeys).create({ project: 'default', role: 'admin', name: 'spec' })).key;

beforeAll(async () => {
  database = await startTestDatabase();
  folder = await mkdtemp(join(tmpdir(), 'atelier-gateway-'));
  await mkdir(join(folder, 'dashboard'));
  await writeFile(join(folder, 'dashboard', 'index.html'), '<title>Atelier</title>');
  upstream = await startUpstream((request, response) => answer(request, response));
});
afterAll(async () => {
  await upstream.stop();
  await database.stop();
  await rm(folder, { recursive: true, force: true });
});

describe('gateway', () => {
  let program: RunningProgram;
  let origin: string;
  let key: string;
  beforeAll(async () => {
    program = await start();
    origin = program.url;
    key = await keyFor(program);
  });
  afterAll(() => program.stop());
  beforeEach(() => {
    upstream.requests.length = 0;
    answer = (_request, response) => response.setHeader('content-type', 'application/json').end('{"ok":true}');
  });

  /** Over a real socket, with the path exactly as given. */
  const open = (method: string, path: string, headers: IncomingHttpHeaders = {}) =>
    http.request(origin, {
      method,
      path,
      headers: headers === keyless ? {} : { authorization: `Bearer ${key}`, ...headers },
      agent: false,
    });
  const answered = (request: http.ClientRequest) =>
    new Promise<IncomingMessage>((resolve, reject) => {
      request.on('response', resolve).on('error', reject);
    });
  const call = async (method: string, path: string, headers: IncomingHttpHeaders = {}, body?: string) => {
    const request = open(method, path, headers);
    request.end(body);
    const response = await answered(request);
    return { status: response.statusCode, headers: response.headers, body: await text(response) };
  };

  it('passes a request on, with its query, and the answer back', async () => {
    answer = (request, response) => {
      response.writeHead(201, { 'content-type': 'application/json', 'x-own': 'yes' });
      text(request).then((body) => response.end(JSON.stringify({ url: request.url, method: request.method, body })));
    };
    const { status, headers, body } = await call(
      'POST',
      '/api/ml/models/train?a=1&b=%20',
      { 'content-type': 'application/json' },
      '{"x": 1}',
    );
    expect(status).toBe(201);
    expect(headers['x-own']).toBe('yes');
    expect(JSON.parse(body)).toEqual({ url: '/api/ml/models/train?a=1&b=%20', method: 'POST', body: '{"x": 1}' });
  });

  it.each(['POST', 'PUT', 'PATCH', 'DELETE'])('passes a %s without a body on', async (method) => {
    expect((await call(method, '/api/ml/models/1')).status).toBe(200);
    expect(upstream.requests[0].method).toBe(method);
  });

  it('strips what belongs to one connection, and says itself who called', async () => {
    const claimed = { connection: 'x-drop-me', 'x-drop-me': '1', te: 'trailers', 'x-forwarded-for': '6.6.6.6', forwarded: 'for=6.6.6.6' };
    answer = (_request, response) => response.writeHead(200, { 'keep-alive': 'timeout=7', 'proxy-authenticate': 'x' }).end('ok');
    const { headers } = await call('GET', '/api/ml/datasets', { ...claimed, 'x-request-id': 'my-request-7' });
    const passed = upstream.requests[0].headers;
    expect(passed).toMatchObject({ 'x-forwarded-for': '127.0.0.1', 'x-request-id': 'my-request-7', 'x-forwarded-proto': 'http' });
    for (const name of ['x-drop-me', 'te', 'forwarded']) expect(passed).not.toHaveProperty(name);
    expect(headers['proxy-authenticate']).toBeUndefined();
    expect(headers['keep-alive']).not.toBe('timeout=7');
    expect(headers['x-request-id']).toBe('my-request-7');
  });

  it('verifies the key before the body is read', async () => {
    const request = open('POST', '/api/ml/datasets/upload', { authorization: 'Bearer nonsense', 'content-length': '1000000' });
    request.write('the first bytes of many');
    const response = await answered(request);
    expect(response.statusCode).toBe(401);
    expect(response.headers['content-type']).toContain('application/problem+json');
    request.destroy();
    expect(upstream.requests).toEqual([]);
  });

  it('lets an upload through as it comes', async () => {
    let seen: (bytes: Buffer) => void = () => undefined;
    const first = new Promise<Buffer>((resolve) => (seen = resolve));
    answer = (request, response) => {
      request.once('data', seen);
      text(request).then((body) => response.end(String(body.length)));
    };
    const request = open('POST', '/api/ml/datasets/upload', { 'content-type': 'multipart/form-data; boundary=x' });
    request.write('begin');
    expect((await first).toString()).toBe('begin');
    request.end('x'.repeat(3_000_000));
    expect(await text(await answered(request))).toBe('3000005');
  });

  it('lets server-sent events through as they come, beyond the time for a first byte', async () => {
    answer = (_request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write('data: 1\n\n');
    };
    const request = open('GET', '/api/ml/models/train/7/events');
    request.end();
    const response = await answered(request);
    const [chunk] = (await once(response, 'data')) as [Buffer];
    expect(chunk.toString()).toBe('data: 1\n\n');
    expect(response.headers['content-type']).toBe('text/event-stream');
    request.destroy();
    await once(upstream.requests[0].socket, 'close');
  });

  it('ends the service’s request when the caller leaves before the answer', async () => {
    const arrived = new Promise<IncomingMessage>((resolve) => (answer = resolve));
    const request = open('POST', '/api/ml/models/compare', { 'content-type': 'application/json' });
    request.on('error', () => undefined);
    request.end('{}');
    const { socket } = await arrived;
    const closed = once(socket, 'close');
    request.destroy();
    await closed;
    expect(socket.destroyed).toBe(true);
  });

  it('ends the service’s request when an upload is broken off', async () => {
    let seen: (request: IncomingMessage) => void = () => undefined;
    const arrived = new Promise<IncomingMessage>((resolve) => (seen = resolve));
    answer = (request) => request.once('data', () => seen(request));
    const request = open('POST', '/api/ml/datasets/upload', { 'content-type': 'application/octet-stream', 'content-length': '1000000' });
    request.on('error', () => undefined);
    request.write('some of it');
    const received = await arrived;
    const aborted = once(received, 'error').catch(() => undefined);
    request.destroy();
    await aborted;
    expect(received.complete).toBe(false);
  });

  it.each([
    '/api/ml/../metrics',
    '/api/ml/models/%2e%2e/keys',
    '/api/ml/models/.%2E/keys',
    '/api/ml/models/%2e%2e%2fkeys',
    '/api/ml/models/a%00b',
    '/api/ml//models',
    '/api/ml/models\\..\\keys',
    '/api/ml/models/%5c..',
    '/api/ml/models/a%0d%0ab',
  ])('refuses the path %s', async (path) => {
    const { status, body } = await call('GET', path);
    expect([400, 404]).toContain(status);
    expect(JSON.parse(body).code).toMatch(/request\.invalid|route\.not_found/);
    expect(upstream.requests).toEqual([]);
  });

  it('passes names with dots on', async () => {
    expect((await call('GET', '/api/ml/models/churn..v2.1/lineage')).status).toBe(200);
  });

  it.each(['/api/ml/unheard-of', '/api/ml/models%2ftrain', '/api/ml/keys/1/2'])('answers 404 to %s', async (path) => {
    const { status, body } = await call('GET', path);
    expect(status).toBe(404);
    expect(JSON.parse(body)).toMatchObject({ code: 'route.not_found' });
  });

  it('keeps the keys itself', async () => {
    const { status, body } = await call('GET', '/api/ml/keys');
    expect(status).toBe(200);
    expect(JSON.parse(body)[0]).toMatchObject({ name: 'spec', role: 'admin' });
    expect(upstream.requests).toEqual([]);
  });

  it('needs no key where the table says so', async () => {
    for (const path of ['/v2/health/live', '/v2/health/ready']) expect((await call('GET', path, keyless)).status).toBe(200);
    expect((await call('GET', '/v2/models/churn', keyless)).status).toBe(401);
    expect((await call('GET', '/v2', keyless)).status).toBe(401);
  });

  it('passes a service’s failure on as it is, once', async () => {
    answer = (_request, response) =>
      response.writeHead(503, { 'content-type': 'application/problem+json', 'retry-after': '7' }).end('{"status":503}');
    const { status, headers, body } = await call('GET', '/api/ml/models/deployed');
    expect([status, headers['retry-after'], body]).toEqual([503, '7', '{"status":503}']);
    expect(upstream.requests).toHaveLength(1);
  });

  it('tries a GET again whose connection was lost, and nothing else', async () => {
    let tries = 0;
    answer = (request, response) => (++tries < 3 ? request.socket.destroy() : response.end('third'));
    expect((await call('GET', '/api/ml/datasets')).body).toBe('third');
    expect(tries).toBe(3);
    tries = 0;
    const { status, body } = await call('POST', '/api/ml/models/deploy', { 'content-type': 'application/json' }, '{}');
    expect(status).toBe(503);
    expect(JSON.parse(body)).toMatchObject({ code: 'service.unavailable', detail: 'The service registry cannot be reached.' });
    expect(tries).toBe(1);
  });

  it('serves the dashboard without a key', async () => {
    expect((await call('GET', '/', keyless)).body).toBe('<title>Atelier</title>');
    expect((await call('GET', '/absent.js')).status).toBe(404);
  });

  it('describes the routes of all services in one document, each by its owner', async () => {
    const shared = {
      paths: { '/api/ml/datasets': { get: {} }, '/api/ml/models/{model_name}/rollback': { post: {} }, '/internal': { get: {} } },
    };
    let away = true;
    answer = (_request, response) =>
      away ? response.writeHead(500).end() : response.end(JSON.stringify({ ...shared, components: { schemas: { Row: {} } } }));
    const paths = async () => Object.keys(JSON.parse((await call('GET', '/api/ml/openapi.json', keyless)).body).paths);
    expect(await paths()).not.toContain('/api/ml/datasets');
    away = false;
    expect(await paths()).toEqual(expect.arrayContaining(['/api/ml/keys', '/api/ml/datasets', '/api/ml/models/{model_name}/rollback']));
    expect(await paths()).not.toContain('/internal');
    expect(upstream.requests).toHaveLength(serviceNames.length * 2);
  });
});

describe('gateway whose services are slow', () => {
  it('answers 503 when a service does not answer in time', async () => {
    const program = await start({ firstByte: 300 });
    upstream.requests.length = 0;
    answer = () => undefined;
    const answered = await fetch(`${program.url}/api/ml/algorithms`, { headers: { authorization: `Bearer ${await keyFor(program)}` } });
    expect([answered.status, answered.headers.get('retry-after')]).toEqual([503, '1']);
    expect(await answered.json()).toMatchObject({ detail: 'The service trainer did not answer in time.' });
    expect(upstream.requests).toHaveLength(1);
    await program.stop();
  });
});

describe('gateway with limits', () => {
  it('answers 429 with the time to wait', async () => {
    const program = await start({ rateLimit: { perSecond: 0.5, burst: 2 } });
    const key = await keyFor(program);
    answer = (_request, response) => response.end('ok');
    const statuses = [];
    for (let i = 0; i < 3; i++) {
      const { statusCode, headers } = await program.application.inject({
        url: '/api/ml/datasets',
        headers: { authorization: `Bearer ${key}` },
      });
      statuses.push([statusCode, headers['retry-after']]);
    }
    await program.stop();
    expect(statuses).toEqual([
      [200, undefined],
      [200, undefined],
      [429, '2'],
    ]);
  });
});

describe('gateway whose services are away', () => {
  it('answers 503', async () => {
    const nobody = createServer();
    await new Promise<void>((resolve) => nobody.listen(0, '127.0.0.1', resolve));
    const { port } = nobody.address() as { port: number };
    await new Promise((resolve) => nobody.close(resolve));
    const program = await start({ url: `http://127.0.0.1:${port}` });
    const headers = { authorization: `Bearer ${await keyFor(program)}` };
    const answer = await program.application.inject({ url: '/api/ml/datasets', headers });
    await program.stop();
    expect(answer.statusCode).toBe(503);
    expect(answer.json()).toMatchObject({ code: 'service.unavailable', detail: 'The service ingestion cannot be reached.' });
  });
});

describe('gateway that stops', () => {
  it('answers what is in flight, and ends server-sent events', async () => {
    const program = await start();
    const origin = program.url;
    const headers = { authorization: `Bearer ${await keyFor(program)}` };
    let finish: () => void = () => undefined;
    const slow = new Promise<void>((arrived) => {
      answer = (request, response) => {
        if (request.url?.endsWith('/events')) response.writeHead(200, { 'content-type': 'text/event-stream' }).write('data: 1\n\n');
        else {
          finish = () => response.end('answered');
          arrived();
        }
      };
    });
    const events = await fetch(`${origin}/api/ml/models/train/1/events`, { headers });
    const inFlight = fetch(`${origin}/api/ml/datasets`, { headers });
    await slow;
    const closing = program.stop();
    expect(await events.text()).toBe('data: 1\n\n');
    finish();
    expect(await (await inFlight).text()).toBe('answered');
    await closing;
  });
});

describeGuardedRoutes(async () => (await start()).application, ['/', '/*', '/index.html']);
