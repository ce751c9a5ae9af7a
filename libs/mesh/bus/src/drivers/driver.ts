import type { EntityManager } from 'typeorm';
import type { Inbox } from '../inbox/inbox.js';
import type { Message } from '../message.js';

/** How messages get from outboxes to inboxes. The in-process and the Kafka driver pass the same suite (`bus.suite.ts`). */
export interface BusDriver {
  /** How often a relay looks in the outbox without being woken; milliseconds. */
  readonly pollMs: number;
  /** Starts delivering to the inboxes of the program's services. Returns also when the broker is away: it is then tried again for ever. */
  start(inboxes: readonly Inbox[]): Promise<void>;
  /** Resolves when sending may succeed, or when the signal aborts. */
  ready(signal: AbortSignal): Promise<void>;
  /** Returns when the messages are safe, in order; called by one relay at a time for each service. `manager` is the transaction that marks them as published. */
  send(manager: EntityManager, messages: readonly Message[]): Promise<void>;
  /** The transaction of `send` has committed. */
  sent(messages: readonly Message[]): void;
  /** Ends after what is at hand. */
  stop(): Promise<void>;
}
