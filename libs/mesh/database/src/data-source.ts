import { setTimeout as pause } from 'node:timers/promises';
import { AtelierError } from '@atelier/contracts';
import { DataSource } from 'typeorm';
import { migrate } from './migrate.js';
import type { ServiceSchema } from './service-schema.js';
import { databaseError, translateErrors } from './unavailability.js';

export interface DataSourceSettings {
  readonly url: string;
  readonly services: readonly ServiceSchema[];
  /** Connections at most; those idle for 5 s are closed, so that a program at rest holds none. */
  readonly poolSize?: number;
  /** How long to wait for a server that does not answer yet; milliseconds. */
  readonly patience?: number;
}

/**
 * The program's one data source, connected and migrated. Losing the server ends no process: queries fail with `database.unavailable`
 * and work again when it is back.
 * @throws AtelierError `database.unavailable` if the server does not answer within the patience (default 30 s).
 */
export async function openDataSource(settings: DataSourceSettings): Promise<DataSource> {
  const dataSource = createDataSource(settings);
  const deadline = performance.now() + (settings.patience ?? 30_000);
  for (let delay = 100; ; delay = Math.min(delay * 2, 2000)) {
    try {
      if (!dataSource.isInitialized) await dataSource.initialize();
      await migrate(dataSource, settings.services);
      return dataSource;
    } catch (thrown) {
      const error = databaseError(thrown);
      const hopeful = error instanceof AtelierError && error.code === 'database.unavailable' && performance.now() + delay < deadline;
      if (!hopeful) {
        if (dataSource.isInitialized) await dataSource.destroy();
        throw error;
      }
      await pause(delay);
    }
  }
}

function createDataSource({ url, services, poolSize = 10 }: DataSourceSettings): DataSource {
  const dataSource = new DataSource({
    type: 'postgres',
    url,
    applicationName: 'atelier',
    entities: services.flatMap((service) => [...service.entities]),
    synchronize: false,
    installExtensions: false,
    logging: false,
    poolSize,
    connectTimeoutMS: 5000,
    // An idle connection that breaks is no event: the pool opens another. Without a handler it would end the process.
    poolErrorHandler: () => undefined,
    extra: { idleTimeoutMillis: 5000, keepAlive: true },
  });
  const { createQueryRunner } = dataSource;
  dataSource.createQueryRunner = (mode) => translateErrors(createQueryRunner.call(dataSource, mode));
  return dataSource;
}
