import { join } from 'node:path';
import { JobsModule, jobsSchema } from '@atelier/jobs';
import { limitsOf, limitVariables, meshEnvironment, runMeshProgram } from '@atelier/program';
import { TrainerModule, TrainerOptions, trainerSchema } from '@atelier/trainer';

const defaults = new TrainerOptions();

await runMeshProgram({
  name: 'trainer',
  version: '0.1.0',
  environment: { ...meshEnvironment, ...limitVariables('trainer', defaults) },
  services: ['trainer'],
  schemas: [jobsSchema, trainerSchema],
  modules: (settings) => [
    JobsModule.forProgram({ workers: true }),
    TrainerModule.forRoot({ workFolder: join(settings.ATELIER_WORK, 'training'), ...limitsOf('trainer', defaults, settings) }),
  ],
});
