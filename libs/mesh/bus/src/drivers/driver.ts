import type { EntityManager } from 'typeorm';
import type { Inbox } from '../inbox/inbox.js';
import type { Message } from '../message.js';

/** A message that was sent, without its text. */
export type Sent = Pick<Message, 'type' | 'headers'>;

/** How messages get from outboxes to inboxes. The in-process and the Kafka driver pass the same suite (`bus.suite.ts`). */
export interface BusDriver {
  /** How often a relay looks in the outbox without being woken; milliseconds. */
  readonly pollMs: number;
  /** Starts delivering to the inboxes of the program's services. Returns also when the broker is away: it is then tried again for ever. */
  start(inboxes: readonly Inbox[]): Promise<void>;
  /** Resolves when sending may succeed, or when the signal aborts. */
  ready(signal: AbortSignal): Promise<void>;
  /**
   * Sends the first batch of an outbox in its order, marks it as published and says what was in it; returns when the messages are safe.
   * Called by one relay at a time for each service; `manager` is the transaction that marks.
   */
  relay(manager: EntityManager, outbox: string): Promise<readonly Sent[]>;
  /** The transaction of `relay` has committed. */
  sent(messages: readonly Sent[]): void;
  /** Ends after what is at hand. */
  stop(): Promise<void>;
}
