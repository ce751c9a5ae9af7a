import { fileURLToPath } from 'node:url';
import { runMeshProgram, serveDashboard } from '@atelier/program';
import { GatewayModule } from './gateway.module.js';
import { gatewayAccess, gatewayEnvironment, gatewayOptions } from './settings.js';

const dashboard = fileURLToPath(new URL('../../dashboard/dist', import.meta.url));

await runMeshProgram({
  name: 'gateway',
  version: '0.1.0',
  environment: gatewayEnvironment,
  services: [],
  schemas: [],
  modules: (settings) => [GatewayModule.forProgram(gatewayOptions(settings))],
  access: gatewayAccess,
  prepare: (application) => serveDashboard(application, dashboard),
});
