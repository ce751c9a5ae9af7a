import type { ServiceName } from '@atelier/contracts';
import type { MigrationInterface } from 'typeorm';

/** What a service stores: a PostgreSQL schema of its own, its entities and its migrations. The program's one data source is made from those of the services it hosts. */
export interface ServiceSchema {
  readonly service: ServiceName | 'access' | 'jobs' | 'online-features';
  readonly entities: readonly Function[];
  readonly migrations: readonly (new () => MigrationInterface)[];
}

/** A service's schema in SQL: `feature-store` → `feature_store`. */
export function schemaName(service: string): string {
  return service.replaceAll('-', '_');
}
