import { access, chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { AtelierError } from '@atelier/contracts';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { digestOf, keyOf } from './digest.js';
import { FileCache } from './file-cache.js';

const hour = 3_600_000;

describe('file cache', () => {
  let folder: string;
  let now = 0;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'atelier-cache-'));
    now = 10 * hour;
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const open = async (bytes: number) => {
    const cache = new FileCache(folder, bytes, () => now);
    await cache.prepare();
    return cache;
  };
  const content = (letter: string, length = 100) => Buffer.from(letter.repeat(length));
  const from = (bytes: Buffer) => jest.fn(async (keep: (source: Readable) => Promise<void>) => keep(Readable.from([bytes])));
  const isHere = async (bytes: Buffer) =>
    await access(join(folder, keyOf(digestOf(bytes)))).then(
      () => true,
      () => false,
    );

  it('fetches once, also for many callers at once', async () => {
    const cache = await open(1_000);
    const fetch = from(content('a'));
    const paths = await Promise.all([1, 2, 3].map(() => cache.path(digestOf(content('a')), fetch)));
    await cache.path(digestOf(content('a')), fetch);
    expect(fetch).toHaveBeenCalledTimes(1);
    expect(new Set(paths).size).toBe(1);
    expect(await readFile(paths[0])).toEqual(content('a'));
  });

  it('evicts the least recently used first', async () => {
    const cache = await open(250);
    await cache.path(digestOf(content('a')), from(content('a')));
    await cache.path(digestOf(content('b')), from(content('b')));
    now += 1;
    await cache.path(digestOf(content('a')), from(content('a')));
    now += 2 * hour;
    await cache.path(digestOf(content('c')), from(content('c')));
    expect([await isHere(content('a')), await isHere(content('b')), await isHere(content('c'))]).toEqual([true, false, true]);
  });

  it('keeps what was handed out within the hour, above its bound', async () => {
    const cache = await open(150);
    await cache.path(digestOf(content('a')), from(content('a')));
    now += hour - 1;
    await cache.path(digestOf(content('b')), from(content('b')));
    expect(await isHere(content('a'))).toBe(true);
    now += 2;
    await cache.path(digestOf(content('c')), from(content('c')));
    expect([await isHere(content('a')), await isHere(content('b'))]).toEqual([false, true]);
  });

  it('finds its copies again after a restart, within its bound', async () => {
    const before = await open(1_000);
    for (const letter of ['a', 'b', 'c']) await before.path(digestOf(content(letter)), from(content(letter)));
    const fetch = from(content('c'));
    const after = await open(250);
    const here = [await isHere(content('a')), await isHere(content('b')), await isHere(content('c'))];
    expect(here.filter(Boolean)).toHaveLength(2);
    if (here[2]) await after.path(digestOf(content('c')), fetch);
    expect(fetch).not.toHaveBeenCalled();
  });

  it('fetches again what was damaged', async () => {
    const bytes = content('a');
    const cache = await open(1_000);
    const path = await cache.path(digestOf(bytes), from(bytes));
    await chmod(path, 0o644);
    await writeFile(path, 'x'.repeat(99));
    const fetch = from(bytes);
    expect(await readFile(await cache.path(digestOf(bytes), fetch))).toEqual(bytes);
    expect(fetch).toHaveBeenCalledTimes(1);
  });

  it('keeps nothing when other bytes arrive than were asked for', async () => {
    const cache = await open(1_000);
    await expect(cache.path(digestOf(content('a')), from(content('b')))).rejects.toMatchObject({ code: 'artifact.corrupt' });
    expect([await isHere(content('a')), await isHere(content('b'))]).toEqual([false, false]);
  });

  it('asks again after a failed fetch', async () => {
    const cache = await open(1_000);
    const failing = async () => {
      throw new AtelierError('artifact.unavailable', 'away');
    };
    await expect(cache.path(digestOf(content('a')), failing)).rejects.toMatchObject({ code: 'artifact.unavailable' });
    await expect(cache.path(digestOf(content('a')), from(content('a')))).resolves.toContain('sha256');
  });
});
