import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { AtelierClient, ProblemError, UnreachableError } from './index.js';

let server: Server | undefined;

async function clientOf(answer: (request: IncomingMessage, response: ServerResponse, body: string) => void): Promise<AtelierClient> {
  server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    answer(request, response, Buffer.concat(chunks).toString('latin1'));
  });
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  return new AtelierClient({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, key: 'atl_test' });
}

const json = (response: ServerResponse, body: unknown, status = 200) =>
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));

afterEach(async () => {
  server?.closeAllConnections();
  await new Promise((resolve) => (server ? server.close(resolve) : resolve(undefined)));
  server = undefined;
});

describe('AtelierClient', () => {
  it('sends the key and the body as JSON', async () => {
    const client = await clientOf((request, response, body) =>
      json(response, { status: `${request.method} ${request.url}`, message: `${request.headers.authorization} ${body}`, job_id: 'j' }),
    );
    const answer = await client.training.start({ dataset_id: 'd', target_column: 't', task_type: 'regression', algorithm: 'ridge' });
    expect(answer.status).toBe('POST /api/ml/models/train');
    expect(answer.message).toBe('Bearer atl_test {"dataset_id":"d","target_column":"t","task_type":"regression","algorithm":"ridge"}');
  });

  it('uploads a file as multipart with the target before it', async () => {
    const client = await clientOf((_request, response, body) => json(response, { dataset_id: body }));
    const { dataset_id: body } = await client.datasets.upload({ content: new Blob(['a,b\n1,2\n']), fileName: 'x.csv', targetColumn: 'b' });
    expect(body.indexOf('name="target_column"')).toBeLessThan(body.indexOf('name="file"; filename="x.csv"'));
    expect(body).toContain('a,b\n1,2\n');
  });

  it('throws the problem as answered', async () => {
    const problem = {
      type: 't',
      title: 'No such dataset',
      status: 404,
      detail: 'Dataset d is not there.',
      code: 'dataset.not_found',
      help: 'List them.',
    };
    const client = await clientOf((_request, response) => json(response, problem, 404));
    const failure = await client.datasets.get('d').catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(ProblemError);
    expect(failure).toMatchObject({ code: 'dataset.not_found', status: 404, message: expect.stringContaining('GET /api/ml/datasets/d') });
  });

  it('says so when a stranger answers', async () => {
    const client = await clientOf((_request, response) => response.writeHead(502).end('<html>Bad gateway</html>'));
    await expect(client.models.deployed()).rejects.toMatchObject({
      status: 502,
      message: expect.stringContaining('not answered by Atelier'),
    });
  });

  it('says so when nobody answers', async () => {
    const client = new AtelierClient({ url: 'http://127.0.0.1:1', key: 'k' });
    await expect(client.algorithms()).rejects.toBeInstanceOf(UnreachableError);
  });

  it('escapes what goes into paths and leaves out what is not given', async () => {
    const client = await clientOf((request, response) => json(response, { status: request.url, models: [request.url] }));
    expect((await client.models.rollback('a/b')).status).toBe('/api/ml/models/a%2Fb/rollback');
    expect((await client.models.rollback('m', '1.0.0')).status).toBe('/api/ml/models/m/rollback?to_version=1.0.0');
    expect(await client.models.deployed({ name: 'x' })).toEqual(['/api/ml/models/deployed?name=x']);
  });

  it('follows a job to its end over a stream that breaks in the middle of an event', async () => {
    let asked = 0;
    const client = await clientOf((request, response) => {
      if (!request.url?.endsWith('/events')) return json(response, { job_id: 'j', status: asked++ < 2 ? 'running' : 'completed' });
      const event = `: hello\n\nid: 1\nevent: progress\ndata: {"iteration":1,\ndata: "total":2}\r\n\r\n`;
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(event.slice(0, 30));
      setImmediate(() => response.end(asked === 1 ? event.slice(30, 40) : `${event.slice(30)}event: end\ndata: {}\n\n`));
    });
    const seen: number[] = [];
    const job = await client.training.finished('j', ({ iteration }) => seen.push(iteration));
    expect(job.status).toBe('completed');
    expect(seen).toEqual([1]);
  });
});
