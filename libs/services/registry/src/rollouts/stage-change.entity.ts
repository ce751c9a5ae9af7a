import type { Stage } from '@atelier/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Who moved a version from which stage to which, when and why. Rows are only ever added. */
@Entity({ schema: 'registry', name: 'stage_change' })
export class StageChange {
  @PrimaryColumn('uuid')
  id!: string;
  @Column('uuid', { name: 'model_id' })
  modelId!: string;
  @Column('text')
  from!: Stage;
  @Column('text')
  to!: Stage;
  @Column('text')
  who!: string;
  @Column('text')
  reason!: string;
  @Column('timestamptz')
  at!: Date;
}
