import { Agent, createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { bidFarewell } from './farewell.js';

describe('farewell', () => {
  let server: Server;
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  beforeEach(async () => {
    server = createServer((_, response) => response.end('hello'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterEach(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  const ask = () =>
    new Promise<string | undefined>((resolve, reject) => {
      const { port } = server.address() as AddressInfo;
      request({ port, host: '127.0.0.1', agent }, (response) => {
        response.resume().on('end', () => resolve(response.headers.connection));
      })
        .on('error', reject)
        .end();
    });

  it('ends when the last caller has been told to leave', async () => {
    expect(await ask()).toBe('keep-alive');
    const farewell = bidFarewell(server, 60_000);
    expect(await ask()).toBe('close');
    await farewell;
  });

  it('does not wait for callers who stay silent', async () => {
    expect(await ask()).toBe('keep-alive');
    await bidFarewell(server, 50);
    expect(await ask()).toBe('close');
  });

  it('is short when nobody is there', async () => {
    await bidFarewell(server, 60_000);
  });
});
