import type { Readable } from 'node:stream';

export interface StoredArtifact {
  /** `sha256:` and 64 hexadecimal digits: the artifact's only name. */
  readonly digest: string;
  /** Bytes. */
  readonly size: number;
}

/** Content-addressed bytes. Putting is idempotent; every read is verified against the digest (`artifact.corrupt`). */
export abstract class ArtifactStore {
  /**
   * Stores bytes, or a file's bytes (streamed). What was interrupted leaves nothing behind. Putting again writes again, so that
   * a damaged object heals and `storedAt` is new. `storage.full`, `artifact.unavailable`.
   */
  abstract put(content: Uint8Array | { readonly file: string }): Promise<StoredArtifact>;
  /** All bytes, verified. `artifact.not_found`, `artifact.corrupt`, `artifact.unavailable`. */
  abstract read(digest: string): Promise<Buffer>;
  /** A stream that ends in an error when the bytes do not match. */
  abstract stream(digest: string): Promise<Readable>;
  /**
   * A verified local file with the bytes, for programs that need a path (DuckDB, child processes). Read-only; kept in a bounded
   * cache, at least an hour from this call: call again for each use rather than keep the path.
   */
  abstract file(digest: string): Promise<string>;
  abstract has(digest: string): Promise<boolean>;
  /** Removes the bytes; no error when they are not there. */
  abstract delete(digest: string): Promise<void>;
  /** Every digest that is stored. */
  abstract list(): AsyncIterable<StoredArtifact & { readonly storedAt: Date }>;
}
