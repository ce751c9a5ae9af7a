import type { Kafka } from 'kafkajs';
import type { EntityManager } from 'typeorm';
import type { Inbox } from '../../inbox/inbox.js';
import { firstBatch, type Message } from '../../message.js';
import type { BusStatistics } from '../../statistics.js';
import type { BusDriver, Sent } from '../driver.js';
import { createClient, type KafkaSettings } from './client.js';
import { Receiver } from './receiver.js';
import { Sender } from './sender.js';
import { ensureTopics } from './topics.js';
import { Watchdog } from './watchdog.js';

interface OutboxRow extends Message {
  readonly sequence: string;
}

/** Events over Kafka. The broker may be away at any time, the start included: outboxes wait, consumers come back. */
export class KafkaDriver implements BusDriver {
  /** Another replica may have died between its commit and its relay's waking. */
  readonly pollMs = 1000;
  private readonly kafka: Kafka;
  private readonly sender: Sender;
  private receivers: Receiver[] = [];
  private watchdog: Watchdog | null = null;
  private topics: Promise<void> | null = null;

  constructor(
    private readonly settings: KafkaSettings,
    private readonly statistics: BusStatistics,
  ) {
    this.kafka = createClient(settings);
    this.sender = new Sender(this.kafka, this.prefix, () => this.prepare());
  }

  async start(inboxes: readonly Inbox[]): Promise<void> {
    const { stuckAfterMs = 120_000, exit = (code: number) => process.exit(code) } = this.settings;
    this.receivers = inboxes.map((inbox) => new Receiver(this.kafka, inbox, this.prefix, () => this.prepare()));
    for (const receiver of this.receivers) receiver.start();
    this.watchdog = new Watchdog(this.kafka, this.receivers, this.statistics, stuckAfterMs, exit);
    this.watchdog.start();
  }

  ready(signal: AbortSignal): Promise<void> {
    return this.sender.ready(signal);
  }

  async relay(manager: EntityManager, outbox: string): Promise<readonly Sent[]> {
    const rows: OutboxRow[] = await manager.query(firstBatch(outbox, 'sequence, topic, key, type, value, headers', 'published_at IS NULL'));
    if (rows.length === 0) return rows;
    await this.sender.send(rows);
    await manager.query(`UPDATE ${outbox} SET published_at = now() WHERE sequence = ANY($1::bigint[])`, [rows.map((row) => row.sequence)]);
    return rows;
  }

  sent(): void {}

  async stop(): Promise<void> {
    await this.watchdog?.stop();
    await Promise.all(this.receivers.map((receiver) => receiver.stop()));
    await this.sender.stop();
  }

  private get prefix(): string {
    return this.settings.prefix ?? '';
  }

  /** Topics are made once; a failure is tried again by whoever needs them next. */
  private prepare(): Promise<void> {
    this.topics ??= ensureTopics(this.kafka, this.prefix, this.settings.partitions ?? 6).catch((error: unknown) => {
      this.topics = null;
      throw error;
    });
    return this.topics;
  }
}
