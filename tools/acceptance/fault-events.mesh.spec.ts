import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { deployTwoVersions, expectNothingLost } from './aftermath.js';
import { eventually } from './eventually.js';
import { churnTable } from './example-table.js';
import { Load, pause } from './load.js';
import { Mesh } from './mesh-programs.js';
import { backToTheBeginning, expectConsistent, expectDrained, knowledge } from './mesh-state.js';

describe('events of the mesh', () => {
  let mesh: Mesh;
  beforeAll(async () => {
    mesh = await Mesh.start();
  });
  afterAll(() => mesh?.stop());

  it('change nothing when all of them are delivered again', () =>
    mesh.watched(async () => {
      const models = await deployTwoVersions(mesh.client, 'told-twice');
      const load = new Load(() => mesh.client, models, 4).start();
      await pause(5000);
      await load.stop();
      await expectNothingLost(mesh.client, load, models);
      await expectConsistent(mesh);
      const before = await knowledge(mesh);
      const codes = await Promise.all(mesh.all.map((program) => program.end('SIGTERM')));
      expect(codes).toEqual(mesh.all.map(() => 0));
      const events = await backToTheBeginning(mesh);
      expect(events).toBeGreaterThan(50);
      await Promise.all(mesh.all.map((program) => program.start()));
      await expectDrained(mesh);
      expect(await knowledge(mesh)).toEqual(before);
    }));

  it('that are poison become dead letters with their reason, and the next ones are handled', () =>
    mesh.watched(async () => {
      const topic = `${mesh.stores.prefix}dataset`;
      const poison = [
        'no JSON at all',
        '{"specversion":"1.0"}',
        envelopeOf('dataset.registered', { dataset_id: 7 }),
        envelopeOf('dataset.exploded', {}),
      ];
      const producer = mesh.stores.kafka.producer();
      await producer.connect();
      const partitions = await mesh.stores.withAdmin(
        async (admin) => (await admin.fetchTopicMetadata({ topics: [topic] })).topics[0].partitions,
      );
      // Into every partition, so that whichever the next event takes, poison lies before it.
      const messages = partitions.flatMap(({ partitionId }) => poison.map((value) => ({ partition: partitionId, key: 'poison', value })));
      await producer.send({ topic, messages });
      await producer.disconnect();
      const content = new Blob([churnTable(70).csv]);
      const { dataset_id } = await mesh.client.datasets.upload({ content, fileName: 'after-poison.csv' });
      const known = () => mesh.stores.query('SELECT rows FROM trainer.dataset WHERE dataset_id = $1', [dataset_id]);
      await eventually(known, (rows) => rows.length === 1);
      await expectDrained(mesh);
      const letters = await mesh.stores.query<{ reason: string; detail: string }>(
        'SELECT DISTINCT reason, detail FROM trainer.dead_letter',
      );
      expect(letters).toHaveLength(poison.length);
      expect(new Set(letters.map(({ reason }) => reason))).toEqual(new Set(['event.invalid']));
      const told = await deadTopic(mesh, `${topic}.dead`);
      expect(told.filter(({ service }) => service === 'trainer').map(({ detail }) => detail)).toEqual(
        expect.arrayContaining(letters.map(({ detail }) => detail)),
      );
    }));
});

function envelopeOf(type: string, data: object): string {
  const time = '2026-01-01T00:00:00.000Z';
  const envelope = { specversion: '1.0', id: `poison-${type}`, source: 'atelier/ingestion', type, subject: 'poison', time };
  return JSON.stringify({ ...envelope, datacontenttype: 'application/json', dataschema: `${type}/1`, project: 'default', data });
}

interface ToldDead {
  readonly reason: string;
  readonly detail: string;
  readonly service: string;
}

/** What the dead-letter topic holds, from its beginning to its present end. */
async function deadTopic(mesh: Mesh, topic: string): Promise<ToldDead[]> {
  const wanted = await mesh.stores.withAdmin(async (admin) =>
    (await admin.fetchTopicOffsets(topic)).reduce((sum, { high }) => sum + Number(high), 0),
  );
  const consumer = mesh.stores.kafka.consumer({ groupId: `${mesh.stores.prefix}dead-letters-of-the-spec` });
  const found: ToldDead[] = [];
  await consumer.connect();
  try {
    await consumer.subscribe({ topic, fromBeginning: true });
    await consumer.run({
      eachMessage: async ({ message: { headers = {} } }) => {
        found.push({ reason: String(headers.reason), detail: String(headers.detail), service: String(headers.service) });
      },
    });
    await eventually(
      async () => found.length,
      (count) => count >= wanted,
    );
  } finally {
    await consumer.disconnect();
  }
  return found;
}
