import { busMigration } from '@atelier/bus';
import type { ServiceSchema } from '@atelier/database';
import { Candidate } from './candidates/candidate.entity.js';
import { CreateRegistry } from './migrations/create-registry.js';
import { ModelsWithoutJob } from './migrations/models-without-job.js';
import { NamedModel } from './rollouts/named-model.entity.js';
import { Rollout } from './rollouts/rollout.entity.js';
import { StageChange } from './rollouts/stage-change.entity.js';
import { MLModelVersion } from './versions/model-version.entity.js';

/** What the registry stores. */
export const registrySchema: ServiceSchema = {
  service: 'registry',
  entities: [MLModelVersion, NamedModel, Rollout, StageChange, Candidate],
  migrations: [busMigration('registry'), CreateRegistry, ModelsWithoutJob],
};
