import type { Readable } from 'node:stream';
import { AtelierError } from '@atelier/contracts';
import { ContentFolder } from './content-folder.js';

interface Entry {
  readonly size: number;
  /** Milliseconds of the cache's clock. */
  usedAt: number;
}

/** Gets the bytes and passes them to `keep`, which may be called again when it has failed. */
type Fetch = (keep: (source: Readable) => Promise<void>) => Promise<void>;

/** A path that was handed out stays for so long, even when the cache is above its bound for that time. */
const keptMilliseconds = 60 * 60 * 1000;

/**
 * Local copies of remote artifacts, at most `bytes` of them: the least recently used go first. Copies survive a restart and
 * are verified again before their first use. A digest that several callers want at once is fetched once.
 */
export class FileCache {
  private readonly content: ContentFolder;
  private readonly entries = new Map<string, Entry>();
  private readonly fetching = new Map<string, Promise<string>>();
  private total = 0;

  constructor(
    folder: string,
    private readonly bytes: number,
    private readonly now: () => number = Date.now,
  ) {
    this.content = new ContentFolder(folder, false);
  }

  async prepare(): Promise<void> {
    await this.content.prepare();
    const found = [];
    for await (const artifact of this.content.list()) found.push(artifact);
    found.sort((a, b) => a.storedAt.getTime() - b.storedAt.getTime());
    for (const { digest, size } of found) this.remember(digest, size, -Infinity);
    await this.evict();
  }

  /** The verified local path, fetched when it is not here. A damaged copy is fetched again. */
  async path(digest: string, fetch: Fetch): Promise<string> {
    const running = this.fetching.get(digest);
    if (running) return await running;
    const obtained = this.obtain(digest, fetch).finally(() => this.fetching.delete(digest));
    this.fetching.set(digest, obtained);
    return await obtained;
  }

  async forget(digest: string): Promise<void> {
    const entry = this.entries.get(digest);
    if (!entry) return;
    this.entries.delete(digest);
    this.total -= entry.size;
    await this.content.remove(digest);
  }

  private async obtain(digest: string, fetch: Fetch): Promise<string> {
    const kept = await this.kept(digest);
    if (kept) return kept;
    await fetch(async (source) => {
      const { size } = await this.content.write(source, digest);
      this.remember(digest, size, this.now());
    });
    await this.evict();
    return await this.content.verifiedPath(digest);
  }

  /** The path of the copy that is here; a copy that is missing or damaged is forgotten, since the store has the original. */
  private async kept(digest: string): Promise<string | undefined> {
    const entry = this.entries.get(digest);
    if (!entry) return undefined;
    try {
      const path = await this.content.verifiedPath(digest);
      this.remember(digest, entry.size, this.now());
      return path;
    } catch (error) {
      if (!(error instanceof AtelierError) || error.code === 'artifact.unavailable') throw error;
      await this.forget(digest);
      return undefined;
    }
  }

  /** Moves the entry to the newest end of the map's insertion order. */
  private remember(digest: string, size: number, usedAt: number): void {
    const before = this.entries.get(digest);
    this.total += size - (before?.size ?? 0);
    this.entries.delete(digest);
    this.entries.set(digest, { size, usedAt });
  }

  private async evict(): Promise<void> {
    const oldest = this.now() - keptMilliseconds;
    for (const [digest, { usedAt }] of this.entries) {
      if (this.total <= this.bytes) return;
      if (usedAt < oldest) await this.forget(digest);
    }
  }
}
