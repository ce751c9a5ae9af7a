import { busMigration } from '@atelier/bus';
import type { ServiceSchema } from '@atelier/database';
import { MLDataset } from './datasets/dataset.entity.js';
import { CreateIngestion } from './migrations/create-ingestion.js';
import { KeepSteps } from './migrations/keep-steps.js';

/** What ingestion stores. */
export const ingestionSchema: ServiceSchema = {
  service: 'ingestion',
  entities: [MLDataset],
  migrations: [busMigration('ingestion'), CreateIngestion, KeepSteps],
};
