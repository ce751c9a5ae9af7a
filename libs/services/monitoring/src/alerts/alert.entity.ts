import type { Alert, Severity } from '@atelier/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What was found, once for as long as its cooldown lasts. */
@Entity({ schema: 'monitoring', name: 'alert' })
export class AlertRecord {
  @PrimaryColumn('uuid', { name: 'alert_id' })
  alertId!: string;
  @Column('text')
  project!: string;
  @Column('text', { name: 'model_id' })
  modelId!: string;
  @Column('text', { name: 'model_name' })
  modelName!: string;
  @Column('text')
  severity!: Severity;
  @Column('text')
  kind!: string;
  @Column('text')
  message!: string;
  @Column('jsonb')
  values!: Record<string, unknown>;
  @Column('timestamptz')
  at!: Date;
  @Column('timestamptz', { name: 'latest_at' })
  latestAt!: Date;
  @Column('int')
  repeats!: number;
}

export function alertAnswer(record: AlertRecord): Alert {
  const { alertId, modelId, modelName, severity, kind, message, values, at, repeats } = record;
  return { alert_id: alertId, model_id: modelId, model_name: modelName, severity, kind, message, values, at: at.toISOString(), repeats };
}
