import { busMigration } from '@atelier/bus';
import type { ServiceSchema } from '@atelier/database';
import { MLExperiment } from './comparison/experiment.entity.js';
import { Dataset } from './datasets/dataset.entity.js';
import { CreateTrainer } from './migrations/create-trainer.js';
import { KeepPipelines } from './migrations/keep-pipelines.js';
import { KeepTrainingSets } from './migrations/keep-training-sets.js';
import { MLTrainingJob } from './training/training-job.entity.js';
import { ProgressRecord } from './training/training-progress.entity.js';

/** What the trainer stores; its queue is `jobsSchema`, in the same database. */
export const trainerSchema: ServiceSchema = {
  service: 'trainer',
  entities: [Dataset, MLTrainingJob, ProgressRecord, MLExperiment],
  migrations: [busMigration('trainer'), CreateTrainer, KeepPipelines, KeepTrainingSets],
};
