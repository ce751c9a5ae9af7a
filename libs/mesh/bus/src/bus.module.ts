import type { ServiceName } from '@atelier/contracts';
import { type DynamicModule, Module } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { BusDriver } from './drivers/driver.js';
import { InProcessDriver } from './drivers/in-process.driver.js';
import type { KafkaSettings } from './drivers/kafka/client.js';
import { KafkaDriver } from './drivers/kafka/kafka.driver.js';
import { DeadLetters } from './inbox/dead-letters.js';
import type { RetryPolicy } from './inbox/inbox.js';
import { outboxToken } from './outbox/outbox.js';
import { StoredOutbox, Wakings } from './outbox/stored-outbox.js';
import { BusRuntime } from './runtime.js';
import { BusStatistics } from './statistics.js';

export interface BusOptions {
  readonly driver: { readonly kind: 'in-process' } | ({ readonly kind: 'kafka' } & KafkaSettings);
  /** The services that the program hosts; each has the tables of `busMigration`. */
  readonly services: readonly ServiceName[];
  readonly retry?: Partial<RetryPolicy>;
}

const driverToken = Symbol('bus driver');
const defaultRetry: RetryPolicy = { tries: 5, firstDelayMs: 100 };

/** Gives the whole program `@InjectOutbox(service)`, `DeadLetters` and `BusStatistics`; needs `DatabaseModule`. Handlers start with `busTransport`. */
@Module({})
export class BusModule {
  static forProgram({ driver, services, retry }: BusOptions): DynamicModule {
    const outboxes = services.map((service) => ({
      provide: outboxToken(service),
      inject: [Wakings],
      useFactory: (wakings: Wakings) => new StoredOutbox(service, wakings),
    }));
    return {
      module: BusModule,
      global: true,
      providers: [
        ...outboxes,
        { provide: Wakings, inject: [DataSource], useFactory: (dataSource: DataSource) => new Wakings(dataSource) },
        {
          provide: BusStatistics,
          inject: [DataSource],
          useFactory: (dataSource: DataSource) => new BusStatistics(dataSource, services),
        },
        {
          provide: driverToken,
          inject: [DataSource, BusStatistics],
          useFactory: (dataSource: DataSource, statistics: BusStatistics): BusDriver =>
            driver.kind === 'kafka' ? new KafkaDriver(driver, statistics) : new InProcessDriver(dataSource),
        },
        {
          provide: BusRuntime,
          inject: [DataSource, driverToken, Wakings, BusStatistics],
          useFactory: (dataSource: DataSource, chosen: BusDriver, wakings: Wakings, statistics: BusStatistics) =>
            new BusRuntime(dataSource, services, chosen, wakings, statistics, { ...defaultRetry, ...retry }),
        },
        {
          provide: DeadLetters,
          inject: [DataSource, BusRuntime],
          useFactory: (dataSource: DataSource, runtime: BusRuntime) => new DeadLetters(dataSource, services, () => runtime.inboxes),
        },
      ],
      exports: [...services.map(outboxToken), BusStatistics, BusRuntime, DeadLetters],
    };
  }
}
