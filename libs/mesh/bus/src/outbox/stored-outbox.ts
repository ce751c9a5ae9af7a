import { AtelierError, type EventData, type EventType, eventCatalogue, type ServiceName } from '@atelier/contracts';
import { schemaName } from '@atelier/database';
import type { DataSource, EntityManager, EntitySubscriberInterface } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { encodeEvent } from '../event.js';
import { largestEventBytes, type Message } from '../message.js';
import { Outbox, type WrittenData } from './outbox.js';

/** The outbox as a table of the service's schema. */
export class StoredOutbox extends Outbox {
  constructor(
    private readonly service: ServiceName,
    private readonly wakings: Wakings,
  ) {
    super();
  }

  override async publish<T extends EventType>(manager: EntityManager, project: string, type: T, data: EventData<T>): Promise<string> {
    const key = String((data as Record<string, unknown>)[eventCatalogue[type].key]);
    return this.publishWritten(manager, project, type, { key, data: JSON.stringify(checked(type, data)) });
  }

  override async publishWritten(manager: EntityManager, project: string, type: EventType, { key, data }: WrittenData): Promise<string> {
    const id = uuidv7();
    const message = encodeEvent({ id, service: this.service, project, type, key, data });
    if (Buffer.byteLength(message.value) > largestEventBytes) throw tooLarge(type);
    await storeMessage(manager, this.service, message);
    this.wakings.afterCommit(manager, this.service);
    return id;
  }
}

function tooLarge(type: EventType): AtelierError {
  return new AtelierError(
    'event.invalid',
    `${type} is larger than ${largestEventBytes} bytes; keep the bytes as an artifact and say its digest.`,
  );
}

/** Puts a message in the service's outbox as it is; dead letters go this way too. */
export async function storeMessage(
  manager: EntityManager,
  service: ServiceName,
  { topic, key, type, value, headers }: Message,
): Promise<void> {
  await manager.query(`INSERT INTO "${schemaName(service)}".outbox (topic, key, type, value, headers) VALUES ($1, $2, $3, $4, $5)`, [
    topic,
    key,
    type,
    value,
    headers ? JSON.stringify(headers) : null,
  ]);
}

function checked<T extends EventType>(type: T, data: EventData<T>): EventData<T> {
  const result = eventCatalogue[type].schema.safeParse(data);
  if (result.success) return result.data as EventData<T>;
  const errors = result.error.issues.map((issue) => ({ path: issue.path.join('.'), message: issue.message }));
  throw new AtelierError('event.invalid', `The payload of ${type} does not fit its schema; it was not published.`, errors, {
    cause: result.error,
  });
}

/** Wakes a service's relay when the transaction that stored an event has committed; TypeORM tells. */
export class Wakings implements EntitySubscriberInterface {
  private readonly wakers = new Map<ServiceName, () => void>();

  constructor(dataSource: DataSource) {
    dataSource.subscribers.push(this);
  }

  register(service: ServiceName, wake: () => void): void {
    this.wakers.set(service, wake);
  }

  afterCommit(manager: EntityManager, service: ServiceName): void {
    const runner = manager.queryRunner;
    if (!runner?.isTransactionActive) return this.wakers.get(service)?.();
    const waiting = (runner.data.outboxes ??= new Set<ServiceName>()) as Set<ServiceName>;
    waiting.add(service);
  }

  /** Also called when a savepoint is released: then the transaction is still active. */
  afterTransactionCommit({ queryRunner }: { queryRunner: EntityManager['queryRunner'] }): void {
    if (!queryRunner || queryRunner.isTransactionActive) return;
    const waiting = queryRunner.data.outboxes as Set<ServiceName> | undefined;
    for (const service of waiting ?? []) this.wakers.get(service)?.();
    waiting?.clear();
  }
}
