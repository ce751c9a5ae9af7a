import { busMigration } from '@atelier/bus';
import type { ServiceSchema } from '@atelier/database';
import { MLDataset } from './datasets/dataset.entity.js';
import { CreateIngestion } from './migrations/create-ingestion.js';
import { KeepQuality } from './migrations/keep-quality.js';
import { KeepSheet } from './migrations/keep-sheet.js';
import { KeepSteps } from './migrations/keep-steps.js';
import { QualityReport } from './quality/quality-report.entity.js';

/** What ingestion stores. */
export const ingestionSchema: ServiceSchema = {
  service: 'ingestion',
  entities: [MLDataset, QualityReport],
  migrations: [busMigration('ingestion'), CreateIngestion, KeepSteps, KeepQuality, KeepSheet],
};
