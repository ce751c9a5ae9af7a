import { randomUUID } from 'node:crypto';
import type { EventData } from '@atelier/contracts';
import kafkajs, { type Consumer, type Producer } from 'kafkajs';
import { eventually } from './eventually.js';
import type { MeshStores } from './mesh-stores.js';
import type { Exchange } from './notes.suite.js';

type Scored = EventData<'notes.scored'>;

/** A program that knows nothing of Atelier but its AsyncAPI document: it writes notes to the topic, each event twice, and reads the scores. */
export class NotesExchange {
  private readonly scored: Scored[] = [];

  private constructor(
    private readonly topic: string,
    private readonly project: string,
    private readonly producer: Producer,
    private readonly consumer: Consumer,
  ) {}

  static async start({ kafka, prefix }: MeshStores, project: string): Promise<NotesExchange> {
    const producer = kafka.producer({ createPartitioner: kafkajs.Partitioners.DefaultPartitioner });
    const consumer = kafka.consumer({ groupId: `adviser-${randomUUID()}` });
    const exchange = new NotesExchange(`${prefix}notes`, project, producer, consumer);
    await Promise.all([producer.connect(), consumer.connect()]);
    await consumer.subscribe({ topic: exchange.topic, fromBeginning: true });
    await consumer.run({ eachMessage: async ({ message }) => exchange.take(String(message.value)) });
    return exchange;
  }

  /** Fails where an event that came twice is answered twice. */
  readonly ask: Exchange = async (data) => {
    const value = JSON.stringify({
      specversion: '1.0',
      id: randomUUID(),
      source: 'adviser/7',
      type: 'notes.received',
      subject: data.request_id,
      time: new Date().toISOString(),
      datacontenttype: 'application/json',
      dataschema: 'atelier:notes.received:1',
      project: this.project,
      data,
    });
    const message = { key: data.request_id, value };
    await this.producer.send({ topic: this.topic, messages: [message, message] });
    const answers = () => this.scored.filter(({ request_id }) => request_id === data.request_id);
    const [answer, ...others] = await eventually(
      async () => answers(),
      ({ length }) => length > 0,
    );
    if (others.length > 0) throw new Error(`${data.request_id} was answered ${1 + others.length} times.`);
    return answer;
  };

  async stop(): Promise<void> {
    await Promise.all([this.producer.disconnect(), this.consumer.disconnect()]);
  }

  private take(value: string): void {
    const { type, data } = JSON.parse(value) as { type: string; data: Scored };
    if (type === 'notes.scored') this.scored.push(data);
  }
}
