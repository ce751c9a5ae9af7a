import { join } from 'node:path';
import { InferenceModule, InferenceOptions, inferenceSchema } from '@atelier/inference';
import { onlineFeaturesSchema } from '@atelier/online-features';
import { limitsOf, limitVariables, meshEnvironment, runMeshProgram } from '@atelier/program';

const defaults = new InferenceOptions({ spoolFolder: '' });

await runMeshProgram({
  name: 'inference',
  version: '0.1.0',
  environment: { ...meshEnvironment, ...limitVariables('inference', defaults) },
  services: ['inference'],
  schemas: [onlineFeaturesSchema, inferenceSchema],
  modules: (settings) => [
    InferenceModule.forRoot({ spoolFolder: join(settings.ATELIER_WORK, 'spool'), ...limitsOf('inference', defaults, settings) }),
  ],
});
