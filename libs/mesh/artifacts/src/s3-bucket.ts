import http from 'node:http';
import https from 'node:https';
import type { Readable } from 'node:stream';
import { Logger } from '@nestjs/common';
import { Client, S3Error } from 'minio';
import type { StoredArtifact } from './artifact-store.js';
import { digestOfKey, keyOf, notFound } from './digest.js';
import { isMissing } from './failures.js';

export interface S3Options {
  readonly endPoint: string;
  readonly port: number;
  readonly useSSL: boolean;
  readonly accessKey: string;
  readonly secretKey: string;
  /** Made when it is missing. */
  readonly bucket: string;
  /** Default `us-east-1`, which MinIO and most others take. */
  readonly region?: string;
}

/** Bytes: larger objects go in parts of this size; one part is held in memory. */
const partBytes = 16 * 1024 * 1024;

/** One bucket of an S3 store, through the minio client; failures come out as they are. */
export class S3Bucket {
  private readonly client: Client;
  private readonly agent: http.Agent;
  private readonly logger = new Logger('artifacts');
  private made?: Promise<void>;

  /** `idleMilliseconds`: how long a request may go without a byte before it is given up. */
  constructor(
    private readonly options: S3Options,
    idleMilliseconds = 10_000,
  ) {
    const { bucket: _, region = 'us-east-1', ...connection } = options;
    this.agent = new (options.useSSL ? https : http).Agent({ keepAlive: true, maxSockets: 64 });
    this.client = new Client({
      ...connection,
      region,
      partSize: partBytes,
      pathStyle: true,
      transport: impatient(options.useSSL ? https : http, idleMilliseconds),
      transportAgent: this.agent,
      retryOptions: { disableRetry: true },
    });
  }

  /** Makes the bucket once; a failure is forgotten, so the next call tries again. */
  async ensure(): Promise<void> {
    this.made ??= this.make();
    try {
      await this.made;
    } catch (error) {
      this.made = undefined;
      throw error;
    }
  }

  async exists(): Promise<boolean> {
    return await this.client.bucketExists(this.options.bucket);
  }

  /**
   * Uploads; each part's hash is verified by the store. minio's multipart upload never ends when its source fails (it pipes
   * without handling errors), so the source's error is awaited beside it.
   */
  async upload(source: Readable, { digest, size }: StoredArtifact): Promise<void> {
    const failed = new Promise<never>((_, reject) => source.once('error', reject));
    const key = keyOf(digest);
    try {
      await Promise.race([this.client.putObject(this.options.bucket, key, source, size), failed]);
    } catch (error) {
      source.destroy();
      if (size > partBytes) await this.forgetParts(key);
      throw error;
    }
  }

  async download(digest: string): Promise<Readable> {
    return await this.client.getObject(this.options.bucket, keyOf(digest)).catch((error: unknown) => refuse(error, digest));
  }

  async has(digest: string): Promise<boolean> {
    try {
      await this.client.statObject(this.options.bucket, keyOf(digest));
      return true;
    } catch (error) {
      if (isMissing(error)) return false;
      throw error;
    }
  }

  async remove(digest: string): Promise<void> {
    await this.client.removeObject(this.options.bucket, keyOf(digest));
  }

  async *list(): AsyncIterable<StoredArtifact & { readonly storedAt: Date }> {
    const objects = this.client.listObjectsV2(this.options.bucket, 'sha256/', true);
    for await (const item of objects as AsyncIterable<{ name?: string; size: number; lastModified: Date }>) {
      const digest = item.name && digestOfKey(item.name);
      if (digest) yield { digest, size: item.size, storedAt: item.lastModified };
    }
  }

  close(): void {
    this.agent.destroy();
  }

  /** Parts that cannot be removed now cost only space: a later put of the same bytes goes on with them, and stores expire them. */
  private async forgetParts(key: string): Promise<void> {
    await this.client.removeIncompleteUpload(this.options.bucket, key).catch((error: unknown) => this.logger.warn(error));
  }

  private async make(): Promise<void> {
    const { bucket, region = 'us-east-1' } = this.options;
    if (await this.client.bucketExists(bucket)) return;
    await this.client.makeBucket(bucket, region).catch((error: unknown) => {
      // Another program of the mesh was first.
      if (!(error instanceof S3Error) || !['BucketAlreadyOwnedByYou', 'BucketAlreadyExists'].includes(error.code ?? '')) throw error;
    });
  }
}

function refuse(error: unknown, digest: string): never {
  throw isMissing(error) ? notFound(digest, error) : error;
}

/** The client sets no time limits of its own: a store that accepts the connection and says nothing would hold the caller for ever. */
function impatient(base: typeof http | typeof https, idleMilliseconds: number): Pick<typeof http, 'request'> {
  const request = (options: https.RequestOptions, onResponse?: (response: http.IncomingMessage) => void): http.ClientRequest => {
    const sent = base.request(options, onResponse);
    return sent.setTimeout(idleMilliseconds, () => sent.destroy(new Error(`no byte for ${idleMilliseconds} ms`)));
  };
  return { request: request as typeof http.request };
}
