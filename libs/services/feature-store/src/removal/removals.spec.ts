import { ArtifactStore } from '@atelier/artifacts';
import type { FeatureServiceAnswer, FeaturesDeleted, FeatureViewAnswer, TrainingSetAnswer } from '@atelier/contracts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { dayOf, startStore, type TestStore } from '../store-program.suite.js';

describe('deleting views and services', () => {
  let store: TestStore;
  beforeAll(async () => {
    store = await startStore({ datasetWaitMs: 2000 });
    await store.call('POST', '/entities', { name: 'client', join_keys: [{ name: 'id', type: 'integer' }] });
    const ids = { kind: 'number' as const, name: 'id', values: Float64Array.of(1, 2) };
    const times = { kind: 'number' as const, name: 't', values: Float64Array.of(dayOf('2026-02-01'), dayOf('2026-02-02')) };
    await store.dataset('labels', [ids, times], { id: 'integer', t: 'datetime' });
    await clicks();
  });
  afterAll(() => store.stop());

  const schema = [{ name: 'clicks', type: 'integer' }];
  const clicks = () => store.call<FeatureViewAnswer>('POST', '/views', { name: 'clicks', kind: 'stream', entity: 'client', schema });
  const service = () => store.call<FeatureServiceAnswer>('POST', '/services', { name: 'busy', features: [{ view: 'clicks' }] });
  const push = (value: number) =>
    store.call('POST', '/push', {
      push_source_name: 'clicks',
      df: { id: [1], clicks: [value], event_timestamp: ['2026-01-01T00:00:00Z'] },
    });
  const remove = (path: string) => store.call<FeaturesDeleted>('DELETE', path);
  const rowsOf = async (table: string) => Number((await store.dataSource.query(`SELECT count(*) FROM ${table}`))[0].count);
  const built = async () => {
    const order = { dataset_id: 'labels', service: 'busy', timestamp_column: 't' };
    const { body } = await store.call<TrainingSetAnswer>('POST', '/training-sets', order);
    return await store.until(async () => {
      const { body: set } = await store.call<TrainingSetAnswer>('GET', `/training-sets/${body.training_set_id}`);
      return set.status === 'completed' && set;
    });
  };

  it('is refused while something relies on them, with its name', async () => {
    await service();
    const half = { name: 'half', kind: 'on_demand', inputs: [{ view: 'clicks' }], expressions: { half: 'clicks / 2' } };
    await store.call('POST', '/views', half);
    const refused = await remove('/views/clicks');
    expect(refused).toMatchObject({ status: 409, body: { code: 'feature.in_use' } });
    expect(refused.body.detail).toContain('the service "busy" 1, the on-demand view "half" 1');
    expect(await remove('/views/half?version=1')).toMatchObject({ status: 200, body: { kind: 'view', name: 'half', versions: [1] } });
    await push(3);
    const set = await built();
    const kept = await remove('/services/busy');
    expect(kept).toMatchObject({ status: 409, body: { code: 'feature.in_use', detail: expect.stringContaining(set.training_set_id) } });
    expect(await remove('/services/busy?force=true')).toMatchObject({ status: 200, body: { versions: [1] } });
    expect(await store.call('GET', '/services/busy')).toMatchObject({ status: 404 });
  });

  it('leaves nothing of a view but what training sets are built from, and its number', async () => {
    await push(4);
    const digests: { digest: string }[] = await store.dataSource.query('SELECT digest FROM feature_store.segment');
    expect(digests).toHaveLength(1);
    expect(await remove('/views/clicks')).toMatchObject({ status: 200, body: { versions: [1] } });
    for (const table of ['feature_store.pushed_row', 'feature_store.segment', 'online_features.online_row'])
      expect([table, await rowsOf(table)]).toEqual([table, 0]);
    expect(await remove('/views/clicks')).toMatchObject({ status: 404, body: { code: 'feature.view_not_found' } });
    await expect(store.program.application.get(ArtifactStore).file(digests[0].digest)).resolves.toBeDefined();
    expect(await clicks()).toMatchObject({ body: { version: 2 } });
    expect(await service()).toMatchObject({ body: { version: 2 } });
    const said: { value: string }[] = await store.dataSource.query(
      `SELECT value FROM feature_store.outbox WHERE type = 'features.deleted' ORDER BY sequence`,
    );
    expect(said.map(({ value }) => JSON.parse(value).data)).toMatchObject([
      { kind: 'view', name: 'half', versions: [1] },
      { kind: 'service', name: 'busy', versions: [1] },
      { kind: 'view', name: 'clicks', versions: [1] },
    ]);
  });

  it('takes a segment that nothing is built from with it', async () => {
    await push(5);
    await built();
    const [{ digest }] = await store.dataSource.query('SELECT digest FROM feature_store.segment');
    await store.dataSource.query('DELETE FROM feature_store.training_set');
    await remove('/services/busy');
    await remove('/views/clicks');
    await expect(store.program.application.get(ArtifactStore).file(digest)).rejects.toMatchObject({ code: expect.any(String) });
  });

  it('does not know the views of others, nor versions that are not there', async () => {
    await clicks();
    expect(await remove('/views/clicks?version=1')).toMatchObject({ status: 404 });
    expect(await remove('/views/click')).toMatchObject({ body: { detail: expect.stringContaining('did you mean "clicks"') } });
    expect(await remove('/services/none')).toMatchObject({ status: 404, body: { code: 'feature.service_not_found' } });
    expect(await remove('/services/none?force=yes')).toMatchObject({ status: 400 });
  });
});
