import type { MonitoringPolicy } from '@atelier/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The thresholds that somebody has set for a model; the others are the documented defaults. */
@Entity({ schema: 'monitoring', name: 'policy' })
export class PolicyRecord {
  @PrimaryColumn('text')
  project!: string;
  @PrimaryColumn('text', { name: 'model_name' })
  modelName!: string;
  @Column('jsonb')
  policy!: MonitoringPolicy;
}
