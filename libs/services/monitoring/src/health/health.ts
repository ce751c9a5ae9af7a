import { AtelierError, type ModelHealth } from '@atelier/contracts';
import type { Signature } from '@atelier/learning';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { References } from '../models/references.js';
import { WatchedModel } from '../models/watched-model.entity.js';
import { Policies } from '../policies/policies.js';
import { Windows } from '../windows/windows.js';
import { healthScore } from './score.js';

/** How a version is doing: its latest window against the training data, its performance against the baseline, one score. */
@Injectable()
export class Health {
  constructor(
    private readonly dataSource: DataSource,
    private readonly policies: Policies,
    private readonly windows: Windows,
    private readonly references: References,
  ) {}

  async of(project: string, modelId: string): Promise<ModelHealth> {
    const { manager } = this.dataSource;
    const model = await manager.findOneBy(WatchedModel, { modelId, project });
    if (!model) throw new AtelierError('model.not_found', 'There is no such model in this project.');
    const policy = await this.policies.of(manager, project, model.modelName);
    const window = await this.windows.latest(manager, model, policy);
    const { signature, sketches } = await this.references.manifest(model.manifestDigest);
    const performance = model.performance ?? unknownPerformance(model, signature);
    const { score, components } = healthScore(window?.report ?? null, performance, model.predictions, policy);
    return {
      model_id: modelId,
      model_name: model.modelName,
      version: model.version,
      health_score: score,
      components,
      reference: sketches ? 'training_data' : 'none',
      predictions: model.predictions,
      outcomes: model.outcomes,
      performance,
      prediction_drift: window?.report?.prediction ?? null,
      features: window?.report?.features ?? [],
      window: {
        predictions: window?.predictions ?? 0,
        from: window?.openedAt.toISOString() ?? null,
        to: window?.latestAt.toISOString() ?? null,
      },
    };
  }
}

function unknownPerformance({ metrics }: WatchedModel, { task }: Signature): ModelHealth['performance'] {
  const metric = task === 'regression' ? 'r2' : 'accuracy';
  const baseline = metrics[metric];
  return { metric, baseline: typeof baseline === 'number' ? baseline : null, current: null, drop: null, rows: 0 };
}
