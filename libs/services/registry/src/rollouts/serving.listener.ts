import { type AtelierEvent, type EventContext, OnEvent } from '@atelier/bus';
import type { EventData } from '@atelier/contracts';
import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import type { EntityManager } from 'typeorm';
import { MLModelVersion } from '../versions/model-version.entity.js';
import { NamedModel } from './named-model.entity.js';
import { Rollout } from './rollout.entity.js';
import { Stages } from './stages.js';

type Switched = EventData<'serving.switched'>;

/** Hears what inference made of a version or a rollout. A rollout that no replica could load is taken back, on the record. */
@Controller()
export class ServingListener {
  constructor(private readonly stages: Stages) {}

  @OnEvent('registry', 'serving.switched')
  async switched(@Payload() { project, data }: AtelierEvent<'serving.switched'>, @Ctx() { manager }: EventContext): Promise<void> {
    const model = await manager.findOne(NamedModel, {
      where: { project, name: data.model_name },
      lock: { mode: 'pessimistic_write' },
    });
    const version = model && (await manager.findOneBy(MLModelVersion, { project, name: data.model_name, modelId: data.model_id }));
    if (!model || !version) return;
    if (data.sequence === null) await this.noteVersion(manager, version, data);
    else await this.noteRollout(manager, model, version, data);
  }

  /** A staged version was loaded for a first look, or could not be: then it is archived. */
  private async noteVersion(manager: EntityManager, version: MLModelVersion, { outcome, detail }: Switched): Promise<void> {
    if (version.servingOutcome !== 'pending') return;
    await manager.update(MLModelVersion, { modelId: version.modelId }, { servingOutcome: outcome, servingDetail: detail });
    if (outcome === 'failed' && version.stage === 'staged') await this.stages.move(manager, version, 'archived', atFault(detail));
  }

  /** The first replica to say something of a rollout decides; what it says of an older one changes nothing any more. */
  private async noteRollout(manager: EntityManager, model: NamedModel, version: MLModelVersion, data: Switched): Promise<void> {
    const { outcome, detail } = data;
    const which = { project: model.project, name: model.name, sequence: data.sequence as number };
    const rollout = await manager.findOneBy(Rollout, which);
    if (rollout?.outcome !== 'pending') return;
    await manager.update(Rollout, which, { outcome, detail });
    if (rollout.productionModelId !== version.modelId) return;
    await manager.update(MLModelVersion, { modelId: version.modelId }, { servingOutcome: outcome, servingDetail: detail });
    if (outcome === 'failed' && model.sequence === rollout.sequence) await this.stages.withdraw(manager, model, version, atFault(detail));
  }
}

const atFault = (detail: string) => ({ who: 'atelier/inference', reason: `It could not be loaded: ${detail}` });
