import type { Label } from '../frame/signature.js';
import type { ClassOutcome, Outcome, ValueOutcome } from './metrics/outcome.js';

export interface ClassExample {
  readonly row: number;
  readonly truth: Label;
  readonly prediction: Label;
  /** Probability of the predicted class. */
  readonly confidence: number;
}

export interface ValueExample {
  readonly row: number;
  readonly truth: number;
  readonly prediction: number;
  /** Truth less prediction. */
  readonly residual: number;
}

/** Rows to look at, the most telling first. Rows are those of the outcome. */
export type PredictionExamples =
  | {
      readonly task: 'classification';
      readonly most_confident_right: readonly ClassExample[];
      readonly most_confident_wrong: readonly ClassExample[];
      /** Least ahead of the second most probable class. */
      readonly most_uncertain: readonly ClassExample[];
    }
  | {
      readonly task: 'regression';
      /** The truth is furthest above the prediction. */
      readonly most_underestimated: readonly ValueExample[];
      readonly most_overestimated: readonly ValueExample[];
      readonly closest: readonly ValueExample[];
    };

/** Up to `count` rows of each kind; equals by row. A classifier without probabilities is as confident everywhere. */
export function predictionExamples(
  outcome: Outcome,
  { count = 5, labels }: { readonly count?: number; readonly labels?: readonly Label[] } = {},
): PredictionExamples {
  return outcome.task === 'classification' ? classExamples(outcome, count, labels) : valueExamples(outcome, count);
}

function classExamples(outcome: ClassOutcome, count: number, labels?: readonly Label[]): PredictionExamples {
  const { truth, prediction, proba, classes } = outcome;
  const label = (code: number) => labels?.[code] ?? code;
  const confidence = (row: number) => proba?.[row * classes + prediction[row]] ?? 1;
  const all = Array.from(truth.keys());
  const examples = (rows: readonly number[], by: (row: number) => number) =>
    firstBy(rows, by, count).map((row) => ({
      row,
      truth: label(truth[row]),
      prediction: label(prediction[row]),
      confidence: confidence(row),
    }));
  return {
    task: 'classification',
    most_confident_right: examples(
      all.filter((row) => truth[row] === prediction[row]),
      (row) => -confidence(row),
    ),
    most_confident_wrong: examples(
      all.filter((row) => truth[row] !== prediction[row]),
      (row) => -confidence(row),
    ),
    most_uncertain: proba ? examples(all, (row) => leadOf(proba.subarray(row * classes, (row + 1) * classes))) : [],
  };
}

function leadOf(probabilities: Float64Array): number {
  let first = Number.NEGATIVE_INFINITY;
  let second = Number.NEGATIVE_INFINITY;
  for (const probability of probabilities) {
    if (probability > first) [first, second] = [probability, first];
    else if (probability > second) second = probability;
  }
  return first - second;
}

function valueExamples({ truth, prediction }: ValueOutcome, count: number): PredictionExamples {
  const residual = (row: number) => truth[row] - prediction[row];
  const all = Array.from(truth.keys());
  const examples = (rows: readonly number[], by: (row: number) => number) =>
    firstBy(rows, by, count).map((row) => ({ row, truth: truth[row], prediction: prediction[row], residual: residual(row) }));
  return {
    task: 'regression',
    most_underestimated: examples(
      all.filter((row) => residual(row) > 0),
      (row) => -residual(row),
    ),
    most_overestimated: examples(
      all.filter((row) => residual(row) < 0),
      residual,
    ),
    closest: examples(all, (row) => Math.abs(residual(row))),
  };
}

function firstBy(rows: readonly number[], by: (row: number) => number, count: number): number[] {
  const keyed = rows.map((row) => ({ row, key: by(row) }));
  const sorted = keyed.sort((a, b) => a.key - b.key || a.row - b.row);
  return sorted.slice(0, count).map(({ row }) => row);
}
