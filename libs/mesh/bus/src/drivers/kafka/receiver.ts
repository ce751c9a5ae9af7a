import { eventCatalogue } from '@atelier/contracts';
import { Logger } from '@nestjs/common';
import type { Consumer, EachBatchPayload, Kafka, KafkaMessage } from 'kafkajs';
import type { Inbox } from '../../inbox/inbox.js';
import { batchRows, type Message } from '../../message.js';
import { backoff, pause, within } from '../../waiting.js';

const heartbeatMs = 3000;

/**
 * Brings a service's topics to its inbox, as a consumer group of the service's name. Offsets follow the inbox's transactions. A consumer that
 * kafkajs lets die (kafkajs#1443) is replaced by a new one.
 */
export class Receiver {
  readonly groupId: string;
  readonly topics: readonly string[];
  /** When the consumer last joined, fetched, beat or handled something; `performance.now()`. */
  lastSign = performance.now();
  private readonly logger = new Logger('kafka');
  private readonly stopping = new AbortController();
  private running: Promise<void> = Promise.resolve();

  constructor(
    private readonly kafka: Kafka,
    readonly inbox: Inbox,
    private readonly prefix: string,
    private readonly prepare: () => Promise<void>,
  ) {
    this.groupId = `${prefix}atelier.${inbox.service}`;
    this.topics = [...new Set([...inbox.handlers.keys()].map((type) => prefix + eventCatalogue[type].topic))];
  }

  start(): void {
    this.running = this.keepConsuming();
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  private async keepConsuming(): Promise<void> {
    const { signal } = this.stopping;
    for (let failures = 1; !signal.aborted; failures++) {
      const started = performance.now();
      try {
        await this.prepare();
        await this.consume();
      } catch (error) {
        if (failures === 1) this.logger.warn(`${this.groupId} cannot consume, tries again: ${String(error)}`);
        this.logger.debug(`${this.groupId}: ${String(error)}`);
      }
      if (performance.now() - started > 60_000) failures = 1;
      await pause(backoff(failures, 100, 3000), signal);
    }
  }

  /** One life of a consumer; throws what it died of. */
  private async consume(): Promise<void> {
    const consumer = this.kafka.consumer({
      groupId: this.groupId,
      // How long partitions of a member that died or lost its broker wait for another.
      sessionTimeout: 10_000,
      rebalanceTimeout: 20_000,
      heartbeatInterval: heartbeatMs,
      maxWaitTimeInMs: 500,
      allowAutoTopicCreation: false,
      // The new consumer is ours to make: kafkajs' own restart is what sometimes does not happen.
      retry: { initialRetryTime: 100, maxRetryTime: 1000, retries: 4, restartOnFailure: async () => false },
    });
    const death = this.watch(consumer);
    try {
      await consumer.connect();
      await consumer.subscribe({ topics: [...this.topics], fromBeginning: true });
      await consumer.run({ eachBatchAutoResolve: false, partitionsConsumedConcurrently: 3, eachBatch: (payload) => this.receive(payload) });
      const error = await death;
      if (error) throw error;
    } finally {
      await within(10_000, consumer.disconnect());
    }
  }

  /** Resolves with the error when the consumer crashes, with null when we stop. */
  private watch(consumer: Consumer): Promise<Error | null> {
    const sign = (): void => {
      this.lastSign = performance.now();
    };
    const { CRASH, FETCH, GROUP_JOIN, HEARTBEAT, END_BATCH_PROCESS } = consumer.events;
    for (const event of [FETCH, GROUP_JOIN, HEARTBEAT, END_BATCH_PROCESS] as const) consumer.on(event, sign);
    return new Promise((resolve) => {
      consumer.on(CRASH, ({ payload }) => resolve(payload.error));
      this.stopping.signal.addEventListener('abort', () => resolve(null));
    });
  }

  private async receive({
    batch,
    resolveOffset,
    heartbeat,
    commitOffsetsIfNecessary,
    isRunning,
    isStale,
  }: EachBatchPayload): Promise<void> {
    const { signal } = this.stopping;
    let lostGroup: unknown = null;
    // kafkajs beats only between batches (kafkajs#1083), and a handler may wait long for a database.
    const beat = setInterval(() => {
      heartbeat().catch((error: unknown) => {
        lostGroup = error;
      });
    }, heartbeatMs);
    try {
      for (let from = 0; from < batch.messages.length && isRunning() && !isStale() && !signal.aborted; from += batchRows) {
        const messages = batch.messages.slice(from, from + batchRows);
        await this.inbox.handle(
          messages.map((message) => this.decode(batch.topic, message)),
          signal,
        );
        resolveOffset(messages.at(-1)!.offset);
        if (lostGroup) throw lostGroup;
        await commitOffsetsIfNecessary();
        await heartbeat();
        this.lastSign = performance.now();
      }
    } catch (error) {
      // What was not handled is fetched again by the next member of the group.
      if (!signal.aborted) throw error;
    } finally {
      clearInterval(beat);
    }
  }

  private decode(topic: string, { key, value }: KafkaMessage): Message {
    return { topic: topic.slice(this.prefix.length), key: key?.toString() ?? '', type: '', value: value?.toString() ?? '' };
  }
}
