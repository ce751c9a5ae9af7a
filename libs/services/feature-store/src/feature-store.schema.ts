import { busMigration } from '@atelier/bus';
import type { ServiceSchema } from '@atelier/database';
import { Dataset } from './datasets/dataset.entity.js';
import { CreateFeatureStore } from './migrations/create-feature-store.js';
import { MLFeatureStore } from './views/feature-view.entity.js';

/** What the feature store stores. */
export const featureStoreSchema: ServiceSchema = {
  service: 'feature-store',
  entities: [MLFeatureStore, Dataset],
  migrations: [busMigration('feature-store'), CreateFeatureStore],
};
