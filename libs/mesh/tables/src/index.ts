export * from './database.js';
export * from './read-frame.js';
export * from './read-rows.js';
export * from './sql.js';
export { readSchema, schemaOf, type StoredColumn, type TableSchema } from './table-schema.js';
export * from './write-parquet.js';
