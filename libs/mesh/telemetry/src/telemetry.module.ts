import { type DynamicModule, Inject, Module, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance } from 'fastify';
import { HealthController } from './health/health.controller.js';
import { ReadinessChecks } from './health/readiness.js';
import { drainConnections } from './http/drain-connections.js';
import { observeHttp } from './http/http-telemetry.js';
import { AtelierLogger, createLogger, type LoggerOptions } from './logging/logger.js';
import { MetricsController } from './metrics/metrics.controller.js';
import { Metrics } from './metrics/metrics.js';
import { startTracing, type Tracing } from './tracing/tracing.js';

export interface TelemetryOptions extends LoggerOptions {
  /** Whether to record spans; default: when OTEL_EXPORTER_OTLP_ENDPOINT (or its TRACES form) is set. */
  readonly tracing?: boolean;
}

const telemetryOptions = Symbol('atelier:telemetry');

/** Provides `AtelierLogger`, `Metrics` and `ReadinessChecks` to the whole program, serves `/metrics` and `/health/*`, and observes every HTTP request. */
@Module({})
export class TelemetryModule implements OnModuleInit, OnApplicationShutdown {
  private tracing?: Tracing;

  static forProgram(options: TelemetryOptions): DynamicModule {
    return {
      module: TelemetryModule,
      global: true,
      controllers: [HealthController, MetricsController],
      providers: [
        { provide: telemetryOptions, useValue: options },
        { provide: AtelierLogger, useFactory: () => createLogger(options) },
        Metrics,
        ReadinessChecks,
      ],
      exports: [AtelierLogger, Metrics, ReadinessChecks],
    };
  }

  constructor(
    @Inject(telemetryOptions) private readonly options: TelemetryOptions,
    private readonly metrics: Metrics,
    private readonly adapter: HttpAdapterHost,
  ) {}

  onModuleInit(): void {
    if (this.options.tracing ?? exporterIsSet(process.env)) this.tracing = startTracing(this.options);
    this.metrics.collectProcess({ service: this.options.service });
    if (this.adapter.httpAdapter?.getType() !== 'fastify') return;
    const server = this.adapter.httpAdapter.getInstance<FastifyInstance>();
    observeHttp(server, this.metrics);
    drainConnections(server);
  }

  async onApplicationShutdown(): Promise<void> {
    await this.tracing?.stop();
  }
}

/** OpenTelemetry's own variables, so that a collector's documentation applies as it stands. */
function exporterIsSet(environment: Readonly<Record<string, string | undefined>>): boolean {
  return Boolean(environment.OTEL_EXPORTER_OTLP_ENDPOINT || environment.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT);
}
