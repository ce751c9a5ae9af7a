import type { TrainingProgress } from '@atelier/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One step of a running job's live progress, so that any replica can tell of any job. Only the last one outlives the job. */
@Entity({ schema: 'trainer', name: 'training_progress' })
export class ProgressRecord {
  @PrimaryColumn('uuid', { name: 'job_id' })
  jobId!: string;
  /** Grows within the job; the id of the server-sent event. */
  @PrimaryColumn('int')
  sequence!: number;
  @Column('jsonb')
  progress!: TrainingProgress;
}
