import { AtelierError, type ModelChanged, type Principal } from '@atelier/contracts';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { NamedModel } from '../rollouts/named-model.entity.js';
import { Rollout } from '../rollouts/rollout.entity.js';
import { Stages } from '../rollouts/stages.js';
import { MLModelVersion } from '../versions/model-version.entity.js';
import { ChangeAnswers } from './change-answers.js';

/** Promote, demote and rollback as people and programs ask for them. Promoting what serves already changes nothing. */
@Injectable()
export class Promotion {
  constructor(
    private readonly database: DataSource,
    private readonly stages: Stages,
    private readonly answers: ChangeAnswers,
  ) {}

  async promote(caller: Principal, modelId: string, reason = 'Promoted.'): Promise<ModelChanged> {
    const { version, rollout } = await this.underLock(caller, modelId, async (manager, model, version) => {
      if (version.stage === 'production') return await currentRollout(manager, model);
      return await this.stages.promote(manager, model, version, { who: `key/${caller.keyId}`, reason });
    });
    return await this.answers.ofRollout(version, rollout);
  }

  async demote(caller: Principal, modelId: string, reason = 'Demoted.'): Promise<ModelChanged> {
    const { version, rollout } = await this.underLock(caller, modelId, (manager, model, version) =>
      this.stages.demote(manager, model, version, { who: `key/${caller.keyId}`, reason }),
    );
    return await this.answers.ofDemotion(version, rollout);
  }

  async rollback(caller: Principal, name: string, toVersion?: string, reason = 'Rolled back.'): Promise<ModelChanged> {
    const { version, rollout } = await this.database.transaction(async (manager) => {
      const model = await lockExisting(manager, caller.project, name);
      const version = toVersion === undefined ? await this.before(manager, model) : await named(manager, model, toVersion);
      if (version.stage === 'production') return { version, rollout: await currentRollout(manager, model) };
      return { version, rollout: await this.stages.rollback(manager, model, version, { who: `key/${caller.keyId}`, reason }) };
    });
    return await this.answers.ofRollout(version, rollout);
  }

  private async before(manager: EntityManager, model: NamedModel): Promise<MLModelVersion> {
    const version = await this.stages.servedBefore(manager, model);
    if (!version) throw new AtelierError('model.no_previous_version', `No version of ${model.name} served before.`);
    return version;
  }

  private async underLock(
    caller: Principal,
    modelId: string,
    change: (manager: EntityManager, model: NamedModel, version: MLModelVersion) => Promise<Rollout>,
  ): Promise<{ version: MLModelVersion; rollout: Rollout }> {
    return await this.database.transaction(async (manager) => {
      const { name } = await versionOfProject(manager, caller.project, modelId);
      const model = await lockExisting(manager, caller.project, name);
      // Read again: the stage may have moved while the lock was waited for.
      const version = await versionOfProject(manager, caller.project, modelId);
      return { version, rollout: await change(manager, model, version) };
    });
  }
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** A version by id, if it is the project's; another project's does not exist. */
export async function versionOfProject(manager: EntityManager, project: string, modelId: string): Promise<MLModelVersion> {
  const version = uuid.test(modelId) ? await manager.findOneBy(MLModelVersion, { modelId, project }) : null;
  if (!version) throw new AtelierError('model.not_found', `No model has the id "${modelId.slice(0, 100)}".`);
  return version;
}

async function lockExisting(manager: EntityManager, project: string, name: string): Promise<NamedModel> {
  const model = await manager.findOne(NamedModel, { where: { project, name }, lock: { mode: 'pessimistic_write' } });
  if (!model) throw new AtelierError('model.not_found', `No model has the name "${name.slice(0, 100)}".`);
  return model;
}

async function named(manager: EntityManager, { project, name }: NamedModel, toVersion: string): Promise<MLModelVersion> {
  const version = await manager.findOneBy(MLModelVersion, { project, name, version: toVersion });
  if (version) return version;
  throw new AtelierError('model.not_found', `${name} has no version "${toVersion.slice(0, 100)}".`, [
    { path: 'to_version', message: 'is not a version of this model' },
  ]);
}

async function currentRollout(manager: EntityManager, { project, name, sequence }: NamedModel): Promise<Rollout> {
  return await manager.findOneByOrFail(Rollout, { project, name, sequence });
}
