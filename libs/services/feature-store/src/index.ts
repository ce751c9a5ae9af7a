export { FeatureStoreModule } from './feature-store.module.js';
export { featureStoreSchema } from './feature-store.schema.js';
export { FeatureStoreOptions } from './options.js';
export { MLFeatureStore } from './views/feature-view.entity.js';
