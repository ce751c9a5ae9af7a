import { LearningError } from '../errors.js';
import { createRandom, type Random, shuffle } from '../random/random.js';
import { allot } from './allotment.js';
import { divideGroups } from './group-division.js';
import { requireStrataRows, type Strata, strataMembers } from './strata.js';

/** Rows of each part, ascending (in order of time for a split by time). The parts share no row and together are all rows. */
export interface Split {
  readonly train: Int32Array;
  readonly validation: Int32Array;
  readonly test: Int32Array;
}

export interface SplitOptions {
  readonly rows: number;
  /** Fraction of all rows, 0 ≤ size < 1. Part sizes are rounded up as scikit-learn does. */
  readonly testSize: number;
  /** Fraction of all rows (not of what the test part leaves). */
  readonly validationSize?: number;
  readonly seed: number;
  /** Keep the proportions of these in every part: `strataOf(target)`. */
  readonly stratify?: Strata;
  /** One group per row; a group is never on two sides. Rows with −1 belong to no group. */
  readonly groups?: Int32Array;
  /** One time per row: the oldest rows train, then validation, the newest test; equal times keep the order of rows, unknown (NaN) are oldest. */
  readonly timeOrder?: Float64Array;
}

/**
 * One seeded split. `groups` and `stratify` may be combined (proportions are then approximate), `timeOrder` stands alone.
 * Throws `learning.parameter_invalid`, `learning.too_few_rows` (a part that was asked for would be empty) and
 * `learning.class_too_small` (a class that can't be both learned and tested).
 */
export function trainTestSplit(options: SplitOptions): Split {
  const sizes = partSizes(options);
  requireLengths(options);
  const [train, validation, test] = divide(options, sizes);
  return { train, validation, test };
}

function divide(options: SplitOptions, sizes: readonly number[]): Int32Array[] {
  const { rows, stratify, groups, timeOrder, seed } = options;
  if (timeOrder && (stratify || groups)) {
    throw new LearningError(
      'learning.parameter_invalid',
      'A split in order of time can be neither stratified nor grouped; choose one.',
      'timeOrder',
    );
  }
  if (timeOrder) return cut(orderByTime(timeOrder), sizes);
  const random = createRandom(seed).fork('split');
  if (groups) return divideGroups({ groups, strata: stratify?.codes, sizes, random });
  if (stratify) return divideStrata(stratify, sizes, random);
  return cut(shuffle(indices(rows), random), sizes).map(ascending);
}

/** [train, validation, test], each as asked for to the row. */
function partSizes({ rows, testSize, validationSize = 0 }: SplitOptions): number[] {
  requireFraction('testSize', testSize);
  requireFraction('validationSize', validationSize);
  if (testSize + validationSize >= 1) {
    throw new LearningError(
      'learning.parameter_invalid',
      `Test (${testSize}) and validation (${validationSize}) together leave no row to train on.`,
      'testSize',
    );
  }
  const test = wholeRows(testSize * rows);
  const validation = wholeRows(validationSize * rows);
  const train = rows - test - validation;
  if (train < 1) throw tooFewRows(rows, 1 + (testSize > 0 ? 1 : 0) + (validationSize > 0 ? 1 : 0));
  return [train, validation, test];
}

/** Rounds up, but not for the last bits of a product (0.07 × 100 is 7.000000000000001). */
function wholeRows(rows: number): number {
  return Math.max(0, Math.ceil(rows - 1e-9));
}

function requireFraction(name: string, value: number): void {
  if (value >= 0 && value < 1) return;
  throw new LearningError('learning.parameter_invalid', `"${name}" must be a fraction from 0 to below 1, not ${value}.`, name);
}

function requireLengths({ rows, stratify, groups, timeOrder }: SplitOptions): void {
  for (const [name, given] of Object.entries({ stratify: stratify?.codes, groups, timeOrder })) {
    if (given && given.length !== rows)
      throw new LearningError('learning.value_invalid', `"${name}" has ${given.length} entries for ${rows} rows.`, name);
  }
}

export function tooFewRows(rows: number, needed: number): LearningError {
  return new LearningError(
    'learning.too_few_rows',
    `${rows} rows are too few: at least ${needed} are needed. Add rows or use fewer parts.`,
  );
}

export function indices(rows: number): Int32Array {
  return Int32Array.from({ length: rows }, (_, row) => row);
}

function ascending(rows: Int32Array): Int32Array {
  return rows.sort();
}

/** Consecutive runs of the given sizes. */
function cut(order: Int32Array, sizes: readonly number[]): Int32Array[] {
  let at = 0;
  return sizes.map((size) => {
    const part = order.slice(at, at + size);
    at += size;
    return part;
  });
}

/** Rows from the oldest; stable, unknown times first. */
export function orderByTime(times: Float64Array): Int32Array {
  const key = times.map((time) => (Number.isNaN(time) ? Number.NEGATIVE_INFINITY : time));
  return indices(times.length).sort((a, b) => (key[a] === key[b] ? a - b : key[a] < key[b] ? -1 : 1));
}

/** Test rows are allotted first, then validation; every stratum keeps a row to train on. */
function divideStrata(strata: Strata, [, validation, test]: readonly number[], random: Random): Int32Array[] {
  requireStrataRows(strata, 2);
  const members = strataMembers(strata).map((rows) => shuffle(rows, random));
  const sizes = members.map((rows) => rows.length);
  const tests = allot(
    test,
    sizes,
    sizes.map((size) => size - 1),
    random,
  );
  const validations = allot(
    validation,
    sizes,
    sizes.map((size, i) => size - 1 - tests[i]),
    random,
  );
  const parts: number[][] = [[], [], []];
  for (const [i, rows] of members.entries()) {
    for (const [at, row] of rows.entries()) parts[at < tests[i] ? 2 : at < tests[i] + validations[i] ? 1 : 0].push(row);
  }
  return parts.map((rows) => ascending(Int32Array.from(rows)));
}
