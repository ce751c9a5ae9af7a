import type { Label } from '@atelier/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One answer that was given. */
@Entity({ schema: 'inference', name: 'ml_prediction_log' })
export class MLPredictionLog {
  @PrimaryColumn('uuid', { name: 'prediction_id' })
  predictionId!: string;
  @Column('text')
  project!: string;
  @Column('uuid', { name: 'model_id' })
  modelId!: string;
  @Column('text', { name: 'model_name' })
  modelName!: string;
  @Column('text')
  version!: string;
  @Column('timestamptz')
  at!: Date;
  /** The model's own columns, as the caller sent them. */
  @Column('jsonb')
  features!: object;
  @Column('jsonb')
  prediction!: Label;
  @Column('jsonb', { nullable: true })
  probabilities!: number[] | null;
  @Column('double precision', { name: 'latency_ms' })
  latencyMs!: number;
  @Column('text', { name: 'user_id', nullable: true })
  userId!: string | null;
}
