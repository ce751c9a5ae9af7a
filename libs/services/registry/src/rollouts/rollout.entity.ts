import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { ServingOutcome } from '../versions/model-version.entity.js';

export type RolloutKind = 'promote' | 'demote' | 'rollback' | 'warming_failed';

/** One change of what serves under a name, and what inference made of it. */
@Entity({ schema: 'registry', name: 'rollout' })
export class Rollout {
  @PrimaryColumn('text')
  project!: string;
  @PrimaryColumn('text')
  name!: string;
  /** Grows by one with each change of the name's stages. */
  @PrimaryColumn('int')
  sequence!: number;
  @Column('text')
  kind!: RolloutKind;
  @Column('uuid', { name: 'production_model_id', nullable: true })
  productionModelId!: string | null;
  @Column('uuid', { name: 'previous_model_id', nullable: true })
  previousModelId!: string | null;
  @Column('text')
  who!: string;
  @Column('text')
  reason!: string;
  @Column('timestamptz')
  at!: Date;
  @Column('text')
  outcome!: ServingOutcome;
  @Column('text')
  detail!: string;
}
