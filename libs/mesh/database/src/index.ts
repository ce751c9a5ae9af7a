export * from './data-source.js';
export * from './database.module.js';
export { type EmbeddedOptions, type EmbeddedPostgres, startEmbeddedPostgres } from './embedded/server.js';
export * from './home-lock.js';
export { type PreparedStatement, queryPrepared } from './prepared-query.js';
export * from './service-schema.js';
export * from './test-database.js';
export { databaseError } from './unavailability.js';
