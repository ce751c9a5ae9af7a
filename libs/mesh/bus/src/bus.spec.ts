import { openDataSource, schemaName } from '@atelier/database';
import { busSuite } from './bus.suite.js';

busSuite('in process', async () => ({
  driver: { kind: 'in-process' },
  deliver: async (dataSource, service, topic, value) => {
    // A text column holds no null character; its way in is a broker's.
    const text = value.replaceAll('\0', '\uFFFD');
    await dataSource.query(`INSERT INTO "${schemaName(service)}".mailbox (topic, key, type, value) VALUES ($1, 'faulty', 'x', $2)`, [
      topic,
      text,
    ]);
  },
  redeliver: async (url) => {
    const dataSource = await openDataSource({ url, services: [] });
    await dataSource.query('UPDATE trainer.outbox SET published_at = NULL');
    await dataSource.destroy();
  },
  stop: async () => undefined,
}));
