import { schemaName } from '@atelier/database';
import { Logger } from '@nestjs/common';
import type { DataSource, EntityManager } from 'typeorm';
import type { Inbox } from '../inbox/inbox.js';
import { batchRows, firstBatch, type Message } from '../message.js';
import { WakefulLoop } from '../wakeful-loop.js';
import type { BusDriver, Sent } from './driver.js';

interface MailboxRow extends Message {
  readonly sequence: string;
}

/**
 * Delivery within one program: a published message is copied to the mailbox (a table) of each service that handles it, in the transaction that
 * marks it as published; each service empties its own mailbox in the transactions of its handlers. So a crash at any point loses and repeats
 * nothing, and a service that cannot go on holds up no other.
 */
export class InProcessDriver implements BusDriver {
  /** All that publish are in this program and wake the relay; the look is for a commit whose answer was lost. */
  readonly pollMs = 60_000;
  private mailboxes: Mailbox[] = [];

  constructor(private readonly dataSource: DataSource) {}

  async start(inboxes: readonly Inbox[]): Promise<void> {
    this.mailboxes = inboxes.map((inbox) => new Mailbox(this.dataSource, inbox));
    for (const mailbox of this.mailboxes) mailbox.start();
  }

  async ready(): Promise<void> {}

  /** One statement from outbox to mailboxes: texts stay in the database until their handler reads them. */
  relay(manager: EntityManager, outbox: string): Promise<readonly Sent[]> {
    const copies = this.mailboxes.map(
      ({ table }, i) => `copy_${i} AS (INSERT INTO ${table} (topic, key, type, value)
         SELECT topic, key, type, value FROM batch WHERE headers IS NULL AND type = ANY($${i + 1}::text[]) ORDER BY sequence)`,
    );
    const parts = [
      `batch AS (SELECT * FROM ${outbox} WHERE published_at IS NULL ORDER BY sequence LIMIT ${batchRows})`,
      ...copies,
      `marked AS (UPDATE ${outbox} o SET published_at = now() FROM batch WHERE o.sequence = batch.sequence)`,
    ];
    return manager.query(
      `WITH ${parts.join(', ')} SELECT type, headers FROM batch`,
      this.mailboxes.map(({ types }) => types),
    );
  }

  sent(messages: readonly Sent[]): void {
    for (const mailbox of this.mailboxes) if (messages.some((message) => mailbox.wants(message))) mailbox.wake();
  }

  async stop(): Promise<void> {
    await Promise.all(this.mailboxes.map((mailbox) => mailbox.stop()));
  }
}

class Mailbox {
  readonly table: string;
  private readonly logger = new Logger('mailbox');
  private readonly loop = new WakefulLoop(
    (signal) => this.turn(signal),
    (error) => this.logger.warn(`${this.inbox.service}: ${String(error)}`),
  );

  constructor(
    private readonly dataSource: DataSource,
    private readonly inbox: Inbox,
  ) {
    this.table = `"${schemaName(inbox.service)}".mailbox`;
  }

  /** Of the events that the service handles. */
  get types(): string[] {
    return [...this.inbox.handlers.keys()];
  }

  wants({ type, headers }: Sent): boolean {
    // Dead letters are kept in the service's table; here there is no topic to hang them on.
    return !headers && this.inbox.wants(type);
  }

  start(): void {
    this.loop.start();
  }

  wake(): void {
    this.loop.wake();
  }

  stop(): Promise<void> {
    return this.loop.stop();
  }

  private async turn(signal: AbortSignal): Promise<number> {
    const rows = await this.read();
    if (rows.length === 0) return 60_000;
    await this.inbox.handle(rows, signal, (manager, handled) => this.remove(manager, handled as MailboxRow[]));
    return 0;
  }

  private read(): Promise<MailboxRow[]> {
    return this.dataSource.query(firstBatch(this.table, 'sequence, topic, key, type, value'));
  }

  private async remove(manager: EntityManager, rows: readonly MailboxRow[]): Promise<void> {
    await manager.query(`DELETE FROM ${this.table} WHERE sequence = ANY($1::bigint[])`, [rows.map((row) => row.sequence)]);
  }
}
