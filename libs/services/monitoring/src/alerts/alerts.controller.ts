import { Allow, Caller } from '@atelier/access';
import { type Alert, type OfModelQuery, ofModelQuerySchema, type Principal } from '@atelier/contracts';
import { Controller, Get, Query } from '@nestjs/common';
import { Alerts } from './alerts.js';

@Controller('api/ml/monitoring/alerts')
export class AlertsController {
  constructor(private readonly alerts: Alerts) {}

  @Get()
  @Allow('viewer')
  async list(@Caller() { project }: Principal, @Query({ schema: ofModelQuerySchema }) query: OfModelQuery): Promise<{ alerts: Alert[] }> {
    return { alerts: await this.alerts.list(project, query.model_name, query.limit) };
  }
}
