import { LearningError } from '../../errors.js';
import { nearestName } from '../../estimators/parameters.js';
import type { Task } from '../../frame/signature.js';
import {
  accuracy,
  balancedAccuracy,
  type Confusion,
  confusionOf,
  macroAverages,
  mainAverages,
  matthews,
  weightedAverages,
} from './confusion.js';
import type { ClassOutcome, Outcome, ValueOutcome } from './outcome.js';
import { brierScore, logLoss } from './probability.js';
import { averagePrecision, classRankings, mainRanking, oneVsRest, type RankingMetric, rocAuc } from './ranking.js';
import { explainedVariance, mae, mape, medianAbsoluteError, r2, rmse } from './regression.js';

/** Computes a metric of one outcome for any row weights; NaN where the metric is undefined. */
export type Scorer = (weights?: Float64Array) => number;

export interface Metric {
  readonly task: Task;
  readonly direction: 'maximize' | 'minimize';
  /** Does what doesn't depend on weights (sorting) once. */
  prepare(outcome: Outcome): Scorer;
}

const ofConfusion = (score: (confusion: Confusion) => number): Metric => ({
  task: 'classification',
  direction: 'maximize',
  prepare: (outcome) => (weights) => score(confusionOf(outcome as ClassOutcome, weights)),
});

const ofRanking = (metric: RankingMetric): Metric => ({
  task: 'classification',
  direction: 'maximize',
  prepare: (outcome) => {
    const rankings = classRankings(outcome as ClassOutcome);
    return (weights) => mainRanking(oneVsRest(metric, rankings, outcome.truth, weights));
  },
});

const ofProba = (loss: (outcome: ClassOutcome, weights?: Float64Array) => number): Metric => ({
  task: 'classification',
  direction: 'minimize',
  prepare: (outcome) => (weights) => loss(outcome as ClassOutcome, weights),
});

const ofValues = (direction: Metric['direction'], score: (outcome: ValueOutcome, weights?: Float64Array) => number): Metric => ({
  task: 'regression',
  direction,
  prepare: (outcome) => (weights) => score(outcome as ValueOutcome, weights),
});

/** Every metric that can be an objective, by the name it has in an evaluation. */
export const metrics = {
  accuracy: ofConfusion(accuracy),
  balanced_accuracy: ofConfusion(balancedAccuracy),
  precision: ofConfusion((confusion) => mainAverages(confusion).precision),
  recall: ofConfusion((confusion) => mainAverages(confusion).recall),
  f1: ofConfusion((confusion) => mainAverages(confusion).f1),
  f1_macro: ofConfusion((confusion) => macroAverages(confusion).f1),
  f1_weighted: ofConfusion((confusion) => weightedAverages(confusion).f1),
  mcc: ofConfusion(matthews),
  roc_auc: ofRanking(rocAuc),
  pr_auc: ofRanking(averagePrecision),
  log_loss: ofProba(logLoss),
  brier: ofProba(brierScore),
  r2: ofValues('maximize', r2),
  explained_variance: ofValues('maximize', explainedVariance),
  rmse: ofValues('minimize', rmse),
  mae: ofValues('minimize', mae),
  mape: ofValues('minimize', mape),
  median_absolute_error: ofValues('minimize', medianAbsoluteError),
} satisfies Record<string, Metric>;

export type MetricName = keyof typeof metrics;

export const metricNames = Object.keys(metrics) as readonly MetricName[];

/** Throws `learning.parameter_invalid` for a name that isn't a metric, naming the nearest. */
export function metricNamed(name: string): Metric {
  if (Object.hasOwn(metrics, name)) return metrics[name as MetricName];
  const nearest = nearestName(name, metricNames);
  throw new LearningError(
    'learning.parameter_invalid',
    `There is no metric "${name}"${nearest ? `; did you mean "${nearest}"?` : `; there are ${metricNames.join(', ')}.`}`,
    'metric',
  );
}

export function metricDirection(name: string): Metric['direction'] {
  return metricNamed(name).direction;
}

/** What models are compared by when nothing else is asked for. */
export function defaultMetric(task: Task): MetricName {
  return task === 'classification' ? 'roc_auc' : 'r2';
}

/** A scorer for any weights of the outcome's rows. Throws `learning.parameter_invalid` for a metric of the other task. */
export function prepareMetric(name: string, outcome: Outcome): Scorer {
  const metric = metricNamed(name);
  if (metric.task === outcome.task) return metric.prepare(outcome);
  throw new LearningError('learning.parameter_invalid', `"${name}" is a metric of ${metric.task}, not of ${outcome.task}.`, 'metric');
}

/** One metric of one outcome; NaN where it is undefined (one class only, no probabilities). */
export function scoreOf(name: string, outcome: Outcome, weights?: Float64Array): number {
  return prepareMetric(name, outcome)(weights);
}
