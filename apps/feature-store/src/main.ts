import { FeatureStoreModule, featureStoreSchema } from '@atelier/feature-store';
import { meshEnvironment, runMeshProgram } from '@atelier/program';

await runMeshProgram({
  name: 'feature-store',
  version: '0.1.0',
  environment: meshEnvironment,
  services: ['feature-store'],
  schemas: [featureStoreSchema],
  modules: () => [FeatureStoreModule.forRoot()],
});
