export * from './event.js';
export * from './outbox.js';
