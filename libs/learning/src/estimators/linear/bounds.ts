import { LearningError } from '../../errors.js';
import type { SparseMatrix } from '../../notes/text/sparse-matrix.js';
import type { Matrix } from '../estimator.js';

/** What a linear model reads as a value: beyond ±10³⁰ nothing changes, so that sums of products stay finite in the graph too. */
export const inputBound = 1e30;

export function bounded(value: number): number {
  return value > inputBound ? inputBound : value < -inputBound ? -inputBound : value;
}

/** `learning.value_invalid`, naming the first missing value of a matrix that has one. */
export function missingValue({ data, columns, names }: Matrix): LearningError {
  const at = data.findIndex(Number.isNaN);
  return missingAt(Math.floor(at / columns), names[at % columns]);
}

/** The same of a sparse matrix. */
export function missingEntry({ starts, indices, values, names }: SparseMatrix): LearningError {
  const at = values.findIndex(Number.isNaN);
  return missingAt(starts.findIndex((start) => start > at) - 1, names[indices[at]]);
}

function missingAt(row: number, name: string): LearningError {
  return new LearningError(
    'learning.value_invalid',
    `Row ${row + 1} has no value in "${name}", which a linear model needs; impute it first.`,
    name,
  );
}
