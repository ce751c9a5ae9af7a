import type { ServiceName } from '@atelier/contracts';
import { schemaName } from '@atelier/database';
import type { EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { deadTopic, type Message } from '../message.js';
import { storeMessage } from '../outbox/stored-outbox.js';

/** Why a message was given up. */
export interface Verdict {
  /** An error code of the catalogue. */
  readonly reason: string;
  readonly detail: string;
  readonly tries: number;
}

/** Keeps the message in SCHEMA.dead_letter, for replay, and tells the dead-letter topic through the service's own outbox. */
export async function storeDeadLetter(manager: EntityManager, service: ServiceName, message: Message, verdict: Verdict): Promise<void> {
  const { topic, key, type, value } = message;
  const { reason, tries } = verdict;
  // PostgreSQL's text cannot hold the null character, and a malformed message may hold anything.
  const [event, detail] = [value, verdict.detail].map((text) => text.replaceAll('\0', '\uFFFD'));
  await manager.query(
    `INSERT INTO "${schemaName(service)}".dead_letter (id, topic, key, event, reason, detail, tries) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
    [uuidv7(), topic, key.replaceAll('\0', '\uFFFD'), event, reason, detail, tries],
  );
  const headers = { reason, detail: detail.slice(0, 1000), service, tries: String(tries) };
  await storeMessage(manager, service, { topic: deadTopic(topic), key: key.replaceAll('\0', '\uFFFD'), type, value: event, headers });
}
