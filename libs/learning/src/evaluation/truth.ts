import type { Target } from '../frame/target.js';
import type { Codes, Outcome } from './metrics/outcome.js';

/** What a model says of a frame's rows. */
export interface Predictions {
  /** Class codes, or values. */
  readonly prediction: Codes;
  /** Row-major [rows × classes], for classification. */
  readonly proba?: Float64Array;
}

/** What the rows truly are. */
export type Truth =
  | { readonly task: 'classification'; readonly codes: Codes; readonly classes: number }
  | { readonly task: 'regression'; readonly values: Float64Array };

/** A target's truth, for all its kept rows or the given ones of them. */
export function truthOf(target: Target, rows?: Int32Array): Truth {
  if (target.task === 'regression')
    return { task: 'regression', values: rows ? Float64Array.from(rows, (row) => target.values[row]) : target.values };
  const codes = rows ? rows.map((row) => target.codes[row]) : target.codes;
  return { task: 'classification', codes, classes: target.classes.length };
}

/** Truth and predictions of the same rows, as the metrics take them. */
export function outcomeOf(target: Truth, { prediction, proba }: Predictions): Outcome {
  if (target.task === 'classification') return { task: 'classification', classes: target.classes, truth: target.codes, prediction, proba };
  return {
    task: 'regression',
    truth: target.values,
    prediction: prediction instanceof Float64Array ? prediction : Float64Array.from(prediction),
  };
}
