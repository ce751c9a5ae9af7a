import { createRandom } from '@atelier/learning';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { deployTwoVersions, expectNothingLost } from './aftermath.js';
import { eventually } from './eventually.js';
import { churnTable, featuresOf } from './example-table.js';
import { KeepAliveLoad } from './keep-alive-load.js';
import { Load, type LoadedModels, pause } from './load.js';
import { Mesh, type ProgramName } from './mesh-programs.js';
import { expectConsistent, expectObjects } from './mesh-state.js';

describe('processes of the mesh', () => {
  let mesh: Mesh;
  let models: LoadedModels;
  beforeAll(async () => {
    mesh = await Mesh.start();
    models = await deployTwoVersions(mesh.client, 'killed');
  });
  afterAll(() => mesh?.stop());

  const upload = (rows: number) =>
    mesh.client.datasets.upload({ content: new Blob([churnTable(rows, rows).csv]), fileName: `rows-${rows}.csv`, targetColumn: 'churned' });

  it('ingestion, killed between the artifact and the commit, has kept nothing that was not acknowledged', () =>
    mesh.watched(async () => {
      const before = await mesh.client.datasets.list();
      const objects = (await mesh.stores.objects()).length;
      const lock = await mesh.stores.lockTable('ingestion.ml_dataset');
      const uploading = upload(61).then(
        () => 'acknowledged',
        () => 'not acknowledged',
      );
      await eventually(
        () => mesh.stores.waitingFor('ingestion.ml_dataset'),
        (count) => count > 0,
      );
      expect((await mesh.stores.objects()).length).toBeGreaterThan(objects);
      await mesh.of('ingestion').end('SIGKILL');
      expect(await uploading).toBe('not acknowledged');
      await lock.release();
      await mesh.of('ingestion').start();
      expect(await mesh.client.datasets.list()).toEqual(before);
      expect(await upload(61)).toMatchObject({ rows: 61 });
    }));

  it('ingestion, killed between commit and publish, tells what it committed when it starts again', () =>
    mesh.watched(async () => {
      // What a relay holds while it publishes: held by us, nothing is published.
      const lock = await mesh.stores.lockRelay('ingestion');
      const { dataset_id } = await upload(62);
      await mesh.of('ingestion').end('SIGKILL');
      await lock.release();
      expect(await mesh.stores.query('SELECT FROM trainer.dataset WHERE dataset_id = $1', [dataset_id])).toEqual([]);
      await mesh.of('ingestion').start();
      await expectConsistent(mesh);
      expect(await mesh.stores.query('SELECT rows FROM trainer.dataset WHERE dataset_id = $1', [dataset_id])).toEqual([{ rows: 62 }]);
    }));

  it('the registry, killed between commit and publish, serves what was promoted when it starts again', () =>
    mesh.watched(async () => {
      const [first, next] = models.modelIds;
      const lock = await mesh.stores.lockRelay('registry');
      const promoting = mesh.client.models.promote(next).catch(() => null);
      const stage = () => mesh.stores.query<{ stage: string }>('SELECT stage FROM registry.ml_model_version WHERE model_id = $1', [next]);
      await eventually(stage, ([{ stage: now }]) => now === 'production');
      await mesh.of('registry').end('SIGKILL');
      await promoting;
      await lock.release();
      await mesh.of('registry').start();
      const [row] = churnTable(1).rows;
      const predict = () => mesh.client.models.predict({ model_name: models.name, features: featuresOf(row) });
      await eventually(predict, ({ model_id }) => model_id === next);
      await mesh.client.models.promote(first);
      await expectConsistent(mesh);
    }));

  it('lose nothing and apply nothing twice when each of them is killed at some moment under load', () =>
    mesh.watched(async () => {
      const load = new Load(() => mesh.client, models, 6).start();
      const random = createRandom(3);
      const victims: ProgramName[] = ['ingestion', 'registry', 'inference', 'monitoring', 'trainer', 'feature-store', 'gateway'];
      for (const name of [...victims, ...victims]) {
        await pause(300 + random.next() * 1200);
        await mesh.of(name).end('SIGKILL');
        await mesh.of(name).start();
      }
      await load.stop();
      await expectNothingLost(mesh.client, load, models);
      await expectConsistent(mesh);
      await expectObjects(mesh);
    }));

  it('are one production version after two promotions at once', () =>
    mesh.watched(async () => {
      for (let round = 0; round < 8; round++) {
        const answers = await Promise.all(models.modelIds.map((id) => mesh.client.models.promote(id)));
        expect(answers.map(({ status }) => status)).toEqual(['success', 'success']);
        const serving = await mesh.client.models.deployed({ name: models.name, status: 'production' });
        expect(serving).toHaveLength(1);
      }
      await expectConsistent(mesh);
    }));

  it.each(['inference', 'gateway'] as const)('%s fails no request at SIGTERM under load', (name) =>
    mesh.watched(async () => {
      const program = mesh.of(name);
      const rows = churnTable(50, 5).rows.map(featuresOf);
      const load = new KeepAliveLoad(program.url, mesh.key, { model_name: models.name, rows }).start(8);
      await eventually(
        async () => load.answered,
        (count) => count > 200,
      );
      expect(await program.end('SIGTERM')).toBe(0);
      const { answered, failures, ids } = await load.ended();
      expect(failures).toEqual([]);
      expect(answered).toBeGreaterThan(200);
      await program.start();
      const logged = await eventually(
        () => mesh.stores.query<{ count: string }>('SELECT count(*) FROM inference.ml_prediction_log WHERE prediction_id = ANY($1)', [ids]),
        ([{ count }]) => Number(count) === ids.length,
      );
      expect(Number(logged[0].count)).toBe(ids.length);
    }),
  );
});
