import type { PreparationRequest } from '@atelier/contracts';
import type { TrainingPlan } from '@atelier/learning';

type PreparationPlan = Pick<TrainingPlan, 'cleaning' | 'encoding' | 'polynomial' | 'power' | 'quantile' | 'selection'>;

/** What a request says of preparation, as learning reads it. */
export function preparationOf(request: PreparationRequest): PreparationPlan {
  const { cleaning, encoding, polynomial, power, quantile, feature_selection: selection } = request;
  return {
    ...(cleaning && { cleaning: cleaningOf(cleaning) }),
    ...(encoding && { encoding }),
    ...(polynomial && { polynomial: { degree: polynomial.degree, interactionOnly: polynomial.interaction_only } }),
    ...(power && { power }),
    ...(quantile && { quantile: { output: quantile.output, quantiles: quantile.n_quantiles } }),
    ...(selection && { selection: { method: selection.method, nFeatures: selection.n_features } }),
  };
}

/** A field that was left out stays out: what a model is made of is part of its bytes. */
function cleaningOf(cleaning: NonNullable<PreparationRequest['cleaning']>): PreparationPlan['cleaning'] {
  const renamed = {
    missingStrategy: cleaning.missing_strategy,
    missingIndicator: cleaning.missing_indicator,
    outlierMethod: cleaning.outlier_method,
    outlierThreshold: cleaning.outlier_threshold,
    outlierAction: cleaning.outlier_action,
  };
  return Object.fromEntries(Object.entries(renamed).filter(([, value]) => value !== undefined));
}
