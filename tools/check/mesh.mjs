// `npm run test:mesh`: the same story and the fault tests on real Kafka, PostgreSQL and MinIO, started here when no address is given.
import { startServers } from '../servers/servers.mjs';
import { close, runStages } from './stages.mjs';

const jest = ['node', 'node_modules/jest/bin/jest.js', '--config', 'jest.mesh.config.mjs', '--runInBand'];

const servers = await startServers();
try {
  close(
    await runStages([
      { name: 'contract suites, the story and the faults on real servers', command: jest, jest: true, env: servers.environment },
    ]),
  );
} finally {
  await servers.stop();
}
