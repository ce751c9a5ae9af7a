import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ArtifactStore } from './artifact-store.js';

export interface StoreUnderTest {
  readonly store: ArtifactStore;
  /** Changes the stored bytes behind the store's back. */
  readonly damage: (digest: string, bytes: Buffer) => Promise<void>;
  /** How many objects there are besides whole artifacts: temporary files, unfinished uploads. */
  readonly leftovers: () => Promise<number>;
  readonly close: () => Promise<void>;
}

/** Buffers by their bytes: Jest's own equality takes seconds for a megabyte. */
const expectSame = (found: Buffer, wanted: Buffer) => expect(found.equals(wanted)).toBe(true);
const sha256 = (bytes: Uint8Array) => `sha256:${createHash('sha256').update(bytes).digest('hex')}`;

/** What every driver of `ArtifactStore` promises. */
export function describeArtifactStore(driver: string, open: () => Promise<StoreUnderTest>): void {
  describe(`artifact store: ${driver}`, () => {
    let subject: StoreUnderTest;
    let folder: string;
    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'atelier-artifacts-'));
      subject = await open();
    });
    afterAll(async () => {
      await subject.close();
      await rm(folder, { recursive: true, force: true });
    });
    const fileOf = async (bytes: Uint8Array) => {
      const file = join(folder, randomBytes(6).toString('hex'));
      await writeFile(file, bytes);
      return { file };
    };

    it.each([0, 1, 100_000])('gives %i bytes back under their digest', async (length) => {
      const bytes = randomBytes(length);
      const stored = await subject.store.put(bytes);
      expect(stored).toEqual({ digest: sha256(bytes), size: length });
      expectSame(await subject.store.read(stored.digest), bytes);
      expectSame(await buffer(await subject.store.stream(stored.digest)), bytes);
      expectSame(await readFile(await subject.store.file(stored.digest)), bytes);
      expect(await subject.store.has(stored.digest)).toBe(true);
    });

    it('stores a part of a larger buffer as that part', async () => {
      const bytes = Buffer.from('before|inside|after').subarray(7, 13);
      const { digest } = await subject.store.put(bytes);
      expect((await subject.store.read(digest)).toString()).toBe('inside');
    });

    it('stores a file of several parts, streamed', async () => {
      const bytes = randomBytes(40 * 1024 * 1024 + 17);
      const stored = await subject.store.put(await fileOf(bytes));
      expect(stored).toEqual({ digest: sha256(bytes), size: bytes.length });
      expectSame(await subject.store.read(stored.digest), bytes);
    });

    it('names the same bytes the same, from memory and from a file', async () => {
      const bytes = randomBytes(500);
      const first = await subject.store.put(bytes);
      const second = await subject.store.put(await fileOf(bytes));
      expect(second).toEqual(first);
    });

    it('takes the same bytes from many callers at once', async () => {
      const bytes = randomBytes(10_000);
      const stored = await Promise.all(Array.from({ length: 8 }, () => subject.store.put(bytes)));
      expect(new Set(stored.map(({ digest }) => digest)).size).toBe(1);
      expectSame(await subject.store.read(stored[0].digest), bytes);
    });

    it('says artifact.not_found for what is not there, by every way of reading', async () => {
      const digest = sha256(randomBytes(8));
      expect(await subject.store.has(digest)).toBe(false);
      await expect(subject.store.read(digest)).rejects.toMatchObject({ code: 'artifact.not_found' });
      await expect(subject.store.stream(digest)).rejects.toMatchObject({ code: 'artifact.not_found' });
      await expect(subject.store.file(digest)).rejects.toMatchObject({ code: 'artifact.not_found' });
    });

    it.each([
      'sha256:../../etc/passwd',
      'sha256:',
      '../x',
      `sha256:${'A'.repeat(64)}`,
      `md5:${'0'.repeat(32)}`,
      `sha256:${'0'.repeat(64)}\n`,
    ])('refuses %j as a digest', async (digest) => {
      await expect(subject.store.read(digest)).rejects.toMatchObject({ code: 'artifact.not_found' });
      await expect(subject.store.delete(digest)).rejects.toMatchObject({ code: 'artifact.not_found' });
    });

    it('never gives out bytes that do not match, and heals when they are put again', async () => {
      const bytes = randomBytes(5_000);
      const { digest } = await subject.store.put(bytes);
      await subject.damage(digest, Buffer.concat([bytes.subarray(0, 4_999), Buffer.from([bytes[4_999] ^ 1])]));
      await expect(subject.store.read(digest)).rejects.toMatchObject({ code: 'artifact.corrupt' });
      await expect(subject.store.file(digest)).rejects.toMatchObject({ code: 'artifact.corrupt' });
      await expect(subject.store.stream(digest).then(buffer)).rejects.toMatchObject({ code: 'artifact.corrupt' });
      await subject.store.put(bytes);
      expectSame(await subject.store.read(digest), bytes);
    });

    it('notices bytes that were cut short', async () => {
      const bytes = randomBytes(5_000);
      const { digest } = await subject.store.put(bytes);
      await subject.damage(digest, bytes.subarray(0, 2_000));
      await expect(subject.store.read(digest)).rejects.toMatchObject({ code: 'artifact.corrupt' });
    });

    it('deletes, also what is not there', async () => {
      const { digest } = await subject.store.put(randomBytes(50));
      await subject.store.delete(digest);
      await subject.store.delete(digest);
      expect(await subject.store.has(digest)).toBe(false);
      await expect(subject.store.read(digest)).rejects.toMatchObject({ code: 'artifact.not_found' });
    });

    it('lists each artifact with its size and time', async () => {
      const before = Date.now() - 2_000; // stores keep whole seconds, on their own clock
      const stored = await subject.store.put(randomBytes(321));
      const listed = [];
      for await (const artifact of subject.store.list()) listed.push(artifact);
      const found = listed.find(({ digest }) => digest === stored.digest);
      expect(found).toMatchObject(stored);
      expect(found?.storedAt.getTime()).toBeGreaterThanOrEqual(before);
      expect(new Set(listed.map(({ digest }) => digest)).size).toBe(listed.length);
    });

    it('keeps nothing of a file that cannot be read', async () => {
      await expect(subject.store.put({ file: join(folder, 'absent') })).rejects.toMatchObject({ code: 'artifact.unavailable' });
      expect(await subject.leftovers()).toBe(0);
    });

    it('survives a reader that leaves half-way', async () => {
      const bytes = randomBytes(2_000_000);
      const { digest } = await subject.store.put(bytes);
      const stream = await subject.store.stream(digest);
      for await (const _ of stream) break;
      expect(stream.destroyed).toBe(true);
      expectSame(await subject.store.read(digest), bytes);
    });
  });
}
