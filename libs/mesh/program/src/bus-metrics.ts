import { type BusBacklog, type BusCounts, BusStatistics } from '@atelier/bus';
import type { ServiceName } from '@atelier/contracts';
import { Metrics, sharedReading } from '@atelier/telemetry';
import { Injectable, type OnModuleInit } from '@nestjs/common';

const outcomes: Readonly<Record<string, keyof BusCounts>> = {
  published: 'published',
  handled: 'handled',
  duplicate: 'duplicates',
  retried: 'retried',
  dead_lettered: 'deadLettered',
};
const places: Readonly<Record<string, 'outboxDepth' | 'consumerLag' | 'deadLetters'>> = {
  outbox: 'outboxDepth',
  lag: 'consumerLag',
  dead_letter: 'deadLetters',
};

/** The bus in `/metrics`: what it has done, and what waits. Read at each scrape, so that an idle program asks nothing. */
@Injectable()
export class BusMetrics implements OnModuleInit {
  constructor(
    private readonly statistics: BusStatistics,
    private readonly metrics: Metrics,
  ) {}

  onModuleInit(): void {
    const backlogs = sharedReading(() => this.backlogs());
    this.metrics.gauge(
      'atelier_bus_events',
      'Events by what became of them, since the program started',
      ['bus', 'outcome'] as const,
      (gauge) => {
        for (const bus of this.statistics.services)
          for (const [outcome, count] of Object.entries(outcomes)) gauge.set({ bus, outcome }, this.statistics.of(bus)[count]);
      },
    );
    this.metrics.gauge('atelier_bus_waiting', 'Events that wait: outbox, lag, dead letters', ['bus', 'place'] as const, async (gauge) => {
      for (const [bus, backlog] of await backlogs())
        for (const [place, count] of Object.entries(places)) gauge.set({ bus, place }, backlog[count]);
    });
    this.metrics.gauge(
      'atelier_bus_outbox_oldest_seconds',
      'Age of the oldest event that is not published',
      ['bus'] as const,
      async (gauge) => {
        for (const [bus, { outboxOldestSeconds }] of await backlogs()) gauge.set({ bus }, outboxOldestSeconds);
      },
    );
  }

  private async backlogs(): Promise<(readonly [ServiceName, BusBacklog])[]> {
    return Promise.all(this.statistics.services.map(async (service) => [service, await this.statistics.backlog(service)] as const));
  }
}
