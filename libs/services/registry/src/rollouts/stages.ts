import { AtelierError, type Stage } from '@atelier/contracts';
import { InjectOutbox, Outbox } from '@atelier/bus';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { MLModelVersion, servedVersion } from '../versions/model-version.entity.js';
import { NamedModel } from './named-model.entity.js';
import { Rollout, type RolloutKind } from './rollout.entity.js';
import { StageChange } from './stage-change.entity.js';

/** Who changes a stage, and why: kept with every change. */
export interface Actor {
  readonly who: string;
  readonly reason: string;
}

/** Versions whose stages an event tells; older ones than these, if nothing of them changes, are known already. */
const versionsTold = 500;
/** How far back a rollback without a version can go. */
const wayBack = 50;

/**
 * Moves versions between the stages training → staged → production → archived. Each move runs under the lock of the model's name, in the
 * caller's transaction, with its history, its rollout of the next sequence and its event: two moves at once come one after the other.
 */
@Injectable()
export class Stages {
  constructor(@InjectOutbox('registry') private readonly outbox: Outbox) {}

  /** Takes the lock of a name, making its row when it is new. */
  async lock(manager: EntityManager, project: string, name: string): Promise<NamedModel> {
    await manager
      .createQueryBuilder()
      .insert()
      .into(NamedModel)
      .values({ project, name, sequence: 0, servedBefore: () => `'[]'::jsonb` })
      .orIgnore()
      .execute();
    return await manager.findOneOrFail(NamedModel, { where: { project, name }, lock: { mode: 'pessimistic_write' } });
  }

  async production(manager: EntityManager, model: NamedModel): Promise<MLModelVersion | null> {
    return await manager.findOneBy(MLModelVersion, { project: model.project, name: model.name, stage: 'production' });
  }

  /** Puts a version into production; the one that served is archived and is the way back. */
  async promote(manager: EntityManager, model: NamedModel, version: MLModelVersion, by: Actor, kind: RolloutKind = 'promote') {
    const serving = await this.production(manager, model);
    if (serving) await this.move(manager, serving, 'archived', by);
    await this.move(manager, version, 'production', by);
    const before = model.servedBefore.filter((id) => id !== version.modelId);
    if (serving) before.push(serving.modelId);
    model.servedBefore = before.slice(-wayBack);
    return await this.record(manager, model, { kind, production: version.modelId, previous: serving?.modelId ?? null }, by);
  }

  /** One stage back: production → staged (nothing serves then), staged → archived. */
  async demote(manager: EntityManager, model: NamedModel, version: MLModelVersion, by: Actor): Promise<Rollout> {
    if (version.stage !== 'production' && version.stage !== 'staged')
      throw new AtelierError('model.stage_conflict', `${version.name} ${version.version} is ${version.stage}; there is no stage below.`);
    const serving = await this.production(manager, model);
    const wasServing = serving?.modelId === version.modelId;
    await this.move(manager, version, wasServing ? 'staged' : 'archived', by);
    const production = wasServing ? null : (serving?.modelId ?? null);
    return await this.record(manager, model, { kind: 'demote', production, previous: version.modelId }, by);
  }

  /** Back to a version that served before (the latest one, or the one that is named); what serves now is archived and no way back. */
  async rollback(manager: EntityManager, model: NamedModel, target: MLModelVersion, by: Actor, kind: RolloutKind = 'rollback') {
    const serving = await this.production(manager, model);
    if (serving) await this.move(manager, serving, 'archived', by);
    await this.move(manager, target, 'production', by);
    const at = model.servedBefore.indexOf(target.modelId);
    if (at >= 0) model.servedBefore = model.servedBefore.slice(0, at);
    return await this.record(manager, model, { kind, production: target.modelId, previous: serving?.modelId ?? null }, by);
  }

  /** Takes away what could not be loaded: what served before serves again, or nothing. */
  async withdraw(manager: EntityManager, model: NamedModel, broken: MLModelVersion, by: Actor): Promise<Rollout> {
    const target = await this.servedBefore(manager, model);
    if (target) return await this.rollback(manager, model, target, by, 'warming_failed');
    await this.move(manager, broken, 'archived', by);
    return await this.record(manager, model, { kind: 'warming_failed', production: null, previous: broken.modelId }, by);
  }

  /** The version that served last before the one that serves now, if inference can load it. */
  async servedBefore(manager: EntityManager, model: NamedModel): Promise<MLModelVersion | null> {
    for (const modelId of model.servedBefore.toReversed()) {
      const version = await manager.findOneBy(MLModelVersion, { modelId });
      if (version && version.servingOutcome !== 'failed' && version.stage !== 'production') return version;
    }
    return null;
  }

  /** Changes the stage of one version and writes it into the history. */
  async move(manager: EntityManager, version: MLModelVersion, to: Stage, { who, reason }: Actor): Promise<void> {
    if (version.stage === to) return;
    const change = { id: uuidv7(), modelId: version.modelId, from: version.stage, to, who, reason, at: new Date() };
    await manager.insert(StageChange, change);
    await manager.update(MLModelVersion, { modelId: version.modelId }, { stage: to });
    version.stage = to;
  }

  private async record(
    manager: EntityManager,
    model: NamedModel,
    change: { kind: RolloutKind; production: string | null; previous: string | null },
    { who, reason }: Actor,
  ): Promise<Rollout> {
    const { project, name } = model;
    model.sequence += 1;
    await manager.update(NamedModel, { project, name }, { sequence: model.sequence, servedBefore: model.servedBefore });
    const rollout = manager.create(Rollout, {
      project,
      name,
      sequence: model.sequence,
      kind: change.kind,
      productionModelId: change.production,
      previousModelId: change.previous,
      who,
      reason,
      at: new Date(),
      outcome: 'pending',
      detail: '',
    });
    await manager.insert(Rollout, rollout);
    await this.announce(manager, rollout);
    return rollout;
  }

  private async announce(manager: EntityManager, rollout: Rollout): Promise<void> {
    const { project, name, sequence, productionModelId, previousModelId, reason } = rollout;
    const versions = await manager.find(MLModelVersion, { where: { project, name }, order: { createdAt: 'DESC' }, take: versionsTold });
    const involved = [productionModelId, previousModelId].filter((id) => id !== null && !versions.some(({ modelId }) => modelId === id));
    for (const modelId of involved) versions.push(await manager.findOneByOrFail(MLModelVersion, { modelId: modelId as string }));
    await this.outbox.publish(manager, project, 'rollout.changed', {
      model_name: name,
      sequence,
      production_model_id: productionModelId,
      previous_model_id: previousModelId,
      strategy: 'immediate',
      reason,
      versions: versions.map(servedVersion),
    });
  }
}
