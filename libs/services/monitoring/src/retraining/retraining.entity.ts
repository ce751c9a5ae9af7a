import type { Retraining } from '@atelier/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A request to train a model again, and what became of it. */
@Entity({ schema: 'monitoring', name: 'retraining' })
export class RetrainingRecord {
  @PrimaryColumn('uuid', { name: 'retraining_id' })
  retrainingId!: string;
  @Column('text')
  project!: string;
  @Column('text', { name: 'model_name' })
  modelName!: string;
  @Column('text', { name: 'incumbent_model_id' })
  incumbentModelId!: string;
  @Column('text')
  trigger!: string;
  @Column('text')
  reason!: string;
  @Column('text')
  status!: Retraining['status'];
  @Column('text', { name: 'job_id', nullable: true })
  jobId!: string | null;
  @Column('text', { name: 'candidate_model_id', nullable: true })
  candidateModelId!: string | null;
  @Column('jsonb', { nullable: true })
  comparison!: Record<string, unknown> | null;
  @Column('timestamptz', { name: 'requested_at' })
  requestedAt!: Date;
  @Column('timestamptz', { name: 'ended_at', nullable: true })
  endedAt!: Date | null;
}

export function retrainingAnswer(record: RetrainingRecord): Retraining {
  return {
    retraining_id: record.retrainingId,
    model_name: record.modelName,
    incumbent_model_id: record.incumbentModelId,
    trigger: record.trigger,
    reason: record.reason,
    status: record.status,
    job_id: record.jobId,
    candidate_model_id: record.candidateModelId,
    comparison: record.comparison,
    requested_at: record.requestedAt.toISOString(),
    ended_at: record.endedAt?.toISOString() ?? null,
  };
}
