import { busMigration } from '@atelier/bus';
import { openDataSource, startTestDatabase } from '@atelier/database';
import { onlineFeaturesSchema } from '@atelier/online-features';
import { expect, it } from '@jest/globals';
import { featureStoreSchema } from '../feature-store.schema.js';
import { CreateFeatureStore } from './create-feature-store.js';

it('keeps the views and served rows of a store from before, with the types of their datasets', async () => {
  const database = await startTestDatabase();
  try {
    const before = { service: 'feature-store' as const, entities: [], migrations: [busMigration('feature-store'), CreateFeatureStore] };
    const old = await openDataSource({ url: database.url, services: [before] });
    const columns = [
      { name: 'id', type: 'integer' },
      { name: 'age', type: 'float' },
      { name: 'plan', type: 'category' },
    ];
    const viewId = '01a1fe45-d655-71c7-b433-fbf7ac5eab3d';
    await old.query(`INSERT INTO feature_store.dataset VALUES ('d1', 'shop', 'clients', 'sha256:1', $1, now())`, [JSON.stringify(columns)]);
    await old.query(
      `INSERT INTO feature_store.ml_feature_store VALUES ($1, 'shop', 'clients', 1, 'd1', 'id', '["plan", "age"]', NULL, NULL, 'ready', '', 6, 'key', now())`,
      [viewId],
    );
    await old.query(`INSERT INTO feature_store.online_row VALUES ($1, '7', '["basic", 31]', '2026-01-01T00:00:00Z')`, [viewId]);
    await old.destroy();
    const now = await openDataSource({ url: database.url, services: [onlineFeaturesSchema, featureStoreSchema] });
    const [view] = await now.query('SELECT kind, join_keys, schema FROM feature_store.ml_feature_store');
    expect(view).toEqual({
      kind: 'batch',
      join_keys: [{ name: 'id', type: 'integer' }],
      schema: [
        { name: 'plan', type: 'text' },
        { name: 'age', type: 'float' },
      ],
    });
    expect(await now.query('SELECT view_id, position, dataset_id FROM feature_store.view_source')).toEqual([
      { view_id: viewId, position: 0, dataset_id: 'd1' },
    ]);
    const [row] = await now.query('SELECT entity, cells, at = known_at AS same FROM online_features.online_row');
    expect(row).toEqual({ entity: '7', cells: ['basic', 31], same: true });
    await now.destroy();
  } finally {
    await database.stop();
  }
});
