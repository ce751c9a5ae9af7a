import { MonitoringModule, monitoringSchema } from '@atelier/monitoring';
import { meshEnvironment, runMeshProgram } from '@atelier/program';

await runMeshProgram({
  name: 'monitoring',
  version: '0.1.0',
  environment: meshEnvironment,
  services: ['monitoring'],
  schemas: [monitoringSchema],
  modules: () => [MonitoringModule.forRoot()],
});
