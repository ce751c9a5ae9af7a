import type { ModelHealth, MonitoringPolicy } from '@atelier/contracts';
import type { Performance } from '../performance/performance.js';
import type { WindowReport } from '../windows/window-report.js';

type Components = ModelHealth['components'];

/** What each component weighs when all are known. */
const weights = { accuracy: 0.35, error_rate: 0.2, response_time: 0.15, feature_stability: 0.2, volume: 0.1 } as const;

/**
 * Health from 0 to 100: the weighted mean of what is known. A component scores 100 when nothing is lost, 50 at the policy's threshold and 0 at twice that.
 * What is not known yet (no outcomes, no traffic) has no weight; without any traffic the score is 100: nothing speaks against the model.
 */
export function healthScore(
  report: WindowReport | null,
  performance: Performance | null,
  predictions: number,
  policy: MonitoringPolicy,
): { score: number; components: Components } {
  const drop = performance?.drop ?? null;
  const watched = report && report.features.length > 0 ? report : null;
  const components: Components = {
    accuracy: component('accuracy', drop, drop === null ? null : penalty(Math.max(0, drop), policy.accuracy_drop)),
    error_rate: component('error_rate', report?.errorRate ?? null, report && penalty(report.errorRate, policy.error_rate)),
    response_time: component(
      'response_time',
      report?.responseTimeMs ?? null,
      report && penalty(report.responseTimeMs, policy.response_time_ms),
    ),
    feature_stability: watched
      ? component('feature_stability', driftedShare(watched), stability(watched))
      : component('feature_stability', null, null),
    volume: component('volume', predictions, predictions === 0 ? null : Math.min(100, (100 * predictions) / policy.window_predictions)),
  };
  const known = Object.values(components).filter(({ score }) => score !== null);
  const weight = known.reduce((sum, one) => sum + one.weight, 0);
  const score = weight === 0 ? 100 : known.reduce((sum, one) => sum + (one.score ?? 0) * one.weight, 0) / weight;
  return { score, components };
}

function component(name: keyof typeof weights, value: number | null, score: number | null): Components[keyof Components] {
  return { score, value, weight: weights[name] };
}

function penalty(value: number, threshold: number): number {
  if (threshold === 0) return value === 0 ? 100 : 0;
  return Math.max(0, 100 - (50 * value) / threshold);
}

function driftedShare({ features }: WindowReport): number {
  return features.length === 0 ? 0 : features.filter(({ drifted }) => drifted).length / features.length;
}

/** Weighed by importance where the model has one: a drifted column that the model hardly uses costs little. */
function stability({ features }: WindowReport): number {
  const weightOf = (feature: WindowReport['features'][number]) => feature.importance ?? 1 / features.length;
  const total = features.reduce((sum, feature) => sum + weightOf(feature), 0);
  const lost = features.filter(({ drifted }) => drifted).reduce((sum, feature) => sum + weightOf(feature), 0);
  return total === 0 ? 100 : 100 * (1 - lost / total);
}
