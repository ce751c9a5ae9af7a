import { type AtelierEvent, type EventContext, OnEvent } from '@atelier/bus';
import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { Views } from '../views/views.js';
import { Pushes } from './pushes.js';

/** Feeds views from the bus: whoever publishes `features.pushed` need not know where the store is. Rows that do not fit become a dead letter. */
@Controller()
export class PushListener {
  constructor(
    private readonly views: Views,
    private readonly pushes: Pushes,
  ) {}

  @OnEvent('feature-store', 'features.pushed')
  async pushed(@Payload() { project, data }: AtelierEvent<'features.pushed'>, @Ctx() { manager }: EventContext): Promise<void> {
    const view = await this.views.find(project, data.view, data.view_version ?? undefined);
    await this.pushes.store(manager, view, data.rows, 'online_and_offline');
  }
}
