// `npm run test:mesh`: the same story and the fault tests on real Kafka, PostgreSQL and MinIO, started here when no address is given.
// usage: npm run test:mesh [-- JEST ARGUMENTS], for example: npm run test:mesh -- tools/acceptance/fault-events
import { startServers } from '../servers/servers.mjs';
import { offerControl } from './server-control.mjs';
import { close, runStages } from './stages.mjs';

const jest = ['node', 'node_modules/jest/bin/jest.js', '--config', 'jest.mesh.config.mjs', '--runInBand', ...process.argv.slice(2)];

const servers = await startServers();
const control = await offerControl(servers);
try {
  const env = { ...servers.environment, ...control.environment };
  close(await runStages([{ name: 'contract suites, the story and the faults on real servers', command: jest, jest: true, env }]));
} finally {
  control.close();
  await servers.stop();
}
