import { join } from 'node:path';
import { InferenceModule, inferenceSchema } from '@atelier/inference';
import { meshEnvironment, runMeshProgram } from '@atelier/program';

await runMeshProgram({
  name: 'inference',
  version: '0.1.0',
  environment: meshEnvironment,
  services: ['inference'],
  schemas: [inferenceSchema],
  modules: ({ ATELIER_WORK }) => [InferenceModule.forRoot({ spoolFolder: join(ATELIER_WORK, 'spool') })],
});
