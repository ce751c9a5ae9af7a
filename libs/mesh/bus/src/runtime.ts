import { AtelierError, type EventType, type ServiceName } from '@atelier/contracts';
import type { OnApplicationBootstrap } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import type { BusDriver } from './drivers/driver.js';
import { type EventHandler, Inbox, type RetryPolicy } from './inbox/inbox.js';
import type { Wakings } from './outbox/stored-outbox.js';
import { Relay } from './outbox/relay.js';
import type { BusStatistics } from './statistics.js';
import { Gate } from './waiting.js';

/** Transactions of the bus at once: fewer than the pool has connections, so that requests always find one. */
const width = 4;

/** The moving parts of the bus in one program: a relay for each service's outbox, an inbox for each service that handles events, one driver. */
export class BusRuntime implements OnApplicationBootstrap {
  private readonly gate = new Gate(width);
  private relays: Relay[] = [];
  private booted = false;
  private started: Promise<void> | null = null;
  inboxes: readonly Inbox[] = [];

  constructor(
    private readonly dataSource: DataSource,
    private readonly services: readonly ServiceName[],
    private readonly driver: BusDriver,
    private readonly wakings: Wakings,
    private readonly statistics: BusStatistics,
    private readonly retry: RetryPolicy,
  ) {}

  /** Takes the program's handlers. Events flow when the application has been initialised as well, in whichever order. */
  async connect(handlers: ReadonlyMap<ServiceName, ReadonlyMap<EventType, readonly EventHandler[]>>): Promise<void> {
    const stray = [...handlers.keys()].find((service) => !this.services.includes(service));
    if (stray) throw new AtelierError('settings.invalid', `There are handlers of ${stray}, which BusModule.forProgram does not name.`);
    this.inboxes = [...handlers].map(
      ([service, own]) => new Inbox(service, own, this.dataSource, this.gate, this.statistics.of(service), this.retry),
    );
    this.relays = this.services.map((service) => new Relay(this.dataSource, service, this.driver, this.gate, this.statistics.of(service)));
    if (this.booted) await this.start();
  }

  async onApplicationBootstrap(): Promise<void> {
    this.booted = true;
    if (this.relays.length > 0) await this.start();
  }

  /** Ends after what is at hand; the rest waits in outboxes and inboxes. */
  async stop(): Promise<void> {
    await this.started;
    // Together: a relay that waits for a dead broker ends when its driver does.
    await Promise.all([...this.relays.map((relay) => relay.stop()), this.driver.stop()]);
  }

  private start(): Promise<void> {
    this.started ??= this.launch();
    return this.started;
  }

  private async launch(): Promise<void> {
    await this.driver.start(this.inboxes);
    for (const [index, service] of this.services.entries()) {
      const relay = this.relays[index];
      this.wakings.register(service, () => relay.wake());
      relay.start();
    }
  }
}
