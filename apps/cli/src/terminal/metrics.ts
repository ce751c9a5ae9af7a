import type { DeployedModel } from '@atelier/contracts';
import { table } from './table.js';

/** What one looks at first comes first. */
const order = [
  'accuracy',
  'precision',
  'recall',
  'f1',
  'roc_auc',
  'log_loss',
  'balanced_accuracy',
  'mcc',
  'pr_auc',
  'brier',
  'r2',
  'rmse',
  'mae',
  'mape',
  'explained_variance',
  'median_absolute_error',
];

/** The metrics of the test part that are single numbers. */
export function metricsTable(metrics: DeployedModel['metrics']): string {
  const rows = order.flatMap((name) => {
    const value = metrics[name];
    return typeof value === 'number' ? [[name, value]] : [];
  });
  return table(['metric (test part)', 'value'], rows);
}
