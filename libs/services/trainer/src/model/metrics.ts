import type { ModelMetrics } from '@atelier/contracts';
import type { Evaluation } from '@atelier/learning';

/** The metrics of an evaluation by name: numbers (null where undefined) and the confusion matrix; what is told per class is left out. */
export function metricsOf(evaluation: Evaluation): ModelMetrics {
  const metrics: ModelMetrics = {};
  for (const [name, value] of Object.entries(evaluation)) {
    if (typeof value === 'number') metrics[name] = Number.isFinite(value) ? value : null;
    else if (value === null || name === 'confusion_matrix') metrics[name] = value;
  }
  return metrics;
}
