import { Allow, Caller } from '@atelier/access';
import type { Alert, Principal } from '@atelier/contracts';
import { Controller, Get, Query } from '@nestjs/common';
import { z } from 'zod';
import { Alerts } from './alerts.js';

const alertsQuerySchema = z.strictObject({
  model_name: z.string().optional(),
  limit: z.coerce.number().int().min(1).max(500).default(100),
});

@Controller('api/ml/monitoring/alerts')
export class AlertsController {
  constructor(private readonly alerts: Alerts) {}

  @Get()
  @Allow('viewer')
  async list(
    @Caller() { project }: Principal,
    @Query({ schema: alertsQuerySchema }) query: z.infer<typeof alertsQuerySchema>,
  ): Promise<{ alerts: Alert[] }> {
    return { alerts: await this.alerts.list(project, query.model_name, query.limit) };
  }
}
