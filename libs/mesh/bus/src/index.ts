export * from './bus.module.js';
export type { KafkaSettings } from './drivers/kafka/client.js';
export type { AtelierEvent, EventContext } from './event.js';
export * from './inbox/dead-letters.js';
export { busMigration } from './migration.js';
export * from './on-event.js';
export { InjectOutbox, Outbox, outboxToken, type WrittenData } from './outbox/outbox.js';
export * from './statistics.js';
export * from './transport.js';
