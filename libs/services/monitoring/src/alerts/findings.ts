import type { DriftReport, MonitoringPolicy } from '@atelier/contracts';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { WatchedModel } from '../models/watched-model.entity.js';
import { hasDropped, type Performance } from '../performance/performance.js';
import { Retrainings } from '../retraining/retrainings.js';
import type { WindowReport } from '../windows/window-report.js';
import { Alerts, type Finding } from './alerts.js';

/** A PSI above this is a large shift (Siddiqi 2006, p. 136: 0.1 some, 0.25 large). */
const largeShift = 0.25;
/** Beyond this drop against the baseline the relation itself has changed (spec: concept drift). */
const conceptDrop = 0.1;

/** Turns reports into alerts by the policy's thresholds, and into requests to train again. */
@Injectable()
export class Findings {
  constructor(
    private readonly alerts: Alerts,
    private readonly retrainings: Retrainings,
  ) {}

  async ofWindow(manager: EntityManager, model: WatchedModel, report: WindowReport, policy: MonitoringPolicy): Promise<void> {
    const drift = dataDrift(report, model);
    const found = [drift, predictionDrift(report, model), errorRate(report, model, policy), responseTime(report, model, policy)].filter(
      (finding) => finding !== null,
    );
    for (const finding of found) await this.alerts.raise(manager, model, finding, policy);
    if (drift && policy.retrain_on.includes('drift'))
      await this.retrainings.requestByPolicy(manager, model, 'drift', drift.message, policy);
  }

  async ofPerformance(
    manager: EntityManager,
    model: WatchedModel,
    performance: Performance & { high: number | null },
    policy: MonitoringPolicy,
  ): Promise<void> {
    if (!hasDropped(performance, policy.accuracy_drop)) return;
    const finding = performanceDrift(model, performance, policy);
    await this.alerts.raise(manager, model, finding, policy);
    if (hasDropped(performance, conceptDrop))
      await this.alerts.raise(manager, model, { ...finding, kind: 'concept_drift', severity: 'CRITICAL' }, policy);
    if (policy.retrain_on.includes('performance'))
      await this.retrainings.requestByPolicy(manager, model, 'performance', finding.message, policy);
  }
}

function dataDrift({ features, driftScore }: WindowReport, model: WatchedModel): Finding | null {
  const drifted = features.filter((feature) => feature.drifted).toSorted((a, b) => b.psi - a.psi);
  if (drifted.length === 0) return null;
  const severe = driftScore > largeShift || drifted.length > features.length / 3;
  const named = drifted.slice(0, 5).map(({ feature, psi }) => `${feature} (PSI ${psi.toFixed(2)})`);
  return {
    kind: 'data_drift',
    severity: severe ? 'HIGH' : 'MEDIUM',
    message: `${titleOf(model)} gets other data than it was trained on: ${named.join(', ')}${drifted.length > 5 ? ` and ${drifted.length - 5} more` : ''}.`,
    values: { drift_score: driftScore, features: drifted.map(({ feature, psi, ks, p_value }) => ({ feature, psi, ks, p_value })) },
  };
}

function predictionDrift({ prediction }: { prediction: DriftReport | null }, model: WatchedModel): Finding | null {
  if (!prediction?.drifted) return null;
  return {
    kind: 'prediction_drift',
    severity: prediction.psi > largeShift ? 'HIGH' : 'MEDIUM',
    message: `The predictions of ${titleOf(model)} are distributed differently than on its test data (PSI ${prediction.psi.toFixed(2)}).`,
    values: { psi: prediction.psi, p_value: prediction.p_value },
  };
}

function errorRate({ errorRate: rate }: WindowReport, model: WatchedModel, policy: MonitoringPolicy): Finding | null {
  if (rate <= policy.error_rate) return null;
  const message = `${(rate * 100).toFixed(1)} % of the requests to ${titleOf(model)} failed (threshold ${policy.error_rate * 100} %).`;
  return { kind: 'error_rate', severity: 'HIGH', message, values: { error_rate: rate, threshold: policy.error_rate } };
}

function responseTime({ responseTimeMs }: WindowReport, model: WatchedModel, policy: MonitoringPolicy): Finding | null {
  if (responseTimeMs <= policy.response_time_ms) return null;
  const message = `${titleOf(model)} answers in ${responseTimeMs.toFixed(0)} ms (threshold ${policy.response_time_ms} ms).`;
  return {
    kind: 'response_time',
    severity: 'MEDIUM',
    message,
    values: { response_time_ms: responseTimeMs, threshold: policy.response_time_ms },
  };
}

function performanceDrift(model: WatchedModel, { metric, baseline, current, drop, rows }: Performance, policy: MonitoringPolicy): Finding {
  return {
    kind: 'performance_drift',
    severity: (drop ?? 0) > 2 * policy.accuracy_drop ? 'CRITICAL' : 'HIGH',
    message: `The ${metric} of ${titleOf(model)} fell from ${baseline?.toFixed(3)} to ${current?.toFixed(3)} over the last ${rows} outcomes.`,
    values: { metric, baseline, current, drop, rows, threshold: policy.accuracy_drop },
  };
}

function titleOf({ modelName, version }: WatchedModel): string {
  return `${modelName} ${version}`;
}
