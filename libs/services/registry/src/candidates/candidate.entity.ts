import type { Label, ModelMetrics, ModelTask } from '@atelier/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { ParityCertificate } from '../versions/model-version.entity.js';

/** What is known of a training job here, from its events: enough to refuse or to make a version of it without asking the trainer. */
@Entity({ schema: 'registry', name: 'candidate' })
export class Candidate {
  @PrimaryColumn('text', { name: 'job_id' })
  jobId!: string;
  @Column('text')
  project!: string;
  @Column('text')
  status!: 'running' | 'completed' | 'failed' | 'cancelled';
  /** Why it failed; empty otherwise. */
  @Column('text')
  detail!: string;
  /** Only of a completed job. */
  @Column('jsonb', { nullable: true })
  model!: CandidateModel | null;
}

/** The result of a completed job. */
export interface CandidateModel {
  readonly datasetId: string | null;
  readonly dataDigest: string | null;
  /** null without a target. */
  readonly targetColumn: string | null;
  readonly taskType: ModelTask;
  readonly algorithm: string;
  readonly hyperparameters: Record<string, unknown>;
  readonly onnxDigest: string;
  readonly manifestDigest: string;
  readonly signatureDigest: string;
  readonly classes: Label[] | null;
  readonly metrics: ModelMetrics;
  readonly certificate: ParityCertificate;
}
