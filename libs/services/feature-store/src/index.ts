export { FeatureStoreModule } from './feature-store.module.js';
export { featureStoreSchema } from './feature-store.schema.js';
export type { FeatureViewAnswer } from './features.controller.js';
export type { OnlineAnswer, OnlineValue, ValueStatus } from './online/online-store.js';
export { FeatureStoreOptions } from './options.js';
export { MLFeatureStore } from './views/feature-view.entity.js';
