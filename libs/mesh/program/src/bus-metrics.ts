import { BusStatistics } from '@atelier/bus';
import { Metrics } from '@atelier/telemetry';
import { Injectable, type OnModuleInit } from '@nestjs/common';

/** The bus in `/metrics`: what it has done, and what waits. Read at each scrape, so that an idle program asks nothing. */
@Injectable()
export class BusMetrics implements OnModuleInit {
  constructor(
    private readonly statistics: BusStatistics,
    private readonly metrics: Metrics,
  ) {}

  onModuleInit(): void {
    const outcomes = {
      published: 'published',
      handled: 'handled',
      duplicates: 'duplicate',
      retried: 'retried',
      deadLettered: 'dead_lettered',
    } as const;
    this.metrics.gauge(
      'atelier_bus_events',
      'Events by what became of them, since the program started',
      ['service', 'outcome'] as const,
      (gauge) => {
        for (const service of this.statistics.services) {
          const counts = this.statistics.of(service);
          for (const [count, outcome] of Object.entries(outcomes)) gauge.set({ service, outcome }, counts[count as keyof typeof outcomes]);
        }
      },
    );
    const waiting = this.metrics.gauge('atelier_bus_waiting', 'Events that wait: outbox, lag, dead letters', ['service', 'where'] as const);
    this.metrics.gauge(
      'atelier_bus_outbox_oldest_seconds',
      'Age of the oldest event that is not published',
      ['service'] as const,
      async (gauge) => {
        for (const service of this.statistics.services) {
          const { outboxDepth, outboxOldestSeconds, consumerLag, deadLetters } = await this.statistics.backlog(service);
          gauge.set({ service }, outboxOldestSeconds);
          waiting.set({ service, where: 'outbox' }, outboxDepth);
          waiting.set({ service, where: 'lag' }, consumerLag);
          waiting.set({ service, where: 'dead_letter' }, deadLetters);
        }
      },
    );
  }
}
