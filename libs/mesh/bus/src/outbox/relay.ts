import type { ServiceName } from '@atelier/contracts';
import { schemaName } from '@atelier/database';
import { Logger } from '@nestjs/common';
import type { DataSource, EntityManager } from 'typeorm';
import type { BusDriver } from '../drivers/driver.js';
import type { BusCounts } from '../statistics.js';
import { type Gate, pause } from '../waiting.js';
import { WakefulLoop } from '../wakeful-loop.js';

const pruneEveryMs = 60_000;

/**
 * Publishes a service's outbox in its order. Of several replicas the one that holds the advisory lock relays; the lock lasts as long as the
 * transaction in which a batch is read, sent and marked, so no connection is held at rest. Should a relay lose its connection while it sends,
 * another sends the same batch again: both in order, so that what an inbox sees first of each event is in order too.
 */
export class Relay {
  private readonly logger = new Logger('outbox');
  private readonly loop = new WakefulLoop(
    (signal) => this.turn(signal),
    (error) => this.logger.warn(`${this.service}: events wait in the outbox: ${String(error)}`),
  );
  private readonly table: string;
  private lastPrune = 0;

  constructor(
    private readonly dataSource: DataSource,
    private readonly service: ServiceName,
    private readonly driver: BusDriver,
    private readonly gate: Gate,
    private readonly counts: BusCounts,
  ) {
    this.table = `"${schemaName(service)}".outbox`;
  }

  start(): void {
    this.loop.start();
  }

  wake(): void {
    this.loop.wake();
  }

  /** Ends after the batch at hand. */
  stop(): Promise<void> {
    return this.loop.stop();
  }

  private async turn(signal: AbortSignal): Promise<number> {
    await this.driver.ready(signal);
    const outcome = signal.aborted ? 'empty' : await this.gate.run(() => this.relayBatch());
    if (outcome === 'empty') await this.prune();
    // Another replica is at it and may have read before our event was committed.
    if (outcome === 'locked') await pause(20, signal);
    return outcome === 'empty' ? this.driver.pollMs : 0;
  }

  private async relayBatch(): Promise<'empty' | 'sent' | 'locked'> {
    const outcome = await this.dataSource.transaction(async (manager) => {
      if (!(await this.lock(manager))) return 'locked';
      const sent = await this.driver.relay(manager, this.table);
      return sent.length === 0 ? 'empty' : sent;
    });
    if (typeof outcome === 'string') return outcome;
    this.counts.published += outcome.length;
    this.driver.sent(outcome);
    return 'sent';
  }

  /** Losing this transaction in a crash of the server means sending again, which is harmless: it need not wait for the disk. */
  private async lock(manager: EntityManager): Promise<boolean> {
    const [{ locked }] = await manager.query(
      `SELECT pg_try_advisory_xact_lock(hashtextextended($1, 0)) AS locked, set_config('synchronous_commit', 'off', true)`,
      [`atelier ${this.table}`],
    );
    return locked;
  }

  /** Published rows are kept for an hour for whoever wonders what was said; inbox entries for longer than any broker keeps its messages. */
  private async prune(): Promise<void> {
    if (performance.now() - this.lastPrune < pruneEveryMs && this.lastPrune > 0) return;
    this.lastPrune = performance.now();
    await this.dataSource.query(`DELETE FROM ${this.table} WHERE published_at < now() - interval '1 hour'`);
    await this.dataSource.query(`DELETE FROM "${schemaName(this.service)}".inbox WHERE handled_at < now() - interval '14 days'`);
  }
}
