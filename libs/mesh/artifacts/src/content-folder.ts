import { createHash, randomUUID } from 'node:crypto';
import { constants, createReadStream } from 'node:fs';
import { access, type FileHandle, mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { StoredArtifact } from './artifact-store.js';
import { corrupt, digestOf, digestOfKey, finish, keyOf, notFound } from './digest.js';
import { isMissing, storageFailure } from './failures.js';

/**
 * A folder of content-addressed files. A file appears under its digest complete or not at all: it is written under `tmp/`,
 * flushed to the disk and renamed. One program at a time owns the folder, so what lies in `tmp/` at its start was interrupted.
 */
export class ContentFolder {
  /** Files whose bytes have been checked in this process's life, with what would change if they were written again. */
  private readonly checked = new Map<string, string>();

  /** A folder that is not `durable` (a cache) saves the flushes: after a power cut it may hold a damaged file, which every read notices. */
  constructor(
    private readonly root: string,
    private readonly durable = true,
  ) {}

  /** Makes the folder and removes what interrupted writes have left. */
  async prepare(): Promise<void> {
    await rm(join(this.root, 'tmp'), { recursive: true, force: true });
    await mkdir(join(this.root, 'tmp'), { recursive: true });
  }

  path(digest: string): string {
    return join(this.root, keyOf(digest));
  }

  /** Writes a stream under its own digest, or fails with `artifact.corrupt` when another was expected. */
  async write(content: Readable, expected?: string): Promise<StoredArtifact> {
    const temporary = join(this.root, 'tmp', randomUUID());
    try {
      const written = await this.spool(content, temporary);
      if (expected && written.digest !== expected) throw corrupt(expected);
      await this.publish(temporary, this.path(written.digest));
      return written;
    } catch (error) {
      await rm(temporary, { force: true });
      throw storageFailure(error, 'storing an artifact');
    }
  }

  async read(digest: string): Promise<Buffer> {
    const bytes = await readFile(this.path(digest)).catch((error: unknown) => this.refuse(error, digest));
    if (digestOf(bytes) !== digest) throw corrupt(digest);
    return bytes;
  }

  /** An open stream of the bytes, not yet verified. */
  async open(digest: string): Promise<Readable> {
    const handle = await open(this.path(digest)).catch((error: unknown) => this.refuse(error, digest));
    return handle.createReadStream();
  }

  /** The path of a file whose bytes match: read once in this process's life, and again whenever the file has changed. */
  async verifiedPath(digest: string): Promise<string> {
    const path = this.path(digest);
    const { size, mtimeMs, ino } = await stat(path).catch((error: unknown) => this.refuse(error, digest));
    const state = `${size} ${mtimeMs} ${ino}`;
    if (this.checked.get(digest) === state) return path;
    const hash = createHash('sha256');
    await pipeline(createReadStream(path), hash).catch((error: unknown) => this.refuse(error, digest));
    if (finish(hash) !== digest) throw corrupt(digest);
    this.checked.set(digest, state);
    return path;
  }

  async has(digest: string): Promise<boolean> {
    try {
      return (await stat(this.path(digest))).isFile();
    } catch (error) {
      if (isMissing(error)) return false;
      throw storageFailure(error, `looking for ${digest}`);
    }
  }

  async remove(digest: string): Promise<void> {
    this.checked.delete(digest);
    await rm(this.path(digest), { force: true }).catch((error: unknown) => this.refuse(error, digest));
  }

  async *list(): AsyncIterable<StoredArtifact & { readonly storedAt: Date }> {
    for (const prefix of await names(join(this.root, 'sha256'))) {
      for (const rest of await names(join(this.root, 'sha256', prefix))) {
        const digest = digestOfKey(`sha256/${prefix}/${rest}`);
        const found = digest ? await this.describe(digest) : undefined;
        if (found) yield found;
      }
    }
  }

  /** Undefined when the file was deleted meanwhile. */
  private async describe(digest: string): Promise<(StoredArtifact & { readonly storedAt: Date }) | undefined> {
    try {
      const { size, mtime } = await stat(this.path(digest));
      return { digest, size, storedAt: mtime };
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw storageFailure(error, 'listing artifacts');
    }
  }

  private async spool(content: Readable, temporary: string): Promise<StoredArtifact> {
    const hash = createHash('sha256');
    let size = 0;
    const handle = await open(temporary, 'wx', 0o444);
    try {
      for await (const chunk of content as AsyncIterable<Uint8Array>) {
        hash.update(chunk);
        size += chunk.byteLength;
        await writeAll(handle, chunk);
      }
      if (this.durable) await handle.sync();
    } finally {
      await handle.close();
    }
    return { digest: finish(hash), size };
  }

  private async publish(temporary: string, path: string): Promise<void> {
    const folder = dirname(path);
    const made = await mkdir(folder, { recursive: true });
    await rename(temporary, path);
    if (!this.durable) return;
    await syncFolder(folder);
    if (!made) return;
    await syncFolder(dirname(folder));
    await syncFolder(this.root);
  }

  /** Fails when the folder is not there or not writable. */
  async probe(): Promise<void> {
    await access(join(this.root, 'tmp'), constants.W_OK).catch((error: unknown) => {
      throw storageFailure(error, 'looking at its folder');
    });
  }

  private refuse(error: unknown, digest: string): never {
    if (isMissing(error)) throw notFound(digest, error);
    throw storageFailure(error, `reading ${digest}`);
  }
}

/** `FileHandle.write` may write less than it was given. */
async function writeAll(handle: FileHandle, chunk: Uint8Array): Promise<void> {
  for (let offset = 0; offset < chunk.byteLength; ) {
    const { bytesWritten } = await handle.write(chunk, offset);
    offset += bytesWritten;
  }
}

/** A new entry outlives a power cut only when its folder is flushed too. Windows has no such call. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function names(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).sort();
  } catch (error) {
    if (isMissing(error)) return [];
    throw storageFailure(error, 'listing artifacts');
  }
}
