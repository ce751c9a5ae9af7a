import { createRandom } from '@atelier/learning';
import type { AtelierClient } from '@atelier/sdk';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from './eventually.js';
import type { Platform } from './platform.js';
import { salesTable } from './sales-table.js';
import { untilLogged } from './until-logged.js';

const clients = 60;
const day = (n: number) => new Date(Date.UTC(2026, 0, 1 + n)).toISOString();

/** Balances that change every ten days and are known a day later; a client leaves when the balance that was known was low. */
function tables() {
  const random = createRandom(3);
  const balances: string[] = ['client_id,seen_at,known_at,balance,tier'];
  const labels: string[] = ['client_id,asked_at,visits,left'];
  for (let client = 0; client < clients; client++) {
    const values = Array.from({ length: 10 }, () => Math.round(1000 * random.next()) / 10);
    for (const [i, value] of values.entries())
      balances.push(`${client},${day(10 * i)},${day(10 * i + 1)},${value},${value > 50 ? 'gold' : 'silver'}`);
    for (let n = 0; n < 6; n++) {
      const at = 2 + random.integer(96);
      const known = values[Math.floor((at - 1) / 10)];
      labels.push(`${client},${day(at)},${random.integer(20)},${known < 50 ? 'yes' : 'no'}`);
    }
  }
  return { balances: `${balances.join('\n')}\n`, labels: `${labels.join('\n')}\n` };
}

/** The feature store with trainer, registry and inference, by the public API alone: run on the embedded platform and on the mesh. */
export function describeFeatures(platform: () => Platform): void {
  describe('features from their history to a prediction', () => {
    let atelier: AtelierClient;
    let labelsId: string;
    let modelId: string;

    const upload = async (name: string, csv: string) =>
      (await atelier.datasets.upload({ content: new Blob([csv]), fileName: `${name}.csv` })).dataset_id;
    const predict = (features: Record<string, string | number | null>) => atelier.models.predict({ model_id: modelId, features });

    beforeAll(async () => {
      atelier = platform().client;
      const { balances, labels } = tables();
      const history = await upload('balances', balances);
      labelsId = await upload('labels', labels);
      await atelier.features.registerEntity({ name: 'client', join_keys: [{ name: 'client_id', type: 'integer' }] });
      const times = { timestamp_column: 'seen_at', known_at_column: 'known_at' };
      const fields = { dataset_id: history, entity: 'client', ...times, features: ['balance', 'tier'], ttl_seconds: 20 * 365 * 86_400 };
      await atelier.features.registerView({ name: 'balances', ...fields });
      await atelier.features.registerView({
        name: 'shares',
        kind: 'on_demand',
        inputs: [{ view: 'balances' }],
        request: [{ name: 'visits', type: 'integer' }],
        expressions: { per_visit: 'balance / (visits + 1)' },
      });
      await atelier.features.registerService({ name: 'leaving', features: [{ view: 'balances' }, { view: 'shares' }] });
      const ready = () => atelier.features.views();
      await eventually(ready, (views) => views.every(({ status }) => status === 'ready'));
    });

    it('trains from a feature service: the set is built as a dataset, and the model learns what was known', async () => {
      const { job_id } = await atelier.training.start({
        dataset_id: labelsId,
        target_column: 'left',
        task_type: 'classification',
        algorithm: 'decision_tree',
        feature_service: { name: 'leaving', timestamp_column: 'asked_at' },
      });
      const job = await atelier.training.finished(job_id);
      expect(job).toMatchObject({ status: 'completed', results: { evaluation: { accuracy: 1 } } });
      const [{ dataset_id }] = await atelier.training.jobs();
      const set = await atelier.features.trainingSet(job_id);
      expect(set).toMatchObject({ dataset_id, rows: 360, service: 'leaving', version: 1, status: 'completed' });
      expect(set.leaks?.views[0].latest_row_is_later).toBeGreaterThan(300);
      const dataset = await atelier.datasets.get(dataset_id);
      expect(dataset).toMatchObject({ parent_dataset_id: labelsId, parquet_digest: set.parquet_digest, rows: 360, target_column: 'left' });
      expect(dataset.steps).toMatchObject([{ name: 'join_features', parameters: { service: 'leaving', version: 1, hash: set.hash } }]);
      const { model_id } = await atelier.models.deploy({ training_job_id: job_id, model_name: 'leaving' });
      modelId = model_id;
    });

    it('predicts by the entity key; what is given wins, what the store lacks is said', async () => {
      await atelier.features.push('balances', {
        client_id: [3, 4],
        balance: [5, 95],
        tier: ['silver', 'gold'],
        seen_at: [day(200), day(200)],
        known_at: [day(200), day(200)],
      });
      const [low, high] = await Promise.all([predict({ client_id: 3, visits: 2 }), predict({ client_id: 4, visits: 2 })]);
      expect([low.prediction, high.prediction]).toEqual([['yes'], ['no']]);
      expect(low.completed_features).toEqual(['balance', 'tier', 'per_visit']);
      expect([low.incomplete_features, low.ignored_features]).toEqual([undefined, undefined]);
      const given = await predict({ client_id: 3, visits: 2, balance: 99, tier: 'gold' });
      expect([given.prediction, given.completed_features]).toEqual([['no'], ['per_visit']]);
      const unknown = await predict({ client_id: 999, visits: 2 });
      expect(unknown.incomplete_features?.map(({ feature, status }) => [feature, status])).toEqual([
        ['balance', 'NOT_FOUND'],
        ['tier', 'NOT_FOUND'],
        ['per_visit', 'NULL_VALUE'],
      ]);
      const record = await untilLogged(atelier, low.prediction_id[0]);
      expect(record.features).toEqual({ visits: 2, balance: 5, tier: 'silver', per_visit: 5 / 3 });
      await expect(predict({ visits: 2 })).rejects.toMatchObject({ code: 'feature.key_invalid' });
    });

    it('predicts the next day of a shop from its state: by name and date as by the features themselves', async () => {
      const dataset_id = await upload('sales', salesTable(400));
      const plan = { date_column: 'day', id_column: 'shop', value_columns: ['sales'], windows: [7], exclude: ['seasonality' as const] };
      await atelier.features.registerView({ name: 'past', kind: 'temporal', dataset_id, plan });
      await atelier.features.registerService({ name: 'selling', features: [{ view: 'past' }] });
      const learns = { target_column: 'sales', task_type: 'regression', algorithm: 'ridge' } as const;
      const { job_id } = await atelier.training.start({
        dataset_id,
        ...learns,
        feature_service: { name: 'selling', timestamp_column: 'day' },
      });
      expect(await atelier.training.finished(job_id)).toMatchObject({ status: 'completed' });
      const { model_id } = await atelier.models.deploy({ training_job_id: job_id, model_name: 'selling' });
      const tell = (features: Record<string, string | number | boolean | null>) => atelier.models.predict({ model_id, features });
      await atelier.features.push('past', { shop: ['Berlin'], day: ['2024-07-19'], sales: [251.25] });
      const asked = { shop: 'Berlin', day: '2024-07-20' };
      const byName = await tell(asked);
      expect(byName.completed_features).toContain('sales_rolling_mean_7');
      expect(byName.ignored_features).toBeUndefined();
      const { metadata, results } = await atelier.features.get({
        feature_service: 'selling',
        entities: { shop: ['Berlin'], day: ['2024-07-20'] },
      });
      const features = Object.fromEntries(metadata.feature_names.map((name, at) => [name, results[at].values[0]]));
      expect(features).toMatchObject({ ...asked, sales_lag_1: 251.25, day_day: 20 });
      const byFeatures = await tell(features);
      expect([byFeatures.prediction, byFeatures.completed_features]).toEqual([byName.prediction, []]);
      await atelier.models.promote(model_id);
      const inputs = Object.entries(asked).map(([name, value]) => ({ name, datatype: 'BYTES', shape: [1], data: [value] }));
      const infer = async (given: typeof inputs) => {
        const headers = { authorization: `Bearer ${platform().key}`, 'content-type': 'application/json' };
        const body = JSON.stringify({ inputs: given });
        const response = await fetch(`${platform().url}/v2/models/selling/infer`, { method: 'POST', headers, body });
        return { status: response.status, body: (await response.json()) as { error?: string; outputs?: { data: unknown[] }[] } };
      };
      const inferred = await eventually(
        () => infer(inputs),
        ({ status }) => status === 200,
      );
      expect(inferred.body.outputs?.[0].data).toEqual(byName.prediction);
      expect(await infer([inputs[1]])).toMatchObject({ status: 422, body: { error: expect.stringContaining('"shop" is missing') } });
      expect((await infer([...inputs, { ...inputs[0], name: 'shops' }])).status).toBe(400);
      await expect(tell({ shop: 'Berlin', day: '2024-07-01' })).rejects.toMatchObject({ code: 'feature.date_invalid' });
    });

    it('ends a training whose set cannot be built, and one that is cancelled while it waits', async () => {
      const order = { dataset_id: labelsId, target_column: 'left', task_type: 'classification', algorithm: 'decision_tree' } as const;
      const gone = await atelier.training.start({ ...order, feature_service: { name: 'leavin', timestamp_column: 'asked_at' } });
      const failed = await eventually(
        () => atelier.training.job(gone.job_id),
        ({ status }) => status === 'failed',
      );
      expect(failed.error).toMatchObject({ code: 'feature.service_not_found', detail: expect.stringContaining('leaving') });
      const wrong = atelier.training.start({ ...order, feature_service: { name: 'leaving', timestamp_column: 'asked' } });
      await expect(wrong).rejects.toMatchObject({ code: 'dataset.column_not_found' });
      const left = await atelier.training.start({ ...order, feature_service: { name: 'leaving', timestamp_column: 'asked_at' } });
      await atelier.training.cancel(left.job_id);
      expect((await atelier.training.finished(left.job_id)).status).toBe('cancelled');
    });
  });
}
