import type { Envelope, EventData, EventType } from '@atelier/contracts';
import type { EntityManager } from 'typeorm';

/** A received event: the CloudEvent with its payload checked against the catalogue. */
export type AtelierEvent<T extends EventType> = Omit<Envelope, 'type' | 'data'> & { readonly type: T; readonly data: EventData<T> };

/** What a handler is given beside the event (`@Ctx()`). */
export interface EventContext {
  /** The transaction in which the inbox records the event: the handler's effects go through it, so that they are applied exactly once. */
  readonly manager: EntityManager;
  /** Runs after the transaction has committed (waking a loop, filling a cache); not called when it is rolled back. */
  afterCommit(effect: () => void): void;
}
