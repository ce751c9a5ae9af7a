import { LearningError } from '../../errors.js';

/** Class codes 0…classes−1, one per row, in whichever array the estimator gave. */
export type Codes = Int32Array | Float64Array;

/** What was true and what a classifier said of the same rows. */
export interface ClassOutcome {
  readonly task: 'classification';
  readonly classes: number;
  readonly truth: Codes;
  readonly prediction: Codes;
  /** Row-major [rows × classes]; without it the metrics of probabilities are undefined. */
  readonly proba?: Float64Array;
}

/** What was true and what a regressor said of the same rows. */
export interface ValueOutcome {
  readonly task: 'regression';
  readonly truth: Float64Array;
  readonly prediction: Float64Array;
}

export type Outcome = ClassOutcome | ValueOutcome;

/** Throws `learning.too_few_rows` for no rows and `learning.value_invalid` for unequal lengths, codes outside of the classes, or numbers that aren't finite. */
export function requireOutcome(outcome: Outcome, weights?: Float64Array): void {
  const rows = outcome.truth.length;
  if (rows === 0) throw new LearningError('learning.too_few_rows', 'There is no row to evaluate.');
  requireLength('prediction', outcome.prediction.length, rows);
  if (weights) requireWeights(weights, rows);
  if (outcome.task === 'regression') {
    requireFinite('truth', outcome.truth);
    requireFinite('prediction', outcome.prediction);
    return;
  }
  requireCodes('truth', outcome.truth, outcome.classes);
  requireCodes('prediction', outcome.prediction, outcome.classes);
  if (!outcome.proba) return;
  requireLength('proba', outcome.proba.length, rows * outcome.classes);
  requireFinite('proba', outcome.proba);
}

function requireLength(name: string, length: number, expected: number): void {
  if (length !== expected)
    throw new LearningError('learning.value_invalid', `"${name}" has ${length} entries where ${expected} are needed.`, name);
}

function requireFinite(name: string, values: Float64Array): void {
  const at = values.findIndex((value) => !Number.isFinite(value));
  if (at >= 0)
    throw new LearningError('learning.value_invalid', `"${name}" is ${values[at]} at entry ${at}; it must be a finite number.`, name);
}

function requireCodes(name: string, codes: Codes, classes: number): void {
  for (let row = 0; row < codes.length; row++) {
    const code = codes[row];
    if (Number.isInteger(code) && code >= 0 && code < classes) continue;
    throw new LearningError('learning.value_invalid', `"${name}" is ${code} in row ${row}; class codes go from 0 to ${classes - 1}.`, name);
  }
}

function requireWeights(weights: Float64Array, rows: number): void {
  requireLength('weights', weights.length, rows);
  requireFinite('weights', weights);
  let sum = 0;
  for (const weight of weights) {
    if (weight < 0) throw new LearningError('learning.value_invalid', '"weights" must not be negative.', 'weights');
    sum += weight;
  }
  if (sum === 0) throw new LearningError('learning.value_invalid', '"weights" must not all be 0.', 'weights');
}
