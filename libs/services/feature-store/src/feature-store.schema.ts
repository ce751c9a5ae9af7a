import { busMigration } from '@atelier/bus';
import type { ServiceSchema } from '@atelier/database';
import { Dataset } from './datasets/dataset.entity.js';
import { AddTemporalViews } from './migrations/add-temporal-views.js';
import { CreateFeatureStore } from './migrations/create-feature-store.js';
import { KeepEndedVersions } from './migrations/keep-ended-versions.js';
import { KeepHistory } from './migrations/keep-history.js';
import { MLTrainingSet } from './training-sets/training-set.entity.js';
import { MLFeatureStore } from './views/feature-view.entity.js';

/** What the feature store stores; its queue is `jobsSchema`, its online table `onlineFeaturesSchema`, in the same database, which come first. */
export const featureStoreSchema: ServiceSchema = {
  service: 'feature-store',
  entities: [MLFeatureStore, Dataset, MLTrainingSet],
  migrations: [busMigration('feature-store'), CreateFeatureStore, KeepHistory, AddTemporalViews, KeepEndedVersions],
};
