import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A model name of a project: its row is the lock under which versions are numbered and stages move. */
@Entity({ schema: 'registry', name: 'named_model' })
export class NamedModel {
  @PrimaryColumn('text')
  project!: string;
  @PrimaryColumn('text')
  name!: string;
  /** Of the latest rollout; 0 before the first. */
  @Column('int')
  sequence!: number;
  /** Model ids that served before the one that serves now, oldest first, each once: the way back. */
  @Column('jsonb', { name: 'served_before' })
  servedBefore!: string[];
}
