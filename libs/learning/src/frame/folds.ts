import { LearningError } from '../errors.js';
import { createRandom, shuffle } from '../random/random.js';
import { divideGroups } from './group-division.js';
import { indices, orderByTime, tooFewRows } from './splits.js';
import { requireStrataRows, type Strata, strataMembers } from './strata.js';

/** One round of cross-validation: rows ascending (in order of time for a time series). */
export interface Fold {
  readonly train: Int32Array;
  readonly test: Int32Array;
}

export interface FoldOptions {
  readonly folds: number;
  readonly seed: number;
}

/** Every row is tested once; fold sizes differ by one at most. Throws `learning.too_few_rows`, `learning.parameter_invalid`. */
export function kFold({ rows, folds, seed }: FoldOptions & { readonly rows: number }): Fold[] {
  requireFolds(folds, rows);
  const order = shuffle(indices(rows), createRandom(seed).fork('folds'));
  const assigned = new Int32Array(rows);
  for (let at = 0; at < rows; at++) assigned[order[at]] = at % folds;
  return foldsOf(assigned, folds);
}

/**
 * Every fold has each class in its proportion, within one row. A class needs two rows (`learning.class_too_small`), so that
 * wherever it is tested it was also learned.
 */
export function stratifiedKFold({ strata, folds, seed }: FoldOptions & { readonly strata: Strata }): Fold[] {
  requireFolds(folds, strata.codes.length);
  requireStrataRows(strata, 2);
  const random = createRandom(seed).fork('folds');
  const assigned = new Int32Array(strata.codes.length);
  // Dealing goes on where the last class ended: class counts and fold sizes both stay within one.
  let next = 0;
  for (const rows of strataMembers(strata)) {
    for (const row of shuffle(rows, random)) assigned[row] = next++ % folds;
  }
  return foldsOf(assigned, folds);
}

/** A group is tested whole in one fold; with `strata`, proportions are kept as well as whole groups allow. Rows with −1 belong to no group. */
export function groupKFold({
  groups,
  strata,
  folds,
  seed,
}: FoldOptions & { readonly groups: Int32Array; readonly strata?: Strata }): Fold[] {
  requireFolds(folds, groups.length);
  const sizes = Array.from({ length: folds }, () => groups.length / folds);
  const parts = divideGroups({ groups, strata: strata?.codes, sizes, random: createRandom(seed).fork('folds'), largestFirst: true });
  const assigned = new Int32Array(groups.length);
  for (const [fold, rows] of parts.entries()) for (const row of rows) assigned[row] = fold;
  return foldsOf(assigned, folds);
}

export interface TimeSeriesOptions {
  readonly rows: number;
  readonly folds: number;
  /** Rows left out between training and test, so that lagged features can't look ahead. */
  readonly gap?: number;
  /** Test rows of each fold; default rows / (folds + 1). */
  readonly testRows?: number;
  /** One time per row; without it the rows are in order of time already. */
  readonly timeOrder?: Float64Array;
}

/** Training rows always precede test rows, and grow from fold to fold (scikit-learn's TimeSeriesSplit). Throws `learning.too_few_rows`. */
export function timeSeriesSplit({ rows, folds, gap = 0, testRows, timeOrder }: TimeSeriesOptions): Fold[] {
  requireFolds(folds, rows);
  const size = testRows ?? Math.floor(rows / (folds + 1));
  if (!Number.isInteger(gap) || gap < 0)
    throw new LearningError('learning.parameter_invalid', `"gap" must be a whole number of rows, not ${gap}.`, 'gap');
  if (size < 1 || rows - gap - size * folds < 1) throw tooFewRows(rows, Math.max(1, size) * folds + gap + 1);
  const order = timeOrder ? orderByTime(timeOrder) : indices(rows);
  return Array.from({ length: folds }, (_, fold) => {
    const start = rows - size * (folds - fold);
    return { train: order.slice(0, start - gap), test: order.slice(start, start + size) };
  });
}

function requireFolds(folds: number, rows: number): void {
  if (!Number.isInteger(folds) || folds < 2)
    throw new LearningError('learning.parameter_invalid', `"folds" must be a whole number from 2, not ${folds}.`, 'folds');
  if (rows < folds)
    throw new LearningError('learning.too_few_rows', `${rows} rows are too few for ${folds} folds; use at most ${rows} folds or add rows.`);
}

function foldsOf(assigned: Int32Array, folds: number): Fold[] {
  const all = indices(assigned.length);
  return Array.from({ length: folds }, (_, fold) => ({
    train: all.filter((row) => assigned[row] !== fold),
    test: all.filter((row) => assigned[row] === fold),
  }));
}
