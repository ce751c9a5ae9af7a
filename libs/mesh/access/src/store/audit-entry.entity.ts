import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Who changed what, when, and how it ended. The database refuses to change or delete a row. */
@Entity({ schema: 'access', name: 'audit_entry' })
export class AuditEntry {
  /** UUIDv7. */
  @PrimaryColumn('uuid')
  id!: string;

  @Column('timestamptz')
  at!: Date;

  @Column('text')
  project!: string;

  /** The key's id. */
  @Column('uuid', { name: 'key_id' })
  keyId!: string;

  /** Method and route pattern: `POST /api/ml/models/:model_id/promote`. */
  @Column('text')
  action!: string;

  /** The path that was asked for, without its query. */
  @Column('text')
  target!: string;

  /** `ok`, or the error's code. */
  @Column('text')
  outcome!: string;

  @Column('text', { name: 'request_id' })
  requestId!: string;
}
