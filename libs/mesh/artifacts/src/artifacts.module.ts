import { ReadinessChecks } from '@atelier/telemetry';
import { type DynamicModule, Inject, Module, type OnApplicationShutdown, type OnModuleInit, Optional } from '@nestjs/common';
import { ArtifactStore } from './artifact-store.js';
import { FileCache } from './file-cache.js';
import { FolderStore } from './folder-store.js';
import { S3Bucket, type S3Options } from './s3-bucket.js';
import { S3Store } from './s3-store.js';

export interface ArtifactsOptions {
  readonly driver: { readonly kind: 'folder'; readonly folder: string } | ({ readonly kind: 's3' } & S3Options);
  /** Of this program alone. The folder driver needs none. */
  readonly cacheFolder: string;
  /** Bound of the local copies, in bytes. */
  readonly cacheBytes: number;
}

/** A store and what its program does with it: ask whether it works, and end it. */
export interface OpenStore {
  readonly store: ArtifactStore;
  readonly check: () => Promise<void>;
  readonly close: () => Promise<void>;
}

const openStore = Symbol('atelier:artifacts');

/** Opens a store by its driver. A remote store that is away does not keep the program from starting: its check says so. */
export async function openArtifacts({ driver, cacheFolder, cacheBytes }: ArtifactsOptions): Promise<OpenStore> {
  if (driver.kind === 'folder') {
    const store = new FolderStore(driver.folder);
    await store.prepare();
    return { store, check: () => store.check(), close: async () => undefined };
  }
  const cache = new FileCache(cacheFolder, cacheBytes);
  await cache.prepare();
  const { kind: _, ...options } = driver;
  const store = new S3Store(new S3Bucket(options), cache);
  return { store, check: () => store.check(), close: () => store.close() };
}

/** Provides `ArtifactStore` to the whole program and registers the readiness check `artifacts`. */
@Module({})
export class ArtifactsModule implements OnModuleInit, OnApplicationShutdown {
  static forProgram(options: ArtifactsOptions): DynamicModule {
    return {
      module: ArtifactsModule,
      global: true,
      providers: [
        { provide: openStore, useFactory: () => openArtifacts(options) },
        { provide: ArtifactStore, useFactory: ({ store }: OpenStore) => store, inject: [openStore] },
      ],
      exports: [ArtifactStore],
    };
  }

  constructor(
    @Inject(openStore) private readonly opened: OpenStore,
    @Optional() private readonly readiness?: ReadinessChecks,
  ) {}

  onModuleInit(): void {
    // Not vital: loaded models serve, and jobs wait, while the store is away.
    this.readiness?.register('artifacts', this.opened.check, { vital: false });
  }

  async onApplicationShutdown(): Promise<void> {
    await this.opened.close();
  }
}
