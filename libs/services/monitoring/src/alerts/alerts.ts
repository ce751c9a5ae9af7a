import { InjectOutbox, Outbox } from '@atelier/bus';
import { type Alert, type EventData, type MonitoringPolicy, severities } from '@atelier/contracts';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import type { WatchedModel } from '../models/watched-model.entity.js';
import { AlertRecord, alertAnswer } from './alert.entity.js';

export type Finding = Pick<EventData<'alert.raised'>, 'kind' | 'severity' | 'message' | 'values'>;

/** Raises alerts: one for each kind and model while its cooldown lasts, unless it gets worse. */
@Injectable()
export class Alerts {
  constructor(
    private readonly dataSource: DataSource,
    @InjectOutbox('monitoring') private readonly outbox: Outbox,
  ) {}

  /** Stores and announces the finding, or counts it as a repeat. The caller holds the model's lock or its window's. */
  async raise(manager: EntityManager, model: WatchedModel, finding: Finding, policy: MonitoringPolicy): Promise<void> {
    const now = new Date();
    const [latest] = await manager.find(AlertRecord, {
      where: { modelId: model.modelId, kind: finding.kind },
      order: { at: 'DESC' },
      take: 1,
    });
    const cooling = latest && now.getTime() - latest.at.getTime() < policy.alert_cooldown_seconds * 1000;
    if (cooling && severities.indexOf(finding.severity) <= severities.indexOf(latest.severity)) {
      await manager.update(AlertRecord, { alertId: latest.alertId }, { latestAt: now, repeats: latest.repeats + 1 });
      return;
    }
    const record = {
      ...finding,
      alertId: uuidv7(),
      project: model.project,
      modelId: model.modelId,
      modelName: model.modelName,
      at: now,
      latestAt: now,
      repeats: 0,
    };
    await manager.save(AlertRecord, record);
    await this.outbox.publish(manager, model.project, 'alert.raised', {
      ...finding,
      alert_id: record.alertId,
      model_id: model.modelId,
      model_name: model.modelName,
      at: now.toISOString(),
    });
  }

  /** The newest first. */
  async list(project: string, modelName: string | undefined, limit: number): Promise<Alert[]> {
    const records = await this.dataSource.manager.find(AlertRecord, {
      where: { project, ...(modelName === undefined ? {} : { modelName }) },
      order: { at: 'DESC' },
      take: limit,
    });
    return records.map(alertAnswer);
  }
}
