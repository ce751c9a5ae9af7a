import type { ServiceName } from '@atelier/contracts';
import { schemaName } from '@atelier/database';
import type { DataSource } from 'typeorm';

/** What the bus has done for one service since the program started. */
export interface BusCounts {
  published: number;
  handled: number;
  /** Repeated deliveries that the inbox knew already. */
  duplicates: number;
  retried: number;
  deadLettered: number;
}

/** What waits now. */
export interface BusBacklog {
  /** Events in the outbox that are not published. */
  readonly outboxDepth: number;
  readonly outboxOldestSeconds: number;
  /** Messages that the service has not handled yet: Kafka's lag of its group, or its mailbox. */
  readonly consumerLag: number;
  readonly deadLetters: number;
}

/** Counters of the bus, for telemetry to read. */
export class BusStatistics {
  private readonly counts = new Map<ServiceName, BusCounts>();
  private readonly lags = new Map<ServiceName, number>();

  constructor(
    private readonly dataSource: DataSource,
    readonly services: readonly ServiceName[],
  ) {
    for (const service of services) this.counts.set(service, { published: 0, handled: 0, duplicates: 0, retried: 0, deadLettered: 0 });
  }

  of(service: ServiceName): BusCounts {
    const counts = this.counts.get(service);
    if (!counts) throw new Error(`The program does not host ${service}.`);
    return counts;
  }

  /** The Kafka driver tells its group's lag here; the in-process one is counted in the database. */
  setLag(service: ServiceName, lag: number): void {
    this.lags.set(service, lag);
  }

  /** Asks the database; one query for each service.
   * @throws AtelierError `database.unavailable` */
  async backlog(service: ServiceName): Promise<BusBacklog> {
    const schema = `"${schemaName(service)}"`;
    const [row] = await this.dataSource.query(
      `SELECT (SELECT count(*) FROM ${schema}.outbox WHERE published_at IS NULL)::int AS depth,
              (SELECT extract(epoch FROM now() - min(stored_at)) FROM ${schema}.outbox WHERE published_at IS NULL)::float8 AS oldest,
              (SELECT count(*) FROM ${schema}.mailbox)::int AS mailbox,
              (SELECT count(*) FROM ${schema}.dead_letter WHERE replayed_at IS NULL)::int AS dead`,
    );
    return {
      outboxDepth: row.depth,
      outboxOldestSeconds: row.oldest ?? 0,
      consumerLag: this.lags.get(service) ?? row.mailbox,
      deadLetters: row.dead,
    };
  }
}
