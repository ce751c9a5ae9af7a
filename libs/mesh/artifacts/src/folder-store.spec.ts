import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { describeArtifactStore } from './artifacts.suite.js';
import { keyOf } from './digest.js';
import { FolderStore } from './folder-store.js';

const folders: string[] = [];
const newFolder = async () => {
  const folder = await mkdtemp(join(tmpdir(), 'atelier-store-'));
  folders.push(folder);
  return folder;
};
afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
});

describeArtifactStore('folder', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'atelier-store-'));
  const store = new FolderStore(folder);
  await store.prepare();
  return {
    store,
    damage: async (digest, bytes) => {
      await chmod(join(folder, keyOf(digest)), 0o644);
      await writeFile(join(folder, keyOf(digest)), bytes);
    },
    leftovers: async () => (await readdir(join(folder, 'tmp'))).length,
    close: () => rm(folder, { recursive: true, force: true }),
  };
});

describe('folder store', () => {
  it('sweeps what an interrupted write has left, and keeps the artifacts', async () => {
    const folder = await newFolder();
    const before = new FolderStore(folder);
    await before.prepare();
    const { digest } = await before.put(Buffer.from('kept'));
    await writeFile(join(folder, 'tmp', 'half-written'), 'ha');
    const after = new FolderStore(folder);
    await after.prepare();
    expect(await readdir(join(folder, 'tmp'))).toEqual([]);
    expect((await after.read(digest)).toString()).toBe('kept');
  });

  it('stores files that cannot be written to', async () => {
    const folder = await newFolder();
    const store = new FolderStore(folder);
    await store.prepare();
    const path = await store.file((await store.put(Buffer.from('read-only'))).digest);
    expect((await stat(path)).mode & 0o222).toBe(0);
    expect(await readFile(path, 'utf8')).toBe('read-only');
  });

  it('leaves out of the list what is no artifact', async () => {
    const folder = await newFolder();
    const store = new FolderStore(folder);
    await store.prepare();
    await mkdir(join(folder, 'sha256', 'ab'), { recursive: true });
    await writeFile(join(folder, 'sha256', 'ab', 'notes.txt'), 'a stray file');
    const listed = [];
    for await (const artifact of store.list()) listed.push(artifact);
    expect(listed).toEqual([]);
  });

  it('says that the store is unavailable when its folder is a file', async () => {
    const folder = await newFolder();
    await writeFile(join(folder, 'blocked'), '');
    await expect(new FolderStore(join(folder, 'blocked')).prepare()).rejects.toMatchObject({ code: 'artifact.unavailable' });
  });

  it('fails its check when the folder has gone', async () => {
    const folder = await newFolder();
    const store = new FolderStore(folder);
    await store.prepare();
    await expect(store.check()).resolves.toBeUndefined();
    await rm(folder, { recursive: true });
    await expect(store.check()).rejects.toMatchObject({ code: 'artifact.unavailable' });
  });
});
