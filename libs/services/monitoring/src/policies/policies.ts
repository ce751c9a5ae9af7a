import { AtelierError, type MonitoringPolicy, monitoringPolicySchema } from '@atelier/contracts';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { WatchedModel } from '../models/watched-model.entity.js';
import { PolicyRecord } from './policy.entity.js';

/** What is judged, and how strictly, for each model name. */
@Injectable()
export class Policies {
  constructor(private readonly dataSource: DataSource) {}

  async of(manager: EntityManager, project: string, modelName: string): Promise<MonitoringPolicy> {
    const record = await manager.findOneBy(PolicyRecord, { project, modelName });
    return monitoringPolicySchema.parse(record?.policy ?? {});
  }

  /** @throws AtelierError `model.not_found` for a name that the project has not. */
  async read(project: string, modelName: string): Promise<MonitoringPolicy> {
    await this.requireModel(project, modelName);
    return this.of(this.dataSource.manager, project, modelName);
  }

  async set(project: string, modelName: string, policy: MonitoringPolicy): Promise<MonitoringPolicy> {
    await this.requireModel(project, modelName);
    await this.dataSource.manager.save(PolicyRecord, { project, modelName, policy });
    return policy;
  }

  private async requireModel(project: string, modelName: string): Promise<void> {
    if (!(await this.dataSource.manager.existsBy(WatchedModel, { project, modelName })))
      throw new AtelierError('model.not_found', `There is no model "${modelName}".`);
  }
}
