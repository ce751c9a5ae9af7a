import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, describe, expect, it } from '@jest/globals';
import { Client } from 'minio';
import { describeArtifactStore } from './artifacts.suite.js';
import { digestOf, keyOf } from './digest.js';
import { FileCache } from './file-cache.js';
import { S3Bucket } from './s3-bucket.js';
import { S3Store } from './s3-store.js';
import { verified } from './verified-stream.js';

const server = {
  endPoint: process.env.ATELIER_TEST_S3_ENDPOINT ?? '127.0.0.1',
  port: Number(process.env.ATELIER_TEST_S3_PORT ?? 9000),
  useSSL: false,
  accessKey: process.env.ATELIER_TEST_S3_ACCESS_KEY ?? '',
  secretKey: process.env.ATELIER_TEST_S3_SECRET_KEY ?? '',
};
const prefix = process.env.ATELIER_TEST_S3_BUCKET ?? 'atelier-test';
const client = new Client(server);
const folders: string[] = [];
const buckets: string[] = [];

/** A store with a bucket and a cache of its own. Without a cache's bytes to spare, every read asks the server. */
async function open() {
  const folder = await mkdtemp(join(tmpdir(), 'atelier-s3-'));
  const bucket = `${prefix}-${randomBytes(4).toString('hex')}`;
  folders.push(folder);
  buckets.push(bucket);
  const cache = new FileCache(folder, 0);
  await cache.prepare();
  const s3 = new S3Bucket({ ...server, bucket });
  return { store: new S3Store(s3, cache), cache, bucket };
}

afterAll(async () => {
  for (const bucket of buckets) {
    for await (const { name } of client.listObjectsV2(bucket, '', true)) await client.removeObject(bucket, name);
    await client.removeBucket(bucket);
  }
  for (const folder of folders) await rm(folder, { recursive: true, force: true });
});

describeArtifactStore('S3', async () => {
  const { store, cache, bucket } = await open();
  await store.check();
  return {
    store,
    damage: async (digest, bytes) => {
      await cache.forget(digest);
      await client.putObject(bucket, keyOf(digest), bytes);
    },
    leftovers: async () => {
      let count = 0;
      for await (const _ of client.listIncompleteUploads(bucket, '', true)) count++;
      return count;
    },
    close: () => store.close(),
  };
});

describe('S3 store', () => {
  it('makes its bucket at the first use, also when two programs do', async () => {
    const { store, bucket } = await open();
    const twin = new S3Store(new S3Bucket({ ...server, bucket }), new FileCache(folders.at(-1) ?? '', 0));
    await Promise.all([store.check(), twin.check()]);
    expect(await client.bucketExists(bucket)).toBe(true);
    await store.close();
    await twin.close();
  });

  it('is not available with a wrong secret', async () => {
    const { bucket, cache, store: good } = await open();
    await good.check();
    const store = new S3Store(new S3Bucket({ ...server, bucket, secretKey: 'not-the-secret' }), cache);
    await expect(store.check()).rejects.toMatchObject({ code: 'artifact.unavailable' });
    await expect(store.put(Buffer.from('x'))).rejects.toMatchObject({ code: 'artifact.unavailable' });
    await store.close();
    await good.close();
  });

  it('leaves nothing of an upload in parts whose source turns out to be wrong', async () => {
    const { bucket, store } = await open();
    await store.check();
    const s3 = new S3Bucket({ ...server, bucket });
    const bytes = randomBytes(40 * 1024 * 1024);
    const artifact = { digest: digestOf(Buffer.from('something else')), size: bytes.length };
    await expect(s3.upload(verified(Readable.from([bytes]), artifact.digest), artifact)).rejects.toMatchObject({
      code: 'artifact.corrupt',
    });
    expect(await s3.has(artifact.digest)).toBe(false);
    const left = [];
    for await (const upload of client.listIncompleteUploads(bucket, keyOf(artifact.digest), true)) left.push(upload);
    expect(left).toEqual([]);
    s3.close();
    await store.close();
  });

  it('serves from its cache what it has read before, while the object is away', async () => {
    const { store, bucket } = await open();
    const { digest } = await store.put(Buffer.from('read once'));
    await store.read(digest);
    await client.removeObject(bucket, keyOf(digest));
    expect((await store.read(digest)).toString()).toBe('read once');
    expect(await store.has(digest)).toBe(false);
    await store.close();
  });
});
