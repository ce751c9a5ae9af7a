import { Controller, Get, Header } from '@nestjs/common';
import { OpenRoute } from '../health/open-route.js';
import { Metrics } from './metrics.js';

/** For Prometheus. Numbers only: nothing of a project's data is in it. */
@Controller('metrics')
export class MetricsController {
  constructor(private readonly metrics: Metrics) {}

  @Get()
  @OpenRoute()
  @Header('content-type', 'text/plain; version=0.0.4; charset=utf-8')
  async scrape(): Promise<string> {
    return await this.metrics.text();
  }
}
