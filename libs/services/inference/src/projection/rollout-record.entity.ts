import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What should serve under a name, by the latest rollout that was heard of. */
@Entity({ schema: 'inference', name: 'rollout' })
export class RolloutRecord {
  @PrimaryColumn('text')
  project!: string;
  @PrimaryColumn('text')
  name!: string;
  @Column('int')
  sequence!: number;
  @Column('uuid', { name: 'production_model_id', nullable: true })
  productionModelId!: string | null;
  @Column('uuid', { name: 'previous_model_id', nullable: true })
  previousModelId!: string | null;
  /** The latest sequence of which some replica has said what came of it. */
  @Column('int', { name: 'announced_sequence' })
  announcedSequence!: number;
}
