import { busMigration } from '@atelier/bus';
import type { ServiceSchema } from '@atelier/database';
import { CreateInference } from './migrations/create-inference.js';
import { RolloutRecord } from './projection/rollout-record.entity.js';
import { VersionRecord } from './projection/version-record.entity.js';
import { MLPredictionLog } from './spool/prediction-log.entity.js';

/** What inference stores. */
export const inferenceSchema: ServiceSchema = {
  service: 'inference',
  entities: [MLPredictionLog, VersionRecord, RolloutRecord],
  migrations: [busMigration('inference'), CreateInference],
};
