export { MLDataset } from './datasets/dataset.entity.js';
export type { DatasetAnswer } from './datasets/dataset-answers.js';
export { IngestionModule } from './ingestion.module.js';
export { ingestionSchema } from './ingestion.schema.js';
export { IngestionOptions } from './options.js';
export type { ColumnProfile } from './reading/profile.js';
