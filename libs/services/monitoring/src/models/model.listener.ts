import { type AtelierEvent, type EventContext, OnEvent } from '@atelier/bus';
import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { Traffic } from '../windows/traffic.js';
import { Retrainings } from '../retraining/retrainings.js';
import { WatchedModel } from './watched-model.entity.js';

/** Keeps the versions that there are and the stage of each. */
@Controller()
export class ModelListener {
  constructor(
    private readonly retrainings: Retrainings,
    private readonly traffic: Traffic,
  ) {}

  @OnEvent('monitoring', 'version.registered')
  async registered(@Payload() { project, data }: AtelierEvent<'version.registered'>, @Ctx() { manager }: EventContext): Promise<void> {
    const model = {
      modelId: data.model_id,
      project,
      modelName: data.model_name,
      version: data.version,
      stage: data.stage,
      sequence: 0,
      taskType: data.task_type,
      trainingJobId: data.training_job_id,
      onnxDigest: data.onnx_digest,
      manifestDigest: data.manifest_digest,
      metrics: data.metrics,
      predictions: 0,
      failures: 0,
      outcomes: 0,
      outcomesJudged: 0,
      performance: null,
    };
    if (await manager.existsBy(WatchedModel, { modelId: data.model_id })) return;
    await manager.insert(WatchedModel, model);
    await this.traffic.adopt(manager, manager.create(WatchedModel, model));
    if (data.retraining_id !== null) await this.retrainings.candidateRegistered(manager, data.retraining_id, data.model_id);
  }

  @OnEvent('monitoring', 'rollout.changed')
  async rolledOut(@Payload() { project, data }: AtelierEvent<'rollout.changed'>, @Ctx() { manager }: EventContext): Promise<void> {
    for (const { model_id, stage } of data.versions) {
      await manager
        .createQueryBuilder()
        .update(WatchedModel)
        .set({ stage, sequence: data.sequence })
        .where('model_id = :model_id AND project = :project AND sequence <= :sequence', { model_id, project, sequence: data.sequence })
        .execute();
    }
  }

  @OnEvent('monitoring', 'serving.switched')
  async switched(@Payload() { data }: AtelierEvent<'serving.switched'>, @Ctx() { manager }: EventContext): Promise<void> {
    if (data.sequence !== null) await this.retrainings.candidateSwitched(manager, data.model_id, data.outcome);
  }
}
