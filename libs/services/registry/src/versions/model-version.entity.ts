import type { Label, ModelMetrics, ModelTask, ServedVersion, Stage } from '@atelier/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';

export type ServingOutcome = 'pending' | 'ready' | 'failed';

/** A trained model under a name: what it is made from, its number and its stage. Only the stage and the serving fields ever change. */
@Entity({ schema: 'registry', name: 'ml_model_version' })
export class MLModelVersion {
  @PrimaryColumn('uuid', { name: 'model_id' })
  modelId!: string;
  @Column('text')
  project!: string;
  @Column('text')
  name!: string;
  @Column('text')
  version!: string;
  @Column('text')
  stage!: Stage;
  @Column('text', { name: 'training_job_id' })
  trainingJobId!: string;
  /** Data set and digest are null of a model of another library. */
  @Column('text', { name: 'dataset_id', nullable: true })
  datasetId!: string | null;
  @Column('text', { name: 'data_digest', nullable: true })
  dataDigest!: string | null;
  /** null without a target. */
  @Column('text', { name: 'target_column', nullable: true })
  targetColumn!: string | null;
  @Column('text', { name: 'task_type' })
  taskType!: ModelTask;
  /** The file that a model of another library was read from. */
  @Column('jsonb', { nullable: true })
  imported!: ImportedFile | null;
  @Column('text')
  algorithm!: string;
  @Column('jsonb')
  hyperparameters!: Record<string, unknown>;
  @Column('text', { name: 'onnx_digest' })
  onnxDigest!: string;
  @Column('text', { name: 'manifest_digest' })
  manifestDigest!: string;
  @Column('text', { name: 'signature_digest' })
  signatureDigest!: string;
  @Column('jsonb', { nullable: true })
  classes!: Label[] | null;
  @Column('jsonb')
  metrics!: ModelMetrics;
  @Column('jsonb')
  certificate!: ParityCertificate;
  @Column('uuid', { name: 'parent_model_id', nullable: true })
  parentModelId!: string | null;
  @Column('text', { name: 'retraining_id', nullable: true })
  retrainingId!: string | null;
  @Column('text')
  description!: string;
  @Column('jsonb')
  tags!: string[];
  @Column('text', { name: 'created_by' })
  createdBy!: string;
  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date;
  /** What inference last said of loading it. */
  @Column('text', { name: 'serving_outcome' })
  servingOutcome!: ServingOutcome;
  @Column('text', { name: 'serving_detail' })
  servingDetail!: string;
}

export interface ImportedFile {
  readonly format: string;
  readonly file_name: string;
  readonly digest: string;
}

/** Proof that the ONNX file answers as the trainer did, on so many rows. */
export interface ParityCertificate {
  readonly rows: number;
  readonly largest_error: number;
  readonly labels_equal: boolean;
}

/** The version as events carry it. */
export function servedVersion(version: MLModelVersion): ServedVersion {
  return {
    model_id: version.modelId,
    model_name: version.name,
    version: version.version,
    stage: version.stage,
    algorithm: version.algorithm,
    training_job_id: version.trainingJobId,
    onnx_digest: version.onnxDigest,
    manifest_digest: version.manifestDigest,
  };
}
