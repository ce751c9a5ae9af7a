import { Injectable } from '@nestjs/common';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

/** Seconds; fine where one-row predictions lie, and up to long uploads. */
export const requestSeconds = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

/** The program's metrics: one registry, scraped at `/metrics`. Asking for the same name again gives the same metric. */
@Injectable()
export class Metrics {
  readonly registry = new Registry();
  private readonly made = new Map<string, unknown>();

  /** Event loop, memory, garbage collection, file handles of this process. */
  collectProcess(labels: Readonly<Record<string, string>>): void {
    this.registry.setDefaultLabels(labels);
    collectDefaultMetrics({ register: this.registry });
  }

  counter<L extends string = never>(name: string, help: string, labelNames: readonly L[] = []): Counter<L> {
    return this.once(name, () => new Counter({ name, help, labelNames, registers: [this.registry] }));
  }

  /** `collect` is called at each scrape and sets the gauge. */
  gauge<L extends string = never>(
    name: string,
    help: string,
    labelNames: readonly L[] = [],
    collect?: (gauge: Gauge<L>) => void | Promise<void>,
  ): Gauge<L> {
    return this.once(name, () => {
      const gauge: Gauge<L> = new Gauge({ name, help, labelNames, registers: [this.registry], collect: () => collect?.(gauge) });
      return gauge;
    });
  }

  histogram<L extends string = never>(
    name: string,
    help: string,
    labelNames: readonly L[] = [],
    buckets: readonly number[] = requestSeconds,
  ): Histogram<L> {
    return this.once(name, () => new Histogram({ name, help, labelNames, buckets: [...buckets], registers: [this.registry] }));
  }

  /** Prometheus's text format. */
  async text(): Promise<string> {
    return await this.registry.metrics();
  }

  private once<M>(name: string, make: () => M): M {
    const known = this.made.get(name);
    if (known) return known as M;
    const metric = make();
    this.made.set(name, metric);
    return metric;
  }
}
