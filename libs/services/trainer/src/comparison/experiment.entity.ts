import type { Comparison, CompareRequest } from '@atelier/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A comparison that was answered: which algorithms, on what, with which scores. */
@Entity({ schema: 'trainer', name: 'ml_experiment' })
export class MLExperiment {
  @PrimaryColumn('uuid', { name: 'experiment_id' })
  experimentId!: string;
  @Column('text')
  project!: string;
  @Column('text', { name: 'dataset_id' })
  datasetId!: string;
  @Column('jsonb')
  request!: CompareRequest;
  @Column('jsonb')
  results!: Comparison;
  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date;
  @Column('timestamptz', { name: 'completed_at' })
  completedAt!: Date;
}
