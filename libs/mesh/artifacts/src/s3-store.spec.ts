import { mkdtemp, rm } from 'node:fs/promises';
import http from 'node:http';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { digestOf } from './digest.js';
import { FileCache } from './file-cache.js';
import { S3Bucket } from './s3-bucket.js';
import { S3Store } from './s3-store.js';

const digest = digestOf(Buffer.from('anything'));

/** How the store's driver behaves against servers that misbehave; against a good one: s3-store.mesh.spec.ts. */
describe('S3 store whose server misbehaves', () => {
  let folder: string;
  let server: Server | undefined;
  let store: S3Store | undefined;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'atelier-s3-'));
  });
  afterEach(async () => {
    await store?.close();
    server?.close();
    server = undefined;
    await rm(folder, { recursive: true, force: true });
  });

  const listen = async (made: Server) => {
    server = made;
    await new Promise<void>((resolve) => made.listen(0, '127.0.0.1', resolve));
    return (made.address() as AddressInfo).port;
  };
  const storeAt = async (port: number, limits?: { questionMilliseconds: number; idleMilliseconds: number }) => {
    const cache = new FileCache(folder, 1_000_000);
    await cache.prepare();
    const options = { endPoint: '127.0.0.1', port, useSSL: false, accessKey: 'a', secretKey: 'b', bucket: 'atelier' };
    store = new S3Store(new S3Bucket(options, limits?.idleMilliseconds), cache, limits?.questionMilliseconds);
    return store;
  };

  it('is unavailable when nobody listens', async () => {
    const port = await listen(createServer());
    await new Promise((resolve) => server?.close(resolve));
    const away = await storeAt(port);
    await expect(away.read(digest)).rejects.toMatchObject({ code: 'artifact.unavailable' });
    await expect(away.put(Buffer.from('x'))).rejects.toMatchObject({ code: 'artifact.unavailable' });
    await expect(away.has(digest)).rejects.toMatchObject({ code: 'artifact.unavailable' });
    await expect(away.check()).rejects.toMatchObject({ code: 'artifact.unavailable' });
  });

  it('gives up on a server that accepts and says nothing', async () => {
    const silent = await storeAt(await listen(createServer(() => undefined)), { questionMilliseconds: 50, idleMilliseconds: 50 });
    await expect(silent.has(digest)).rejects.toMatchObject({ code: 'artifact.unavailable' });
    await expect(silent.read(digest)).rejects.toMatchObject({ code: 'artifact.unavailable' });
  });

  it('gives up on a server that stops in the middle of an object', async () => {
    const half = http.createServer((_, response) => {
      response.writeHead(200, { 'content-length': '1000', etag: '"x"', 'last-modified': new Date(0).toUTCString() });
      response.write('half of it');
    });
    const stalled = await storeAt(await listen(half), { questionMilliseconds: 50, idleMilliseconds: 50 });
    await expect(stalled.read(digest)).rejects.toMatchObject({ code: 'artifact.unavailable' });
    half.closeAllConnections();
  });

  it('tries three times, and after five failures in a row leaves the server alone', async () => {
    let requests = 0;
    const failing = http.createServer((_, response) => {
      requests++;
      response.writeHead(500).end();
    });
    const bad = await storeAt(await listen(failing));
    await expect(bad.has(digest)).rejects.toMatchObject({ code: 'artifact.unavailable' });
    expect(requests).toBe(3);
    await expect(bad.has(digest)).rejects.toMatchObject({ code: 'artifact.unavailable' });
    await expect(bad.has(digest)).rejects.toMatchObject({ code: 'artifact.unavailable' });
    expect(requests).toBe(5);
  });

  it('says storage.full, without trying again, when the server has no space', async () => {
    let puts = 0;
    const full = http.createServer((request, response) => {
      request.resume();
      if (request.method !== 'PUT') return void response.writeHead(200).end();
      puts++;
      response.writeHead(507, { 'content-type': 'application/xml' });
      response.end(
        '<Error><Code>XMinioStorageFull</Code><Message>Storage backend has reached its minimum free drive threshold.</Message></Error>',
      );
    });
    const store = await storeAt(await listen(full));
    await expect(store.put(Buffer.from('x'))).rejects.toMatchObject({ code: 'storage.full' });
    expect(puts).toBe(1);
  });
});
