import { throwIfAborted } from '../../errors.js';
import type { LearningSet } from '../estimator.js';
import { pause } from '../pause.js';
import { takeMatrixRows } from '../sparse-table.js';

/** The set without rows of weight 0, so that they bear on nothing, bins included. */
export function withoutWeightlessRows(set: LearningSet): LearningSet {
  const { x, y, weights } = set;
  if (!weights?.includes(0)) return set;
  const kept = Int32Array.from(weights.keys()).filter((row) => weights[row] > 0);
  return {
    x: takeMatrixRows(x, kept),
    y: Float64Array.from(kept, (row) => y[row]),
    weights: Float64Array.from(kept, (row) => weights[row]),
  };
}

/**
 * Row weights times class weights: 'balanced' gives every class the same total, n / (classes present · rows of the class), as scikit-learn's
 * compute_class_weight. Undefined when all weights are 1.
 */
export function weightsByClass(y: Float64Array, weights: Float64Array | undefined, classWeight: string | null): Float64Array | undefined {
  if (classWeight !== 'balanced') return weights;
  const counts = new Map<number, number>();
  for (const code of y) counts.set(code, (counts.get(code) ?? 0) + 1);
  return Float64Array.from(y, (code, row) => (y.length / (counts.size * (counts.get(code) as number))) * (weights ? weights[row] : 1));
}

/** Non-negative numbers scaled to sum to 1; all 0 stay 0. */
export function normalised(values: Float64Array): Float64Array {
  const sum = values.reduce((a, b) => a + b, 0);
  return sum > 0 ? values.map((value) => value / sum) : values;
}

/** Class codes of the largest value per row (the lower code on a tie) of row-major [rows × classes]. */
export function codesOfLargest(values: Float64Array, classes: number): Float64Array {
  return Float64Array.from({ length: values.length / classes }, (_, row) => {
    let best = 0;
    for (let k = 1; k < classes; k++) if (values[row * classes + k] > values[row * classes + best]) best = k;
    return best;
  });
}

/** Lets other work have its turn (a message, an abort), then throws `learning.aborted` if the signal was raised. */
export function checkpointFor(signal?: AbortSignal): () => Promise<void> {
  throwIfAborted(signal);
  return async () => {
    await pause();
    throwIfAborted(signal);
  };
}
