import { join } from 'node:path';
import { IngestionModule, IngestionOptions, ingestionSchema } from '@atelier/ingestion';
import { limitsOf, limitVariables, meshEnvironment, runMeshProgram } from '@atelier/program';

const defaults = new IngestionOptions();

await runMeshProgram({
  name: 'ingestion',
  version: '0.1.0',
  environment: { ...meshEnvironment, ...limitVariables('ingestion', defaults) },
  services: ['ingestion'],
  schemas: [ingestionSchema],
  modules: (settings) => [
    IngestionModule.forRoot({ workFolder: join(settings.ATELIER_WORK, 'uploads'), ...limitsOf('ingestion', defaults, settings) }),
  ],
});
