import { meshEnvironment, runMeshProgram } from '@atelier/program';
import { RegistryModule, registrySchema } from '@atelier/registry';

await runMeshProgram({
  name: 'registry',
  version: '0.1.0',
  environment: meshEnvironment,
  services: ['registry'],
  schemas: [registrySchema],
  modules: () => [RegistryModule.forRoot()],
});
