import { randomUUID } from 'node:crypto';
import type { FeastOnlineAnswer } from '@atelier/contracts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import kafkajs, { type Producer } from 'kafkajs';
import { startStore, type TestStore } from './store-program.suite.js';

const brokers = process.env.ATELIER_TEST_KAFKA_BROKERS?.split(',');
if (!brokers) throw new Error('ATELIER_TEST_KAFKA_BROKERS is not set: run `npm run test:mesh`, which starts the servers.');

/** What a program that knows nothing of Atelier but its AsyncAPI document writes to the topic. */
function cloudEvent(rows: readonly object[]): string {
  return JSON.stringify({
    specversion: '1.0',
    id: randomUUID(),
    source: 'till/7',
    type: 'features.pushed',
    subject: 'clicks',
    time: new Date().toISOString(),
    datacontenttype: 'application/json',
    dataschema: 'atelier:features.pushed:1',
    project: 'shop',
    data: { view: 'clicks', view_version: null, rows },
  });
}

describe('a stream view on Kafka', () => {
  const prefix = `${randomUUID()}.`;
  const kafka = new kafkajs.Kafka({ brokers, clientId: 'till', logLevel: kafkajs.logLevel.NOTHING });
  let store: TestStore;
  let producer: Producer;

  beforeAll(async () => {
    store = await startStore({}, { kind: 'kafka', brokers, clientId: 'store-spec', prefix, partitions: 3 });
    producer = kafka.producer({ createPartitioner: kafkajs.Partitioners.DefaultPartitioner });
    await producer.connect();
    await store.call('POST', '/entities', { name: 'client', join_keys: [{ name: 'id', type: 'integer' }] });
    const schema = [{ name: 'clicks', type: 'integer' }];
    await store.call('POST', '/views', { name: 'clicks', kind: 'stream', entity: 'client', schema });
  });
  afterAll(async () => {
    await producer.disconnect();
    await store.stop();
  });

  const send = (...events: string[]) =>
    producer.send({ topic: `${prefix}feature`, messages: events.map((value) => ({ key: 'clicks', value })) });
  const clicks = async (id: number) => {
    const asked = { features: ['clicks:clicks'], entities: { id: [id] } };
    return (await store.call<FeastOnlineAnswer>('POST', '/get-online-features', asked)).body.results[1].values[0];
  };
  const row = (id: number, value: unknown, event_timestamp: string) => ({ id, clicks: value, event_timestamp });

  it('serves what others write to the topic, once, and the newest whatever the order; what does not fit stops nobody', async () => {
    const twice = cloudEvent([row(1, 5, '2026-01-02T00:00:00Z'), row(2, 7, '2026-01-01T00:00:00Z')]);
    const late = cloudEvent([row(1, 4, '2026-01-01T00:00:00Z')]);
    const faulty = cloudEvent([row(1, 'many', '2026-01-03T00:00:00Z')]);
    await send(twice, 'no event at all', faulty, twice, late, cloudEvent([row(3, 9, '2026-01-01T00:00:00Z')]));
    await store.until(async () => (await clicks(3)) === 9);
    expect([await clicks(1), await clicks(2)]).toEqual([5, 7]);
    const [{ rows }] = await store.dataSource.query('SELECT count(*)::int AS rows FROM feature_store.pushed_row');
    expect(rows).toBe(4);
  });
});
