import { FeatureStoreModule, FeatureStoreOptions, featureStoreSchema } from '@atelier/feature-store';
import { limitsOf, limitVariables, meshEnvironment, runMeshProgram } from '@atelier/program';

const defaults = new FeatureStoreOptions();

await runMeshProgram({
  name: 'feature-store',
  version: '0.1.0',
  environment: { ...meshEnvironment, ...limitVariables('feature-store', defaults) },
  services: ['feature-store'],
  schemas: [featureStoreSchema],
  modules: (settings) => [FeatureStoreModule.forRoot(limitsOf('feature-store', defaults, settings))],
});
