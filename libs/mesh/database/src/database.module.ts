import { type DynamicModule, Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { openDataSource } from './data-source.js';
import { type EmbeddedPostgres, startEmbeddedPostgres } from './embedded/server.js';
import type { ServiceSchema } from './service-schema.js';

/** A server by its URL, or the folder of a program whose lock the caller holds. */
export type DatabaseConnection = { readonly url: string } | { readonly home: string };

export interface DatabaseOptions {
  readonly connection: DatabaseConnection;
  readonly services: readonly ServiceSchema[];
  readonly poolSize?: number;
}

const embeddedServer = Symbol('embedded PostgreSQL');

/** Gives the whole program one TypeORM `DataSource` (inject `DataSource`), with the schemas of all the services it hosts. */
@Module({})
export class DatabaseModule implements OnApplicationShutdown {
  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(embeddedServer) private readonly server: EmbeddedPostgres | null,
  ) {}

  static forProgram({ connection, services, poolSize }: DatabaseOptions): DynamicModule {
    return {
      module: DatabaseModule,
      global: true,
      providers: [
        { provide: embeddedServer, useFactory: () => ('home' in connection ? startEmbeddedPostgres(connection.home) : null) },
        {
          provide: DataSource,
          inject: [embeddedServer],
          useFactory: (server: EmbeddedPostgres | null) => open(server, { connection, services, poolSize }),
        },
      ],
      exports: [DataSource],
    };
  }

  /** The last hook: whoever still writes at the end does it in `beforeApplicationShutdown`. */
  async onApplicationShutdown(): Promise<void> {
    if (this.dataSource.isInitialized) await this.dataSource.destroy();
    await this.server?.stop();
  }
}

/** A server whose data source cannot be opened is not left running. */
async function open(server: EmbeddedPostgres | null, { connection, services, poolSize }: DatabaseOptions): Promise<DataSource> {
  try {
    return await openDataSource({ url: server?.url ?? ('url' in connection ? connection.url : ''), services, poolSize });
  } catch (error) {
    await server?.stop();
    throw error;
  }
}
