import { createRequire } from 'node:module';
import type { ConnectionOptions } from 'node:tls';
import { Logger } from '@nestjs/common';
import kafkajs, { type SASLOptions } from 'kafkajs';

export interface KafkaSettings {
  /** `host:port`, one or more. */
  readonly brokers: readonly string[];
  readonly clientId: string;
  readonly ssl?: boolean | ConnectionOptions;
  readonly sasl?: SASLOptions;
  /** Partitions of the topics that are made at start; those that exist keep theirs. Default 6. */
  readonly partitions?: number;
  /** Before the name of each topic and consumer group, for a broker shared with others. */
  readonly prefix?: string;
  /** After how long without progress, while there is lag and the broker answers, the process ends; milliseconds, default 120,000. */
  readonly stuckAfterMs?: number;
  /** Ends the process; a supervisor starts it again. */
  readonly exit?: (code: number) => void;
}

export function createClient({ brokers, clientId, ssl, sasl }: KafkaSettings): kafkajs.Kafka {
  mendRequestQueue();
  return new kafkajs.Kafka({
    brokers: [...brokers],
    clientId,
    ssl,
    sasl,
    connectionTimeout: 3000,
    requestTimeout: 15_000,
    retry: { initialRetryTime: 100, maxRetryTime: 1000, retries: 4 },
    logLevel: kafkajs.logLevel.WARN,
    // The driver says itself what matters; kafkajs repeats each failure of each connection.
    logCreator: () => {
      const logger = new Logger('kafkajs');
      return ({ namespace, log }) => logger.debug(`${namespace}: ${log.message}`);
    },
  });
}

interface RequestQueue {
  readonly pending: readonly unknown[];
  scheduleCheckPendingRequests(): void;
}

let mended = false;

/** kafkajs 2.2.4 arms a timer with a negative delay after each request, also when nothing is pending (kafkajs#1751); Node 24 warns of it each time. */
function mendRequestQueue(): void {
  if (mended) return;
  mended = true;
  const queue: { prototype: RequestQueue } = createRequire(import.meta.url)('kafkajs/src/network/requestQueue');
  const { scheduleCheckPendingRequests } = queue.prototype;
  queue.prototype.scheduleCheckPendingRequests = function (this: RequestQueue): void {
    if (this.pending.length > 0) scheduleCheckPendingRequests.call(this);
  };
}
