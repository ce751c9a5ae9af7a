import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { ArtifactStore, type StoredArtifact } from './artifact-store.js';
import { ContentFolder } from './content-folder.js';
import { storageFailure } from './failures.js';
import { verified } from './verified-stream.js';

/** Artifacts in a local folder: the embedded program's store. `file` gives the stored file itself, so nothing is kept twice. */
export class FolderStore extends ArtifactStore {
  private readonly content: ContentFolder;

  constructor(folder: string) {
    super();
    this.content = new ContentFolder(folder);
  }

  async prepare(): Promise<void> {
    try {
      await this.content.prepare();
    } catch (error) {
      throw storageFailure(error, 'opening the artifact folder');
    }
  }

  async put(content: Uint8Array | { readonly file: string }): Promise<StoredArtifact> {
    return await this.content.write(sourceOf(content));
  }

  async read(digest: string): Promise<Buffer> {
    return await this.content.read(digest);
  }

  async stream(digest: string): Promise<Readable> {
    return verified(await this.content.open(digest), digest);
  }

  async file(digest: string): Promise<string> {
    return await this.content.verifiedPath(digest);
  }

  async has(digest: string): Promise<boolean> {
    return await this.content.has(digest);
  }

  async delete(digest: string): Promise<void> {
    await this.content.remove(digest);
  }

  list(): AsyncIterable<StoredArtifact & { readonly storedAt: Date }> {
    return this.content.list();
  }

  /** Resolves when artifacts can be written. */
  async check(): Promise<void> {
    await this.content.probe();
  }
}

/** The bytes to store, as a stream. A file is opened when it is first read from, so that whoever reads hears of it if that fails. */
export function sourceOf(content: Uint8Array | { readonly file: string }): Readable {
  return Readable.from(content instanceof Uint8Array ? [content] : piecesOf(content.file));
}

async function* piecesOf(file: string): AsyncGenerator<Buffer> {
  yield* createReadStream(file);
}
