import { Agent, get, type IncomingMessage } from 'node:http';
import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, it } from '@jest/globals';
import Fastify, { type FastifyInstance } from 'fastify';
import { drainConnections } from './drain-connections.js';

describe('draining connections', () => {
  const agent = new Agent({ keepAlive: true });
  let server: FastifyInstance;
  afterEach(() => agent.destroy());

  const start = async (handler: (finish: (end: () => void) => void) => Promise<unknown>) => {
    server = Fastify({ forceCloseConnections: 'idle', return503OnClosing: false, keepAliveTimeout: 3_600_000 });
    drainConnections(server);
    let finish: () => void = () => undefined;
    const arrived = new Promise<void>((resolve) => {
      server.get('/', () => handler((end) => ((finish = end), resolve())));
    });
    const request = get(await server.listen({ port: 0 }), { agent });
    await arrived;
    return { answer: once(request, 'response') as Promise<[IncomingMessage]>, finish: () => finish() };
  };

  it('ends after the last answer, whose caller is told', async () => {
    const { answer, finish } = await start(async (ready) => await new Promise((resolve) => ready(() => resolve('answered'))));
    const closed = server.close();
    setImmediate(finish);
    const [response] = await answer;
    expect(response.headers.connection).toBe('close');
    expect(await text(response)).toBe('answered');
    await closed;
  });

  it('ends after an answer whose headers had left before', async () => {
    const body = new PassThrough();
    const { answer, finish } = await start(async (ready) => {
      body.write('one ');
      ready(() => body.end('two'));
      return body;
    });
    const [response] = await answer;
    const closed = server.close();
    setImmediate(finish);
    expect(await text(response)).toBe('one two');
    await closed;
  });
});
