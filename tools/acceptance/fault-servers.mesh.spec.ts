import { ProblemError } from '@atelier/sdk';
import { afterAll, beforeAll, describe, expect } from '@jest/globals';
import { deployTwoVersions, expectNothingLost } from './aftermath.js';
import { eventually } from './eventually.js';
import { churnTable, featuresOf } from './example-table.js';
import { Load, type LoadedModels, pause } from './load.js';
import { Mesh } from './mesh-programs.js';
import { expectConsistent, expectDrained } from './mesh-state.js';
import { itStopsServers, tellServer } from './test-servers.js';

const brokerAwayMs = 60_000;

describe('the mesh, when what it stands on is away', () => {
  let mesh: Mesh;
  let models: LoadedModels;
  let processes: (number | undefined)[];
  beforeAll(async () => {
    mesh = await Mesh.start();
    models = await deployTwoVersions(mesh.client, 'served');
    processes = mesh.all.map(({ pid }) => pid);
  });
  afterAll(() => mesh?.stop());

  function expectAllAlive(): void {
    expect(mesh.all.filter(({ isAlive }) => !isAlive).map(({ name, words }) => `${name}: ${words}`)).toEqual([]);
    expect(mesh.all.map(({ pid }) => pid)).toEqual(processes);
  }

  const predict = () => mesh.client.models.predict({ model_name: models.name, features: featuresOf(churnTable(1).rows[0]) });
  const upload = (rows: number) => mesh.client.datasets.upload({ content: new Blob([churnTable(rows, rows).csv]), fileName: 'more.csv' });

  itStopsServers('takes uploads and predicts while Kafka is away for a minute, and its events drain afterwards', () =>
    mesh.watched(async () => {
      await expectDrained(mesh);
      await tellServer('kafka', 'stop');
      const load = new Load(() => mesh.client, models).start(['uploads', 'predictions']);
      await pause(brokerAwayMs / 2);
      const { datasets, predictions } = load.acknowledged;
      const half = [datasets.size, predictions.size];
      await pause(brokerAwayMs / 2);
      await load.stop();
      expect({ unanswered: load.unanswered, refusals: [...load.refusals] }).toEqual({ unanswered: 0, refusals: [] });
      expect(half.every((count) => count > 3) && datasets.size > half[0] && predictions.size > half[1]).toBe(true);
      await tellServer('kafka', 'start');
      await expectConsistent(mesh);
      await expectNothingLost(mesh.client, load, models);
      expectAllAlive();
    }),
  );

  itStopsServers('predicts by its loaded models while MinIO is away, says 503 to uploads, and takes them again afterwards', () =>
    mesh.watched(async () => {
      await tellServer('minio', 'stop');
      for (let i = 0; i < 20; i++) expect((await predict()).prediction).toHaveLength(1);
      const refusal = await upload(50).catch((error: unknown) => error);
      expect(refusal).toBeInstanceOf(ProblemError);
      expect((refusal as ProblemError).problem).toMatchObject({ status: 503, code: 'artifact.unavailable' });
      expect((await mesh.of('inference').isReady()) && (await mesh.of('gateway').isReady())).toBe(true);
      await tellServer('minio', 'start');
      expect(await upload(51)).toMatchObject({ rows: 51 });
      await expectConsistent(mesh);
      expectAllAlive();
    }),
  );

  itStopsServers('loses no process and nothing that was acknowledged when PostgreSQL is restarted under load', () =>
    mesh.watched(async () => {
      const load = new Load(() => mesh.client, models, 5).start();
      await pause(3000);
      await tellServer('postgres', 'restart');
      await pause(3000);
      await load.stop();
      expectAllAlive();
      await eventually(
        () => predict().catch(() => null),
        (answer) => answer !== null,
      );
      await expectNothingLost(mesh.client, load, models);
      await expectConsistent(mesh);
      expectAllAlive();
    }),
  );
});
