import { type AtelierEvent, type EventContext, OnEvent } from '@atelier/bus';
import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { Retrainings } from './retrainings.js';

/** Hears how the trainings that monitoring asked for have ended. */
@Controller()
export class TrainingListener {
  constructor(private readonly retrainings: Retrainings) {}

  @OnEvent('monitoring', 'training.completed')
  async completed(@Payload() { data }: AtelierEvent<'training.completed'>, @Ctx() { manager }: EventContext): Promise<void> {
    if (data.retraining) await this.retrainings.completed(manager, data.job_id, data.retraining);
  }

  @OnEvent('monitoring', 'training.failed')
  async failed(@Payload() { data }: AtelierEvent<'training.failed'>, @Ctx() { manager }: EventContext): Promise<void> {
    if (data.retraining_id !== null) await this.retrainings.failed(manager, data.retraining_id, data.job_id, data.detail);
  }
}
