import type { Label } from '../../frame/signature.js';
import {
  accuracy,
  type Averages,
  balancedAccuracy,
  type ClassScores,
  classScores,
  confusionOf,
  confusionRows,
  macroAverages,
  mainAverages,
  matthews,
  weightedAverages,
} from './confusion.js';
import { type ClassOutcome, type Outcome, requireOutcome, type ValueOutcome } from './outcome.js';
import { brierScore, logLoss } from './probability.js';
import { averagePrecision, classRankings, mainRanking, oneVsRest, rocAuc } from './ranking.js';
import { explainedVariance, mae, mape, medianAbsoluteError, r2, rmse } from './regression.js';

/** Field names are those of the REST answer. `null` where a metric is undefined on these rows (one class only, no probabilities). */
export interface ClassEvaluation {
  readonly task: 'classification';
  readonly rows: number;
  readonly accuracy: number;
  readonly balanced_accuracy: number;
  /** Of the last (positive) of two classes; macro-averaged beyond two. So are `recall`, `f1`, `roc_auc` and `pr_auc`. */
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
  readonly roc_auc: number | null;
  readonly pr_auc: number | null;
  readonly log_loss: number | null;
  readonly brier: number | null;
  readonly mcc: number;
  /** One row per true class, one column per predicted class, in the order of `classes`. */
  readonly confusion_matrix: readonly (readonly number[])[];
  readonly classes: readonly Label[];
  readonly per_class: readonly PerClass[];
  readonly macro_average: Averages;
  readonly weighted_average: Averages;
}

export interface PerClass extends ClassScores {
  readonly label: Label;
  readonly roc_auc: number | null;
  readonly pr_auc: number | null;
}

export interface ValueEvaluation {
  readonly task: 'regression';
  readonly rows: number;
  readonly r2: number;
  readonly rmse: number;
  readonly mae: number;
  readonly mape: number;
  readonly explained_variance: number;
  readonly median_absolute_error: number;
}

export type Evaluation = ClassEvaluation | ValueEvaluation;

export interface EvaluateOptions {
  /** The classes' own labels in the order of codes; codes themselves without it. */
  readonly labels?: readonly Label[];
  readonly weights?: Float64Array;
}

/** All metrics of an outcome, as plain JSON. Throws `learning.too_few_rows` and `learning.value_invalid`. */
export function evaluate(outcome: ClassOutcome, options?: EvaluateOptions): ClassEvaluation;
export function evaluate(outcome: ValueOutcome, options?: EvaluateOptions): ValueEvaluation;
export function evaluate(outcome: Outcome, options?: EvaluateOptions): Evaluation;
export function evaluate(outcome: Outcome, options: EvaluateOptions = {}): Evaluation {
  requireOutcome(outcome, options.weights);
  return outcome.task === 'regression' ? evaluateValues(outcome, options.weights) : evaluateClasses(outcome, options);
}

function evaluateValues(outcome: ValueOutcome, weights?: Float64Array): ValueEvaluation {
  return {
    task: 'regression',
    rows: outcome.truth.length,
    r2: r2(outcome, weights),
    rmse: rmse(outcome, weights),
    mae: mae(outcome, weights),
    mape: mape(outcome, weights),
    explained_variance: explainedVariance(outcome, weights),
    median_absolute_error: medianAbsoluteError(outcome, weights),
  };
}

function evaluateClasses(outcome: ClassOutcome, { labels, weights }: EvaluateOptions): ClassEvaluation {
  const confusion = confusionOf(outcome, weights);
  const rankings = classRankings(outcome);
  const rocs = oneVsRest(rocAuc, rankings, outcome.truth, weights);
  const precisions = oneVsRest(averagePrecision, rankings, outcome.truth, weights);
  const classes = labels ?? Array.from({ length: outcome.classes }, (_, code) => code);
  return {
    task: 'classification',
    rows: outcome.truth.length,
    accuracy: accuracy(confusion),
    balanced_accuracy: balancedAccuracy(confusion),
    ...mainAverages(confusion),
    roc_auc: defined(mainRanking(rocs)),
    pr_auc: defined(mainRanking(precisions)),
    log_loss: defined(logLoss(outcome, weights)),
    brier: defined(brierScore(outcome, weights)),
    mcc: matthews(confusion),
    confusion_matrix: confusionRows(confusion),
    classes,
    per_class: classScores(confusion).map((scores, code) => ({
      label: classes[code],
      ...scores,
      roc_auc: defined(rocs[code]),
      pr_auc: defined(precisions[code]),
    })),
    macro_average: macroAverages(confusion),
    weighted_average: weightedAverages(confusion),
  };
}

function defined(value: number | undefined): number | null {
  return value === undefined || Number.isNaN(value) ? null : value;
}
