import type { LeakReport, TrainingSetAnswer } from '@atelier/contracts';
import { Column, Entity, PrimaryColumn, type ValueTransformer } from 'typeorm';
import type { TrainingSetPlan } from './training-set-plan.js';

const wholeNumber: ValueTransformer = {
  from: (value: string | null) => (value === null ? null : Number(value)),
  to: (value: number | null) => value,
};

/** A training set that was asked for, what exactly went in, and what came of it. */
@Entity({ schema: 'feature_store', name: 'training_set' })
export class MLTrainingSet {
  @PrimaryColumn('uuid', { name: 'training_set_id' })
  trainingSetId!: string;
  @Column('text')
  project!: string;
  @Column('text')
  name!: string;
  @Column('text')
  status!: TrainingSetAnswer['status'];
  @Column('text', { name: 'labels_dataset_id' })
  labelsDatasetId!: string;
  @Column('text')
  service!: string;
  @Column('int')
  version!: number;
  @Column('text', { name: 'timestamp_column' })
  timestampColumn!: string;
  @Column('text', { name: 'target_column', nullable: true })
  targetColumn!: string | null;
  @Column('timestamptz', { name: 'as_of' })
  asOf!: Date;
  /** All that goes in, files by their digests: building it again reads nothing else. */
  @Column('jsonb', { nullable: true })
  plan!: TrainingSetPlan | null;
  @Column('text', { nullable: true })
  hash!: string | null;
  @Column('text', { name: 'parquet_digest', nullable: true })
  parquetDigest!: string | null;
  @Column('uuid', { name: 'dataset_id', nullable: true })
  datasetId!: string | null;
  @Column('bigint', { transformer: wholeNumber, nullable: true })
  rows!: number | null;
  @Column('jsonb', { nullable: true })
  features!: readonly { readonly name: string; readonly missing: number }[] | null;
  @Column('jsonb', { nullable: true })
  leaks!: LeakReport | null;
  @Column('uuid', { name: 'rebuild_of', nullable: true })
  rebuildOf!: string | null;
  @Column('jsonb', { nullable: true })
  error!: { readonly code: string; readonly detail: string } | null;
  @Column('text', { name: 'created_by' })
  createdBy!: string;
  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date;
  @Column('timestamptz', { name: 'completed_at', nullable: true })
  completedAt!: Date | null;
}
