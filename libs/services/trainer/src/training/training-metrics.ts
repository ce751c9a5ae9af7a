import { JobQueue } from '@atelier/jobs';
import { Metrics } from '@atelier/telemetry';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { trainingQueue } from './training-intake.js';

/** The queue in `/metrics`, for dashboards and for scaling on its depth. Every replica tells the same of the one queue. */
@Injectable()
export class TrainingMetrics implements OnModuleInit {
  constructor(
    private readonly queue: JobQueue,
    private readonly metrics: Metrics,
  ) {}

  onModuleInit(): void {
    this.metrics.gauge('atelier_jobs', 'Jobs in the queue by state', ['queue', 'state'] as const, async (gauge) => {
      const { waiting, running } = await this.queue.depth(trainingQueue);
      gauge.set({ queue: trainingQueue, state: 'waiting' }, waiting);
      gauge.set({ queue: trainingQueue, state: 'running' }, running);
    });
  }
}
