import { Allow, Caller } from '@atelier/access';
import type { ModelHealth, Principal } from '@atelier/contracts';
import { Controller, Get, Param } from '@nestjs/common';
import { Health } from './health.js';

@Controller('api/ml/monitoring/models')
export class ModelHealthController {
  constructor(private readonly health: Health) {}

  @Get(':model_id/health')
  @Allow('viewer')
  of(@Caller() { project }: Principal, @Param('model_id') modelId: string): Promise<ModelHealth> {
    return this.health.of(project, modelId);
  }
}
