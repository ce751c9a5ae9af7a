import { createHash } from 'node:crypto';
import { AtelierError, type ErrorCode, type EventType, isRetryable, type ServiceName, toAtelierError } from '@atelier/contracts';
import { databaseError, schemaName } from '@atelier/database';
import { Logger } from '@nestjs/common';
import type { DataSource, EntityManager } from 'typeorm';
import { type AtelierEvent, type Decoded, decodeEvent, type EventContext } from '../event.js';
import type { Message } from '../message.js';
import type { BusCounts } from '../statistics.js';
import { inTraceOf } from '../trace.js';
import { backoff, type Gate, pause } from '../waiting.js';
import { storeDeadLetter } from './dead-letter.js';

export type EventHandler = (event: AtelierEvent<EventType>, context: EventContext) => Promise<void>;
export type EventHandlers = ReadonlyMap<EventType, readonly EventHandler[]>;

/** How often a handler that throws is tried before its event is a dead letter, and the first of the doubling delays between. */
export interface RetryPolicy {
  readonly tries: number;
  readonly firstDelayMs: number;
}

/** What a driver does in the transaction in which messages are dealt with: the in-process one empties the mailbox. */
export type Settle = (manager: EntityManager, messages: readonly Message[]) => Promise<void>;

interface Delivery {
  readonly message: Message;
  /** The event's id; for what is no event, the digest of its bytes. */
  readonly id: string;
  readonly decoded: Exclude<Decoded, { kind: 'unwanted' }>;
}

const longestDelayMs = 15_000;

/**
 * A service's side of the bus. Deals with messages in order, each exactly once: handlers and the record in SCHEMA.inbox share a transaction.
 * A batch is one transaction; if anything in it fails, each message has one of its own, so that a poison message harms no other.
 */
export class Inbox {
  private readonly logger = new Logger('inbox');
  private readonly schema: string;
  private waits = 0;

  constructor(
    readonly service: ServiceName,
    readonly handlers: EventHandlers,
    private readonly dataSource: DataSource,
    private readonly gate: Gate,
    private readonly counts: BusCounts,
    private readonly retry: RetryPolicy,
  ) {
    this.schema = `"${schemaName(service)}"`;
  }

  /** Whether the service waits for something it stands on (database, artifact store) to come back. */
  get waiting(): boolean {
    return this.waits > 0;
  }

  /** Whether a handler takes this type. A type that the catalogue does not know is wanted, to become a dead letter. */
  wants(type: string): boolean {
    return this.handlers.has(type as EventType);
  }

  /**
   * Returns when every message is handled, known already, or a dead letter, and that is committed.
   * @throws AtelierError `broker.unavailable` if the signal aborts before that; what was committed stays.
   */
  async handle(messages: readonly Message[], signal: AbortSignal, settle: Settle = async () => undefined): Promise<void> {
    if (messages.length > 1) {
      const failure = await this.persist(
        signal,
        () => this.transact(messages, settle),
        (code) => code === 'database.unavailable',
      );
      if (!failure) return;
    }
    for (const message of messages) await this.handleAlone(message, signal, settle);
  }

  /** Runs the handlers for one event in the given transaction. */
  async dispatch(event: AtelierEvent<EventType>, context: EventContext): Promise<void> {
    for (const handler of this.handlers.get(event.type) ?? []) await inTraceOf(event, () => handler(event, context));
  }

  decode(message: Message): Decoded {
    return decodeEvent(message.value, (type) => this.handlers.has(type));
  }

  private async handleAlone(message: Message, signal: AbortSignal, settle: Settle): Promise<void> {
    for (let tries = 1; ; tries++) {
      const failure = await this.persist(signal, () => this.transact([message], settle), isRetryable);
      if (!failure) return;
      if (tries >= this.retry.tries) return this.bury(message, failure, tries, signal, settle);
      this.counts.retried++;
      await pause(backoff(tries, this.retry.firstDelayMs, longestDelayMs), signal);
    }
  }

  /** Does the work, again and again while what it stands on is away; null, or the failure that waiting does not mend. */
  private async persist(
    signal: AbortSignal,
    work: () => Promise<void>,
    waitsFor: (code: ErrorCode) => boolean,
  ): Promise<AtelierError | null> {
    for (let failures = 1; ; failures++) {
      if (signal.aborted) throw stopped(this.service);
      const failure = await work().then(
        () => null,
        (thrown: unknown) => toAtelierError(databaseError(thrown)),
      );
      if (!failure || !waitsFor(failure.code)) return failure;
      this.logger.warn(`${this.service} waits: ${failure.message}`);
      this.counts.retried++;
      this.waits++;
      await pause(backoff(failures, this.retry.firstDelayMs, longestDelayMs), signal);
      this.waits--;
    }
  }

  private async transact(messages: readonly Message[], settle: Settle): Promise<void> {
    const deliveries = this.open(messages);
    const effects: (() => void)[] = [];
    const handled = await this.gate.run(() =>
      this.dataSource.transaction(async (manager) => {
        await settle(manager, messages);
        const fresh = await this.record(manager, deliveries);
        const context: EventContext = { manager, afterCommit: (effect) => effects.push(effect) };
        for (const delivery of fresh) await this.deliver(delivery, context);
        return fresh;
      }),
    );
    this.counts.handled += handled.filter(({ decoded }) => decoded.kind === 'event').length;
    this.counts.deadLettered += handled.filter(({ decoded }) => decoded.kind === 'fault').length;
    this.counts.duplicates += deliveries.length - handled.length;
    this.apply(effects);
  }

  private open(messages: readonly Message[]): Delivery[] {
    return messages.flatMap((message) => {
      const decoded = this.decode(message);
      if (decoded.kind === 'unwanted') return [];
      const id = decoded.kind === 'event' ? decoded.event.id : `invalid:${createHash('sha256').update(message.value).digest('hex')}`;
      return [{ message, id, decoded }];
    });
  }

  /** Those of the deliveries that the inbox did not know yet, each once, in order; from now on it knows them. */
  private async record(manager: EntityManager, deliveries: readonly Delivery[]): Promise<Delivery[]> {
    if (deliveries.length === 0) return [];
    const rows: { event_id: string }[] = await manager.query(
      `INSERT INTO ${this.schema}.inbox (event_id) SELECT DISTINCT unnest($1::text[]) ON CONFLICT DO NOTHING RETURNING event_id`,
      [deliveries.map(({ id }) => id)],
    );
    const unknown = new Set(rows.map((row) => row.event_id));
    return deliveries.filter(({ id }) => unknown.delete(id));
  }

  private async deliver({ message, decoded }: Delivery, context: EventContext): Promise<void> {
    if (decoded.kind === 'event') await this.dispatch(decoded.event, context);
    else await storeDeadLetter(context.manager, this.service, message, { reason: 'event.invalid', detail: decoded.fault, tries: 1 });
  }

  /** Gives the message up: it is kept with its reason and counts as dealt with. */
  private async bury(message: Message, cause: AtelierError, tries: number, signal: AbortSignal, settle: Settle): Promise<void> {
    const reason = cause.code === 'internal' ? 'event.handler_failed' : cause.code;
    const detail = causeOf(cause);
    this.logger.error(`${this.service} gives up a message of ${message.topic} after ${tries} tries: ${reason}: ${detail}`);
    const write = (): Promise<void> =>
      this.dataSource.transaction(async (manager) => {
        await settle(manager, [message]);
        const fresh = await this.record(manager, this.open([message]));
        if (fresh.length > 0) await storeDeadLetter(manager, this.service, message, { reason, detail, tries });
      });
    await this.persist(signal, write, () => true);
    this.counts.deadLettered++;
  }

  private apply(effects: readonly (() => void)[]): void {
    for (const effect of effects) {
      try {
        effect();
      } catch (error) {
        this.logger.error(error, `${this.service}: an effect after commit failed`);
      }
    }
  }
}

/** The text of the failure itself: an unexpected error hides in the cause of an `internal` one. */
function causeOf(error: AtelierError): string {
  const { cause } = error;
  return error.code === 'internal' && cause !== undefined ? (cause instanceof Error ? cause.message : String(cause)) : error.detail;
}

function stopped(service: ServiceName): AtelierError {
  return new AtelierError('broker.unavailable', `${service} stops; what was not handled is delivered again.`);
}
