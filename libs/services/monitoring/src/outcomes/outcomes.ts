import type { OutcomesRequest } from '@atelier/contracts';
import type { MonitoringPolicy } from '@atelier/contracts';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Findings } from '../alerts/findings.js';
import { References } from '../models/references.js';
import { WatchedModel } from '../models/watched-model.entity.js';
import { MonitoringOptions } from '../options.js';
import { performanceOf } from '../performance/performance.js';
import { Policies } from '../policies/policies.js';
import type { Made } from '../windows/windows.js';

type Outcome = OutcomesRequest['outcomes'][number];

export interface Recorded {
  /** New or changed by this request. */
  readonly recorded: number;
  /** Kept until their prediction is heard of. */
  readonly waiting: number;
}

/** Joins what was predicted with what really happened, in whichever order the two arrive; twice is once. */
@Injectable()
export class Outcomes {
  constructor(
    private readonly dataSource: DataSource,
    private readonly policies: Policies,
    private readonly references: References,
    private readonly findings: Findings,
    private readonly options: MonitoringOptions,
  ) {}

  /** Records outcomes by prediction id in one transaction and judges the models they complete. */
  async record(project: string, outcomes: readonly Outcome[]): Promise<Recorded> {
    return this.dataSource.transaction(async (manager) => {
      const given = JSON.stringify(distinct(outcomes).map((one) => ({ ...one, at: one.at ?? new Date().toISOString() })));
      const waiting = await manager.query<unknown[]>(
        `INSERT INTO monitoring.waiting_outcome (project, prediction_id, actual, at)
         SELECT $1, g.prediction_id, g.actual, g.at FROM jsonb_to_recordset($2) AS g(prediction_id text, actual jsonb, at timestamptz)
         WHERE NOT EXISTS (SELECT FROM monitoring.prediction p WHERE p.prediction_id = g.prediction_id AND p.project = $1 AND p.actual = g.actual)
         ORDER BY g.prediction_id
         ON CONFLICT (project, prediction_id) DO UPDATE SET actual = EXCLUDED.actual, at = EXCLUDED.at RETURNING prediction_id`,
        [project, given],
      );
      const joined = await this.join(manager, project);
      for (const modelId of joined.models) {
        const model = await manager.findOneByOrFail(WatchedModel, { modelId });
        await this.judge(manager, modelId, await this.policies.of(manager, project, model.modelName));
      }
      return { recorded: waiting.length, waiting: waiting.length - joined.rows };
    });
  }

  /** Keeps predictions, once each, and joins the outcomes that were there before them. */
  async keepPredictions(manager: EntityManager, project: string, made: readonly Made[]): Promise<void> {
    if (made.length === 0) return;
    const [{ waiting }] = await manager.query<[{ waiting: boolean }]>(
      `WITH kept AS (
         INSERT INTO monitoring.prediction (prediction_id, project, model_id, at, features, prediction, probabilities, latency_ms)
         SELECT g.prediction_id, $1, g.model_id, g.at, g.features, g.prediction, NULLIF(g.probabilities, 'null'), g.latency_ms FROM jsonb_to_recordset($2)
           AS g(prediction_id text, model_id text, at timestamptz, features jsonb, prediction jsonb, probabilities jsonb, latency_ms double precision)
         ORDER BY g.prediction_id ON CONFLICT DO NOTHING
       )
       SELECT EXISTS (SELECT FROM monitoring.waiting_outcome WHERE project = $1) AS waiting`,
      [project, JSON.stringify(made)],
    );
    if (waiting) await this.join(manager, project);
  }

  /** Judges the performance over the latest outcomes when a window of new ones has come in since the last time. */
  async judge(manager: EntityManager, modelId: string, policy: MonitoringPolicy): Promise<void> {
    const model = await manager.findOne(WatchedModel, { where: { modelId }, lock: { mode: 'pessimistic_write' } });
    if (!model || model.outcomes - model.outcomesJudged < policy.window_outcomes) return;
    const rows = await manager.query<JoinedRow[]>(
      'SELECT prediction, probabilities, actual FROM monitoring.prediction WHERE model_id = $1 AND actual IS NOT NULL ORDER BY actual_at DESC, prediction_id DESC LIMIT $2',
      [modelId, policy.window_outcomes],
    );
    const { signature } = await this.references.manifest(model.manifestDigest);
    const performance = performanceOf(signature, model.metrics, rows);
    await manager.update(WatchedModel, { modelId }, { outcomesJudged: model.outcomes, performance });
    await this.findings.ofPerformance(manager, model, performance, policy);
    await this.prune(manager, modelId);
  }

  /** Moves waiting outcomes to their predictions; counts them for their models, in the order of model ids so that two of these never deadlock. */
  private async join(manager: EntityManager, project: string): Promise<{ rows: number; models: string[] }> {
    const found = await manager.query<{ model_id: string; fresh: boolean }[]>(
      `WITH due AS (
         SELECT w.prediction_id, w.actual, w.at, p.model_id, p.actual IS NULL AS fresh FROM monitoring.waiting_outcome w
         JOIN monitoring.prediction p ON p.prediction_id = w.prediction_id AND p.project = w.project
         WHERE w.project = $1 ORDER BY w.prediction_id FOR UPDATE OF w, p
       ), gone AS (
         DELETE FROM monitoring.waiting_outcome w USING due WHERE w.project = $1 AND w.prediction_id = due.prediction_id
       ), kept AS (
         UPDATE monitoring.prediction p SET actual = due.actual, actual_at = due.at FROM due WHERE p.prediction_id = due.prediction_id
       )
       SELECT model_id, fresh FROM due`,
      [project],
    );
    const models = [...new Set(found.map(({ model_id }) => model_id))].toSorted();
    for (const modelId of models)
      await manager.increment(WatchedModel, { modelId }, 'outcomes', found.filter((row) => row.model_id === modelId && row.fresh).length);
    return { rows: found.length, models };
  }

  private async prune(manager: EntityManager, modelId: string): Promise<void> {
    const { predictionsKept, outcomeWaitDays } = this.options;
    await manager.query(
      'DELETE FROM monitoring.prediction WHERE model_id = $1 AND at < (SELECT at FROM monitoring.prediction WHERE model_id = $1 ORDER BY at DESC OFFSET $2 LIMIT 1)',
      [modelId, predictionsKept],
    );
    await manager.query(`DELETE FROM monitoring.waiting_outcome WHERE kept_at < now() - make_interval(days => $1)`, [outcomeWaitDays]);
  }
}

interface JoinedRow {
  readonly prediction: string | number | boolean;
  readonly probabilities: readonly number[] | null;
  readonly actual: string | number | boolean;
}

/** The last word on each prediction. */
function distinct(outcomes: readonly Outcome[]): Outcome[] {
  return [...new Map(outcomes.map((one) => [one.prediction_id, one])).values()];
}
