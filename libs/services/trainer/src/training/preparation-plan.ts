import type { PreparationRequest } from '@atelier/contracts';
import type { TrainingPlan } from '@atelier/learning';

type PreparationPlan = Pick<TrainingPlan, 'cleaning' | 'encoding' | 'polynomial' | 'power' | 'quantile' | 'text' | 'selection'>;

/** What a request says of preparation, as learning reads it. */
export function preparationOf(request: PreparationRequest): PreparationPlan {
  const { cleaning, encoding, polynomial, power, quantile, text, feature_selection: selection } = request;
  return {
    ...(cleaning && { cleaning: cleaningOf(cleaning) }),
    ...(encoding && { encoding }),
    ...textPlanOf(text),
    ...(polynomial && { polynomial: { degree: polynomial.degree, interactionOnly: polynomial.interaction_only } }),
    ...(power && { power }),
    ...(quantile && { quantile: { output: quantile.output, quantiles: quantile.n_quantiles } }),
    ...(selection && { selection: { method: selection.method, nFeatures: selection.n_features } }),
  };
}

/** How free texts are read, where a request says. */
export function textPlanOf(text: PreparationRequest['text']): Pick<PreparationPlan, 'text'> {
  if (text === undefined || text === 'none') return text ? { text } : {};
  const { encoding = 'text', word_ngrams, char_ngrams, max_features, min_df, sublinear, terms, embeddings, statistics } = text;
  const renamed = {
    wordNgrams: word_ngrams,
    charNgrams: char_ngrams,
    maxFeatures: max_features,
    minDf: min_df,
    sublinear,
    terms,
    embeddings,
    statistics,
  };
  return { text: { encoding, ...given(renamed) } };
}

function cleaningOf(cleaning: NonNullable<PreparationRequest['cleaning']>): PreparationPlan['cleaning'] {
  const renamed = {
    missingStrategy: cleaning.missing_strategy,
    missingIndicator: cleaning.missing_indicator,
    outlierMethod: cleaning.outlier_method,
    outlierThreshold: cleaning.outlier_threshold,
    outlierAction: cleaning.outlier_action,
  };
  return given(renamed);
}

/** A field that was left out stays out: what a model is made of is part of its bytes. */
function given<T extends object>(fields: T): Partial<T> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Partial<T>;
}
