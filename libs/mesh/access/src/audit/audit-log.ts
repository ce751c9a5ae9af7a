import { Injectable, Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { AuditEntry } from '../store/audit-entry.entity.js';

export type Audited = Omit<AuditEntry, 'id' | 'at'>;

/** The append-only record of changes. */
@Injectable()
export class AuditLog {
  private readonly logger = new Logger('audit');

  constructor(private readonly dataSource: DataSource) {}

  /**
   * Writes the entry before the answer leaves. The change itself is done by then, so when the database refuses the entry, the
   * log of the program gets it whole, as an error, and the caller the answer.
   */
  async record(entry: Audited): Promise<void> {
    const stored: AuditEntry = { ...entry, id: uuidv7(), at: new Date() };
    try {
      await this.dataSource.manager.insert(AuditEntry, stored);
    } catch (error) {
      this.logger.error({ err: error, entry: stored }, 'an audit entry could not be stored');
    }
  }
}
