import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, readFile } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { AtelierError } from '@atelier/contracts';
import {
  BrokenCircuitError,
  circuitBreaker,
  ConsecutiveBreaker,
  ExponentialBackoff,
  handleWhen,
  type IPolicy,
  retry,
  timeout,
  TimeoutStrategy,
  wrap,
} from 'cockatiel';
import { ArtifactStore, type StoredArtifact } from './artifact-store.js';
import { corrupt, digestOf, finish } from './digest.js';
import { storageFailure } from './failures.js';
import type { FileCache } from './file-cache.js';
import { sourceOf } from './folder-store.js';
import type { S3Bucket } from './s3-bucket.js';
import { verified } from './verified-stream.js';

const unavailable = handleWhen((error) => error instanceof AtelierError && error.code === 'artifact.unavailable');

/**
 * Artifacts in any S3 store. Reads go through the local cache, so that what was read once is served while the store is away.
 * Failures that may pass are tried three times; after five in a row the store is left alone for two seconds and callers are
 * refused at once.
 */
export class S3Store extends ArtifactStore {
  private readonly attempts: IPolicy = wrap(
    retry(unavailable, { maxAttempts: 2, backoff: new ExponentialBackoff({ initialDelay: 50, maxDelay: 500 }) }),
    circuitBreaker(unavailable, { halfOpenAfter: 2_000, breaker: new ConsecutiveBreaker(5) }),
  );
  private readonly limit: IPolicy;

  /** `questionMilliseconds`: the time for a whole question that carries no content (is it there, remove it). */
  constructor(
    private readonly bucket: S3Bucket,
    private readonly cache: FileCache,
    questionMilliseconds = 5_000,
  ) {
    super();
    this.limit = timeout(questionMilliseconds, TimeoutStrategy.Aggressive);
  }

  async put(content: Uint8Array | { readonly file: string }): Promise<StoredArtifact> {
    const artifact = await describe(content);
    await this.call('storing an artifact', async () => {
      await this.bucket.ensure();
      await this.bucket.upload(verified(sourceOf(content), artifact.digest), artifact);
    });
    return artifact;
  }

  async read(digest: string): Promise<Buffer> {
    const bytes = await readFile(await this.file(digest)).catch((error: unknown) => {
      throw storageFailure(error, `reading ${digest}`);
    });
    if (digestOf(bytes) !== digest) throw corrupt(digest);
    return bytes;
  }

  async stream(digest: string): Promise<Readable> {
    const handle = await open(await this.file(digest)).catch((error: unknown) => {
      throw storageFailure(error, `reading ${digest}`);
    });
    return verified(handle.createReadStream(), digest);
  }

  async file(digest: string): Promise<string> {
    return await this.cache.path(digest, (keep) =>
      this.call(`reading ${digest}`, async () => {
        await keep(await this.bucket.download(digest));
      }),
    );
  }

  async has(digest: string): Promise<boolean> {
    return await this.ask(`looking for ${digest}`, () => this.bucket.has(digest));
  }

  async delete(digest: string): Promise<void> {
    await this.ask(`removing ${digest}`, () => this.bucket.remove(digest));
    await this.cache.forget(digest);
  }

  async *list(): AsyncIterable<StoredArtifact & { readonly storedAt: Date }> {
    await this.ask('listing artifacts', () => this.bucket.ensure());
    try {
      yield* this.bucket.list();
    } catch (error) {
      throw storageFailure(error, 'listing artifacts');
    }
  }

  /** Resolves when the store answers for the bucket, which is made when it is missing. */
  async check(): Promise<void> {
    await this.ask('looking for the bucket', () => this.bucket.ensure());
    await this.ask('looking for the bucket', () => this.bucket.exists());
  }

  async close(): Promise<void> {
    this.bucket.close();
  }

  private async ask<T>(doing: string, question: () => Promise<T>): Promise<T> {
    return await this.call(doing, () => this.limit.execute(question));
  }

  private async call<T>(doing: string, attempt: () => Promise<T>): Promise<T> {
    try {
      return await this.attempts.execute(() => attempt().catch((error: unknown) => Promise.reject(storageFailure(error, doing))));
    } catch (error) {
      if (error instanceof BrokenCircuitError) throw storageFailure(error, doing);
      throw error;
    }
  }
}

/** Digest and size before the upload: the digest is the object's name. The upload verifies again, so a file that changes meanwhile is refused. */
async function describe(content: Uint8Array | { readonly file: string }): Promise<StoredArtifact> {
  if (content instanceof Uint8Array) return { digest: digestOf(content), size: content.byteLength };
  const hash = createHash('sha256');
  let size = 0;
  try {
    for await (const chunk of createReadStream(content.file) as AsyncIterable<Buffer>) {
      hash.update(chunk);
      size += chunk.length;
    }
  } catch (error) {
    throw storageFailure(error, 'reading the file to store');
  }
  return { digest: finish(hash), size };
}
