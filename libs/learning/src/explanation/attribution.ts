import { LearningError } from '../errors.js';
import type { Matrix } from '../estimators/estimator.js';
import type { TreeEnsemble } from '../estimators/trees/tree-ensemble.js';

/** What each column added to each output of each row: `base[output]` and a row's values sum to the output. */
export interface Attribution {
  readonly rows: number;
  readonly outputs: number;
  readonly columns: number;
  /** Per output, what is expected before any column is known. */
  readonly base: Float64Array;
  /** `values[(row * outputs + output) * columns + column]`. */
  readonly values: Float64Array;
}

/** Base plus all columns' values, row-major [rows × outputs]. */
export function attributedSums({ rows, outputs, columns, base, values }: Attribution): Float64Array {
  const sums = new Float64Array(rows * outputs);
  for (let i = 0; i < sums.length; i++) {
    sums[i] = base[i % outputs];
    for (let column = 0; column < columns; column++) sums[i] += values[i * columns + column];
  }
  return sums;
}

export interface GroupedAttribution extends Attribution {
  /** Names of the groups, which are its columns. */
  readonly names: readonly string[];
}

/**
 * Adds up the values of columns with the same source, as Preparation.sources names them: the 0s and 1s of one text column are one answer.
 * Sources keep the order in which they first appear.
 */
export function groupAttribution(attribution: Attribution, sources: readonly string[]): GroupedAttribution {
  const { rows, outputs, columns, values } = attribution;
  if (sources.length !== columns)
    throw new LearningError('learning.value_invalid', `There are ${sources.length} sources for ${columns} explained columns.`, 'sources');
  const names = [...new Set(sources)];
  const places = sources.map((source) => names.indexOf(source));
  const grouped = new Float64Array(rows * outputs * names.length);
  for (let i = 0; i < values.length; i++) grouped[Math.floor(i / columns) * names.length + places[i % columns]] += values[i];
  return { ...attribution, columns: names.length, values: grouped, names };
}

export function requireColumns({ columns }: TreeEnsemble, x: Matrix): void {
  if (x.columns === columns) return;
  throw new LearningError('learning.value_invalid', `The model was trained on ${columns} columns; the matrix has ${x.columns}.`);
}
