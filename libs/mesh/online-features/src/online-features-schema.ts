import type { ServiceSchema } from '@atelier/database';
import { AddTemporalStates } from './add-temporal-states.migration.js';
import { CreateOnlineFeatures } from './create-online-features.migration.js';

/** The online table and the services that are served from it: written by the feature store, read by inference (docs/decisions, online table). */
export const onlineFeaturesSchema: ServiceSchema = {
  service: 'online-features',
  entities: [],
  migrations: [CreateOnlineFeatures, AddTemporalStates],
};
