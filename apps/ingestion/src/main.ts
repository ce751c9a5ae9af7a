import { join } from 'node:path';
import { IngestionModule, ingestionSchema } from '@atelier/ingestion';
import { meshEnvironment, runMeshProgram } from '@atelier/program';

await runMeshProgram({
  name: 'ingestion',
  version: '0.1.0',
  environment: meshEnvironment,
  services: ['ingestion'],
  schemas: [ingestionSchema],
  modules: ({ ATELIER_WORK }) => [IngestionModule.forRoot({ workFolder: join(ATELIER_WORK, 'uploads') })],
});
