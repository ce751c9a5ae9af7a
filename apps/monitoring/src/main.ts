import { MonitoringModule, MonitoringOptions, monitoringSchema } from '@atelier/monitoring';
import { limitsOf, limitVariables, meshEnvironment, runMeshProgram } from '@atelier/program';

const defaults = new MonitoringOptions();

await runMeshProgram({
  name: 'monitoring',
  version: '0.1.0',
  environment: { ...meshEnvironment, ...limitVariables('monitoring', defaults) },
  services: ['monitoring'],
  schemas: [monitoringSchema],
  modules: (settings) => [MonitoringModule.forRoot(limitsOf('monitoring', defaults, settings))],
});
