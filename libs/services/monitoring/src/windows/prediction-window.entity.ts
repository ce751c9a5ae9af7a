import type { FrameSketch } from '@atelier/learning';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { WindowReport } from './window-report.js';

/** A stretch of a model's traffic, as sketches; judged when it has enough predictions. */
@Entity({ schema: 'monitoring', name: 'prediction_window' })
export class PredictionWindow {
  @PrimaryColumn('text', { name: 'model_id' })
  modelId!: string;
  @PrimaryColumn('int')
  number!: number;
  @Column('timestamptz', { name: 'opened_at' })
  openedAt!: Date;
  @Column('timestamptz', { name: 'latest_at' })
  latestAt!: Date;
  @Column('boolean')
  closed!: boolean;
  @Column('int')
  predictions!: number;
  @Column('int')
  failures!: number;
  @Column('double precision', { name: 'latency_ms_sum' })
  latencyMsSum!: number;
  /** Raw features. */
  @Column('jsonb')
  columns!: FrameSketch;
  /** Predictions and their probabilities. */
  @Column('jsonb')
  outputs!: FrameSketch;
  @Column('jsonb', { nullable: true })
  report!: WindowReport | null;
}
