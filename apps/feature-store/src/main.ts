import { join } from 'node:path';
import { FeatureStoreModule, FeatureStoreOptions, featureStoreSchema } from '@atelier/feature-store';
import { JobsModule, jobsSchema } from '@atelier/jobs';
import { onlineFeaturesSchema } from '@atelier/online-features';
import { limitsOf, limitVariables, meshEnvironment, runMeshProgram } from '@atelier/program';

const defaults = new FeatureStoreOptions();

await runMeshProgram({
  name: 'feature-store',
  version: '0.1.0',
  environment: { ...meshEnvironment, ...limitVariables('feature-store', defaults) },
  services: ['feature-store'],
  schemas: [jobsSchema, onlineFeaturesSchema, featureStoreSchema],
  modules: (settings) => [
    JobsModule.forProgram({ workers: true }),
    FeatureStoreModule.forRoot({ workFolder: join(settings.ATELIER_WORK, 'features'), ...limitsOf('feature-store', defaults, settings) }),
  ],
});
