import type { Role } from '@atelier/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A key as it is kept: its hash, whose it is and what it may do. */
@Entity({ schema: 'access', name: 'api_key' })
export class ApiKey {
  /** UUIDv7. */
  @PrimaryColumn('uuid')
  id!: string;

  @Column('text')
  project!: string;

  @Column('text')
  role!: Role;

  @Column('text')
  name!: string;

  @Column('text', { select: false })
  hash!: string;

  @Column('text')
  prefix!: string;

  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date;

  @Column('timestamptz', { name: 'expires_at', nullable: true })
  expiresAt!: Date | null;

  @Column('timestamptz', { name: 'revoked_at', nullable: true })
  revokedAt!: Date | null;

  /** To within half a minute: verified keys are remembered for so long. */
  @Column('timestamptz', { name: 'last_used_at', nullable: true })
  lastUsedAt!: Date | null;
}
