import { randomBytes } from 'node:crypto';
import * as real from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';

/** Bytes that fit before the disk is full; every open file counts for itself. */
let space = Infinity;
const full = () => Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });

jest.unstable_mockModule('node:fs/promises', () => ({
  ...real,
  open: async (...given: Parameters<typeof real.open>) => {
    const handle = await real.open(...given);
    const write = handle.write.bind(handle) as (chunk: Uint8Array, offset: number, length: number) => Promise<{ bytesWritten: number }>;
    let left = space;
    const limited = async (chunk: Uint8Array, offset = 0) => {
      if (left === 0) throw full();
      const length = Math.min(left, chunk.byteLength - offset);
      left -= length;
      return await write(chunk, offset, length);
    };
    return Object.assign(handle, { write: limited });
  },
}));

/** Loaded after the mock, with everything that uses the file system. */
const { ContentFolder } = await import('./content-folder.js');

describe('content folder on a disk that fills up', () => {
  let root: string;
  beforeAll(async () => {
    root = await real.mkdtemp(join(tmpdir(), 'atelier-full-'));
  });
  afterAll(() => real.rm(root, { recursive: true, force: true }));

  it('writes what the system takes at once in several goes', async () => {
    const content = new ContentFolder(root);
    await content.prepare();
    space = Infinity;
    const bytes = randomBytes(5_000);
    const { digest } = await content.write(Readable.from([bytes]));
    expect(await content.read(digest)).toEqual(bytes);
  });

  it('says storage.full and keeps nothing', async () => {
    const content = new ContentFolder(root);
    await content.prepare();
    space = 1_000;
    const before = await real.readdir(join(root, 'sha256'));
    await expect(content.write(Readable.from([randomBytes(600), randomBytes(600)]))).rejects.toMatchObject({ code: 'storage.full' });
    expect(await real.readdir(join(root, 'tmp'))).toEqual([]);
    expect(await real.readdir(join(root, 'sha256'))).toEqual(before);
  });
});
