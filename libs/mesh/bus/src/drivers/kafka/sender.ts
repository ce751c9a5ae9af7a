import { AtelierError } from '@atelier/contracts';
import { Logger } from '@nestjs/common';
import kafkajs, { type Kafka, type Producer } from 'kafkajs';
import type { Message } from '../../message.js';
import { backoff, pause, within } from '../../waiting.js';

/** Kafka's default limit for what one request brings to a partition, less room for headers. */
const requestBytes = 900_000;
/** kafkajs may leave a send unanswered for ever. */
const sendTimeoutMs = 30_000;
const stopGraceMs = 5_000;

/**
 * Sends one request at a time and waits for all in-sync replicas: kafkajs loses concurrent sends of an idempotent producer (kafkajs#1005) and
 * drops what is under way at a disconnect (#879, #1303). Repetition is the inbox's to deal with. After a failure the producer is thrown away.
 */
export class Sender {
  private readonly logger = new Logger('kafka');
  private producer: Producer | null = null;
  private connecting: Promise<void> | null = null;
  private tail: Promise<unknown> = Promise.resolve();
  private readonly stopping = new AbortController();

  constructor(
    private readonly kafka: Kafka,
    private readonly prefix: string,
    private readonly prepare: () => Promise<void>,
  ) {}

  async ready(signal: AbortSignal): Promise<void> {
    for (let failures = 1; !this.producer && !signal.aborted; failures++) {
      this.connecting ??= this.connect().finally(() => {
        this.connecting = null;
      });
      const error = await this.connecting.then(
        () => null,
        (failure: unknown) => failure,
      );
      if (!error) return;
      if (failures === 1) this.logger.warn(`The broker does not answer, events wait in the outbox: ${String(error)}`);
      await pause(backoff(failures, 100, 2000), signal);
    }
  }

  /** @throws AtelierError `broker.unavailable`; then some of the messages may have arrived. */
  send(messages: readonly Message[]): Promise<void> {
    const sending = this.tail.then(async () => {
      for (const request of requests(messages)) await this.sendRequest(request);
    });
    this.tail = sending.catch(() => undefined);
    return sending;
  }

  /** Lets the request at hand end; a broker that does not answer is not waited for. */
  async stop(): Promise<void> {
    const patience = setTimeout(() => this.stopping.abort(), stopGraceMs);
    await this.tail;
    clearTimeout(patience);
    if (this.producer) await within(stopGraceMs, this.producer.disconnect());
    this.producer = null;
  }

  private async connect(): Promise<void> {
    await this.prepare();
    const producer = this.kafka.producer({
      allowAutoTopicCreation: false,
      maxInFlightRequests: 1,
      createPartitioner: kafkajs.Partitioners.DefaultPartitioner,
    });
    await producer.connect();
    this.producer = producer;
  }

  private async sendRequest(messages: readonly Message[]): Promise<void> {
    const producer = this.producer;
    try {
      if (!producer) throw new Error('not connected');
      const sending = producer.sendBatch({ acks: -1, timeout: 10_000, topicMessages: this.byTopic(messages) });
      await within(sendTimeoutMs, sending, this.stopping.signal);
    } catch (cause) {
      this.producer = null;
      producer?.disconnect().catch((error: unknown) => this.logger.debug(`The broken producer did not disconnect: ${String(error)}`));
      throw new AtelierError('broker.unavailable', `The broker did not acknowledge ${messages.length} events.`, [], { cause });
    }
  }

  private byTopic(messages: readonly Message[]) {
    const topics = Map.groupBy(messages, ({ topic }) => topic);
    return [...topics].map(([topic, own]) => ({
      topic: this.prefix + topic,
      messages: own.map(({ key, value, headers }) => ({
        key,
        value,
        headers: { 'content-type': 'application/cloudevents+json; charset=UTF-8', ...headers },
      })),
    }));
  }
}

/** Cuts the messages, in order, into requests that the broker takes; a larger message is a request of its own. */
function requests(messages: readonly Message[]): Message[][] {
  const result: Message[][] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const message of messages) {
    const size = Buffer.byteLength(message.value) + 500;
    if (bytes + size > requestBytes) {
      result.push([]);
      bytes = 0;
    }
    result.at(-1)!.push(message);
    bytes += size;
  }
  return result;
}
