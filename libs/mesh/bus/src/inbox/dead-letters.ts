import { AtelierError, type ServiceName, toAtelierError } from '@atelier/contracts';
import { databaseError, schemaName } from '@atelier/database';
import type { DataSource } from 'typeorm';
import type { Inbox } from './inbox.js';

/** An event that a service could not handle. */
export interface DeadLetter {
  readonly id: string;
  readonly service: ServiceName;
  readonly topic: string;
  readonly key: string;
  /** The envelope as it came. */
  readonly event: string;
  readonly reason: string;
  readonly detail: string;
  readonly tries: number;
  readonly at: Date;
}

/** The dead letters of the services that this program hosts. */
export class DeadLetters {
  constructor(
    private readonly dataSource: DataSource,
    private readonly services: readonly ServiceName[],
    private readonly inboxes: () => readonly Inbox[],
  ) {}

  /** Those not replayed yet, oldest first, at most `limit` for each service. */
  async list(limit = 100): Promise<DeadLetter[]> {
    const lists = await Promise.all(this.services.map((service) => this.listOf(service, limit)));
    return lists.flat();
  }

  /**
   * Hands the event to its service's handlers once more; the effects and the end of the dead letter are one transaction.
   * @throws AtelierError `event.dead_letter_not_found`; `event.invalid` or the handler's error: then it stays a dead letter.
   */
  async replay(id: string): Promise<void> {
    const inbox = await this.inboxOf(id);
    const table = `"${schemaName(inbox.service)}".dead_letter`;
    const effects: (() => void)[] = [];
    try {
      await this.dataSource.transaction(async (manager) => {
        const [letter] = await manager.query(`SELECT topic, key, event FROM ${table} WHERE id = $1 AND replayed_at IS NULL FOR UPDATE`, [
          id,
        ]);
        if (!letter) throw notFound(id);
        const decoded = inbox.decode({ topic: letter.topic, key: letter.key, type: '', value: letter.event });
        if (decoded.kind === 'fault') throw new AtelierError('event.invalid', decoded.fault);
        if (decoded.kind === 'event') await inbox.dispatch(decoded.event, { manager, afterCommit: (effect) => effects.push(effect) });
        await manager.query(`UPDATE ${table} SET replayed_at = now() WHERE id = $1`, [id]);
      });
    } catch (thrown) {
      const error = toAtelierError(databaseError(thrown));
      await this.dataSource.query(`UPDATE ${table} SET tries = tries + 1 WHERE id = $1`, [id]);
      throw error;
    }
    for (const effect of effects) effect();
  }

  private async listOf(service: ServiceName, limit: number): Promise<DeadLetter[]> {
    const rows: Omit<DeadLetter, 'service'>[] = await this.dataSource.query(
      `SELECT id, topic, key, event, reason, detail, tries, at FROM "${schemaName(service)}".dead_letter
       WHERE replayed_at IS NULL ORDER BY at, id LIMIT $1`,
      [limit],
    );
    return rows.map((row) => ({ ...row, service }));
  }

  private async inboxOf(id: string): Promise<Inbox> {
    for (const inbox of this.inboxes()) {
      const table = `"${schemaName(inbox.service)}".dead_letter`;
      const found = await this.dataSource.query(`SELECT 1 FROM ${table} WHERE id::text = $1 AND replayed_at IS NULL`, [id]);
      if (found.length > 0) return inbox;
    }
    throw notFound(id);
  }
}

const notFound = (id: string): AtelierError =>
  new AtelierError('event.dead_letter_not_found', `There is no dead letter ${id} that waits for replay.`);
