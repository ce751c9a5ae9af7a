import type { Attainable } from '@atelier/learning';

export const metricNames = { roc_auc: 'ROC AUC', r2: 'R²' } as const;

/** What one would reach who saw the hidden traits of a made-up world; null where that isn't known. */
export function attainableOf(attainable: Attainable | undefined, target: string): number | null {
  if (!attainable) return null;
  switch (target) {
    case 'purchased':
      return attainable.purchaseAuc;
    case 'churned':
      return attainable.churnAuc;
    case 'lifetime_value':
      return attainable.valueR2;
    default:
      return null;
  }
}
