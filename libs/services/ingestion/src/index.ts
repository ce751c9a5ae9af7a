export { MLDataset } from './datasets/dataset.entity.js';
export { IngestionModule } from './ingestion.module.js';
export { ingestionSchema } from './ingestion.schema.js';
export { IngestionOptions } from './options.js';
export type { ColumnProfile } from './reading/profile.js';
