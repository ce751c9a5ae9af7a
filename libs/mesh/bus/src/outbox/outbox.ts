import type { EventData, EventType, ServiceName } from '@atelier/contracts';
import { Inject } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

/**
 * A service's outbox: an event is stored in the transaction of the state it announces, and a relay publishes it afterwards,
 * at least once, in the order of storing for each key. Injected with `@InjectOutbox('trainer')`.
 */
export abstract class Outbox {
  /** Stores the event; returns its id (UUIDv7). The payload is checked against the catalogue now. Nothing is sent if the transaction is rolled back. */
  abstract publish<T extends EventType>(manager: EntityManager, project: string, type: T, data: EventData<T>): Promise<string>;

  /**
   * As `publish`, for a payload that the caller has written as JSON himself: it is stored as it is, unchecked and unparsed, so that much of it
   * costs little. Receivers check it as any other.
   */
  abstract publishWritten(manager: EntityManager, project: string, type: EventType, written: WrittenData): Promise<string>;
}

/** A payload as JSON text, with the value of its key field. */
export interface WrittenData {
  readonly key: string;
  readonly data: string;
}

export const outboxToken = (service: ServiceName): string => `outbox of ${service}`;

/** `@InjectOutbox('trainer') private readonly outbox: Outbox` */
export const InjectOutbox = (service: ServiceName): ParameterDecorator & PropertyDecorator => Inject(outboxToken(service));
