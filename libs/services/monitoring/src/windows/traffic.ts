import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Findings } from '../alerts/findings.js';
import { WatchedModel } from '../models/watched-model.entity.js';
import { Outcomes } from '../outcomes/outcomes.js';
import { Policies } from '../policies/policies.js';
import { type Made, Windows } from './windows.js';

/** Counts a model's traffic, adds it to its window and judges what is full. */
@Injectable()
export class Traffic {
  constructor(
    private readonly windows: Windows,
    private readonly outcomes: Outcomes,
    private readonly policies: Policies,
    private readonly findings: Findings,
  ) {}

  async take(manager: EntityManager, model: WatchedModel, made: readonly Made[], failures: number): Promise<void> {
    const policy = await this.policies.of(manager, model.project, model.modelName);
    const unjudged = await this.count(manager, model.modelId, made.length, failures);
    const closed = await this.windows.add(manager, model, { made, failures }, policy);
    if (closed?.report) await this.findings.ofWindow(manager, model, closed.report, policy);
    if (unjudged >= policy.window_outcomes) await this.outcomes.judge(manager, model.modelId, policy);
  }

  /** Takes the predictions that were heard of before the version itself: topics keep no order among each other. */
  async adopt(manager: EntityManager, model: WatchedModel): Promise<void> {
    const made = await manager.query<(Omit<Made, 'at'> & { at: Date; known: boolean })[]>(
      'SELECT prediction_id, at, features, prediction, probabilities, latency_ms, actual IS NOT NULL AS known FROM monitoring.prediction WHERE model_id = $1 AND project = $2 ORDER BY at',
      [model.modelId, model.project],
    );
    if (made.length === 0) return;
    await manager.increment(WatchedModel, { modelId: model.modelId }, 'outcomes', made.filter(({ known }) => known).length);
    await this.take(
      manager,
      model,
      made.map((one) => ({ ...one, at: one.at.toISOString() })),
      0,
    );
  }

  /** Adds to the model's counts; resolves to its outcomes that were not judged yet. */
  private async count(manager: EntityManager, modelId: string, predictions: number, failures: number): Promise<number> {
    const [[model]] = await manager.query<[{ unjudged: number }[], number]>(
      `UPDATE monitoring.model SET predictions = predictions + $2, failures = failures + $3 WHERE model_id = $1
       RETURNING (outcomes - outcomes_judged)::int AS unjudged`,
      [modelId, predictions, failures],
    );
    return model?.unjudged ?? 0;
  }
}
