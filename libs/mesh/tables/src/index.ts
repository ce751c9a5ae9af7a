export * from './database.js';
export * from './read-frame.js';
export * from './read-rows.js';
export * from './sql.js';
export { findColumns, readSchema, schemaOf, type StoredColumn, type TableSchema } from './table-schema.js';
export { addTemporalFunction, type FoldFailure } from './temporal/temporal-function.js';
export * from './temporal/temporal-sql.js';
export * from './temporal/write-temporal.js';
export * from './write-parquet.js';
