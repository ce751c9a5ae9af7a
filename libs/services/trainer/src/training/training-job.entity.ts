import type { JobStatus, TrainingJob, TrainRequest } from '@atelier/contracts';
import type { FeatureServiceReference } from '@atelier/learning';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What a retraining adds to a training: whom the model must beat, and what was learned since. */
export interface RetrainingOrder {
  readonly retraining_id: string;
  readonly model_name: string;
  readonly incumbent_model_id: string;
  readonly onnx_digest: string;
  readonly manifest_digest: string;
  readonly recent_rows_digest: string | null;
}

/** A training that was asked for and what came of it. Its place in the queue is the queue's (`jobs.job`, same id). */
@Entity({ schema: 'trainer', name: 'ml_training_job' })
export class MLTrainingJob {
  @PrimaryColumn('uuid', { name: 'job_id' })
  jobId!: string;
  @Column('text')
  project!: string;
  @Column('text', { name: 'dataset_id' })
  datasetId!: string;
  @Column('jsonb')
  request!: TrainRequest;
  @Column('text')
  status!: JobStatus;
  @Column('jsonb', { nullable: true })
  results!: TrainingJob['results'];
  /** Of the ONNX file and the manifest, once completed. */
  @Column('text', { name: 'onnx_digest', nullable: true })
  onnxDigest!: string | null;
  @Column('text', { name: 'manifest_digest', nullable: true })
  manifestDigest!: string | null;
  /** Of the pipeline as JSON; null for what was trained before it was kept. */
  @Column('text', { name: 'pipeline_digest', nullable: true })
  pipelineDigest!: string | null;
  /** Of the evaluation report. */
  @Column('text', { name: 'report_digest', nullable: true })
  reportDigest!: string | null;
  @Column('jsonb', { nullable: true })
  error!: { readonly code: string; readonly detail: string } | null;
  @Column('text', { name: 'idempotency_key', nullable: true })
  idempotencyKey!: string | null;
  /** Of the request; a key that comes with another request is refused by it. */
  @Column('text', { name: 'request_digest' })
  requestDigest!: string;
  @Column('text', { name: 'retraining_id', nullable: true })
  retrainingId!: string | null;
  @Column('jsonb', { nullable: true })
  retraining!: RetrainingOrder | null;
  /** The feature service that its rows come from; null for an uploaded dataset, and until the set is built. */
  @Column('jsonb', { name: 'training_set', nullable: true })
  trainingSet!: FeatureServiceReference | null;
  @Column('text', { name: 'requested_by' })
  requestedBy!: string;
  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date;
  @Column('timestamptz', { name: 'completed_at', nullable: true })
  completedAt!: Date | null;
}
