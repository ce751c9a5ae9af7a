import { topics } from '@atelier/contracts';
import type { Kafka } from 'kafkajs';
import { deadTopic, largestEventBytes } from '../../message.js';

/** Makes those of the platform's topics that are missing, and one for the dead letters of each. Several programs may do so at once. */
export async function ensureTopics(kafka: Kafka, prefix: string, partitions: number): Promise<void> {
  const admin = kafka.admin();
  await admin.connect();
  try {
    const existing = new Set(await admin.listTopics());
    const wanted = topics.flatMap((topic) => [
      { topic: prefix + topic, numPartitions: partitions },
      { topic: prefix + deadTopic(topic), numPartitions: 1 },
    ]);
    const missing = wanted.filter(({ topic }) => !existing.has(topic));
    const configEntries = [{ name: 'max.message.bytes', value: String(2 * largestEventBytes) }];
    if (missing.length === 0) return;
    // kafkajs answers false, rather than throws, where another program was quicker. -1: the broker's own default.
    await admin.createTopics({
      topics: missing.map((topic) => ({ ...topic, replicationFactor: -1, configEntries })),
      waitForLeaders: true,
    });
  } finally {
    await admin.disconnect();
  }
}
