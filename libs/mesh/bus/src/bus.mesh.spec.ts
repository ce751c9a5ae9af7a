import { randomUUID } from 'node:crypto';
import kafkajs, { type Kafka } from 'kafkajs';
import { busSuite } from './bus.suite.js';
import { createClient, type KafkaSettings } from './drivers/kafka/client.js';

const brokers = process.env.ATELIER_TEST_KAFKA_BROKERS;
if (!brokers) throw new Error('ATELIER_TEST_KAFKA_BROKERS is not set: run `npm run test:mesh`, which starts the servers.');

busSuite('over Kafka', async () => {
  const settings: KafkaSettings = { brokers: brokers.split(','), clientId: 'bus-suite', prefix: `${randomUUID()}.`, partitions: 3 };
  const kafka = createClient(settings);
  const producer = kafka.producer({ createPartitioner: kafkajs.Partitioners.DefaultPartitioner });
  await producer.connect();
  return {
    driver: { kind: 'kafka', ...settings },
    deliver: async (_dataSource, _service, topic, value) => {
      await producer.send({ topic: settings.prefix + topic, messages: [{ key: 'faulty', value }] });
    },
    redeliver: () => rewind(kafka, `${settings.prefix}atelier.registry`, `${settings.prefix}training`),
    stop: () => producer.disconnect(),
  };
});

/** Sets the group back to the first offset of each partition; nobody of it may be connected. */
async function rewind(kafka: Kafka, groupId: string, topic: string): Promise<void> {
  const admin = kafka.admin();
  await admin.connect();
  await admin.resetOffsets({ groupId, topic, earliest: true });
  await admin.disconnect();
}
