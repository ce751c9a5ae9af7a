import type { ModelHealth } from '@atelier/contracts';
import { Metrics, sharedReading } from '@atelier/telemetry';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { WatchedModel } from '../models/watched-model.entity.js';
import { Health } from './health.js';

const labels = ['project', 'model', 'version'] as const;

interface Reading {
  readonly of: Record<(typeof labels)[number], string>;
  readonly health: ModelHealth;
}

/** The models in production in `/metrics`: health, performance against baseline, drift per feature. Read at each scrape. */
@Injectable()
export class ModelMetrics implements OnModuleInit {
  constructor(
    private readonly metrics: Metrics,
    private readonly dataSource: DataSource,
    private readonly health: Health,
  ) {}

  onModuleInit(): void {
    const readings = sharedReading(() => this.read());
    this.metrics.gauge('atelier_model_health_score', 'Health of models in production, 0 to 100', labels, async (gauge) => {
      gauge.reset();
      for (const { of, health } of await readings()) gauge.set(of, health.health_score);
    });
    this.metrics.gauge(
      'atelier_model_performance',
      'Accuracy or R² of models in production',
      [...labels, 'measured'] as const,
      async (gauge) => {
        gauge.reset();
        for (const { of, health } of await readings()) {
          const { baseline, current } = health.performance;
          if (baseline !== null) gauge.set({ ...of, measured: 'baseline' }, baseline);
          if (current !== null) gauge.set({ ...of, measured: 'current' }, current);
        }
      },
    );
    this.metrics.gauge(
      'atelier_model_feature_psi',
      'PSI of each feature against the training data',
      [...labels, 'feature'] as const,
      async (gauge) => {
        gauge.reset();
        for (const { of, health } of await readings()) for (const { feature, psi } of health.features) gauge.set({ ...of, feature }, psi);
      },
    );
  }

  private async read(): Promise<Reading[]> {
    const models = await this.dataSource.manager.findBy(WatchedModel, { stage: 'production' });
    const readings: Reading[] = [];
    for (const { project, modelName, version, modelId } of models)
      readings.push({ of: { project, model: modelName, version }, health: await this.health.of(project, modelId) });
    return readings;
  }
}
