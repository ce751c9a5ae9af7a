import { join } from 'node:path';
import { JobsModule, jobsSchema } from '@atelier/jobs';
import { meshEnvironment, runMeshProgram } from '@atelier/program';
import { TrainerModule, trainerSchema } from '@atelier/trainer';

await runMeshProgram({
  name: 'trainer',
  version: '0.1.0',
  environment: meshEnvironment,
  services: ['trainer'],
  schemas: [jobsSchema, trainerSchema],
  modules: ({ ATELIER_WORK }) => [
    JobsModule.forProgram({ workers: true }),
    TrainerModule.forRoot({ workFolder: join(ATELIER_WORK, 'training') }),
  ],
});
