import { join } from 'node:path';
import { limitsOf, limitVariables, meshEnvironment, runMeshProgram } from '@atelier/program';
import { RegistryModule, RegistryOptions, registrySchema } from '@atelier/registry';

const defaults = new RegistryOptions();

await runMeshProgram({
  name: 'registry',
  version: '0.1.0',
  environment: { ...meshEnvironment, ...limitVariables('registry', defaults) },
  services: ['registry'],
  schemas: [registrySchema],
  modules: (settings) => [
    RegistryModule.forRoot({ workFolder: join(settings.ATELIER_WORK, 'imports'), ...limitsOf('registry', defaults, settings) }),
  ],
});
