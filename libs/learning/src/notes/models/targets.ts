import type { ColumnType } from '../../frame/column.js';
import type { Task } from '../../frame/signature.js';

/** What is predicted of a client, by the names of labels.csv. */
export const clientTargets = ['purchased', 'churned', 'lifetime_value'] as const;
export type ClientTarget = (typeof clientTargets)[number];

export const targetTasks: Readonly<
  Record<ClientTarget, { readonly task: Task; readonly type: ColumnType; readonly metric: 'roc_auc' | 'r2' }>
> = {
  purchased: { task: 'classification', type: 'boolean', metric: 'roc_auc' },
  churned: { task: 'classification', type: 'boolean', metric: 'roc_auc' },
  lifetime_value: { task: 'regression', type: 'float', metric: 'r2' },
};
