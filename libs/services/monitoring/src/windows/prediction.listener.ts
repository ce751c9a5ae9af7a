import { type AtelierEvent, type EventContext, OnEvent } from '@atelier/bus';
import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { In } from 'typeorm';
import { WatchedModel } from '../models/watched-model.entity.js';
import { Outcomes } from '../outcomes/outcomes.js';
import { Traffic } from './traffic.js';

/** What inference has answered: kept for outcomes to come, and added to the window of each model. */
@Controller()
export class PredictionListener {
  constructor(
    private readonly traffic: Traffic,
    private readonly outcomes: Outcomes,
  ) {}

  @OnEvent('monitoring', 'prediction.made')
  async made(@Payload() { project, data }: AtelierEvent<'prediction.made'>, @Ctx() { manager }: EventContext): Promise<void> {
    const ids = [...data.predictions, ...data.failures].map(({ model_id }) => model_id);
    const models = await manager.find(WatchedModel, { where: { modelId: In([...new Set(ids)]), project }, order: { modelId: 'ASC' } });
    await this.outcomes.keepPredictions(manager, project, data.predictions);
    for (const model of models) {
      const made = data.predictions.filter(({ model_id }) => model_id === model.modelId);
      const failures = data.failures.filter(({ model_id }) => model_id === model.modelId).reduce((sum, { count }) => sum + count, 0);
      await this.traffic.take(manager, model, made, failures);
    }
  }
}
