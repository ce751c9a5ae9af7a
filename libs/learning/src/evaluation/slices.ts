import type { Column, ColumnType } from '../frame/column.js';
import { type Frame, isMissing } from '../frame/frame.js';
import { type Condition, holds, inWords, opposite } from './conditions.js';
import type { Outcome } from './metrics/outcome.js';
import { questionsOf } from './questions.js';
import { chiSquareSurvival } from '../statistics/special.js';

/** Rows that have something in common and where a model errs more than elsewhere. */
export interface ErrorSlice {
  /** `age > 41 and job = admin` */
  readonly description: string;
  readonly conditions: readonly Condition[];
  readonly rows: number;
  /** Share of wrong rows, or mean absolute error, within the slice. */
  readonly error: number;
  /** The same on all rows. */
  readonly overall_error: number;
  /** Of "errs no more than elsewhere", one-sided (Welch), times the questions that were tried (Bonferroni). */
  readonly p_value: number;
  /** Rows of the frame, ascending. */
  readonly row_indices: readonly number[];
}

export interface SliceOptions {
  /** Default 5. */
  readonly maxSlices?: number;
  /** Conditions per slice; default 3. */
  readonly maxDepth?: number;
  /** Fewest rows of a slice; default 20, or 2 % of the rows where that is more. */
  readonly minRows?: number;
  /** Slices that chance would bring more often are left out; default 0.05. */
  readonly significance?: number;
  /** Types of the columns, so that dates and booleans are told as such. */
  readonly types?: Readonly<Record<string, ColumnType>>;
}

const mostSearched = 10_000;

/** One per row: 1 where the class is wrong, or the absolute error. */
export function errorsOf({ task, truth, prediction }: Outcome): Float64Array {
  if (task === 'classification') return Float64Array.from(truth, (code, row) => Number(code !== prediction[row]));
  return Float64Array.from(truth, (value, row) => Math.abs(value - prediction[row]));
}

/**
 * The worst slices: leaves of a shallow tree on the errors over raw columns (as Chung et al. 2019, Slice Finder, by decision tree), each freed of
 * conditions that don't matter. Largest excess of errors first; none where the model errs alike everywhere. `errors` has one number per row.
 * The tree grows on up to 10,000 rows, evenly spread; what is said of a slice is counted on all.
 */
export function errorSlices(frame: Frame, errors: Float64Array, options: SliceOptions = {}): ErrorSlice[] {
  const { maxSlices = 5, maxDepth = 3, significance = 0.05, types } = options;
  const stride = Math.max(1, frame.rows / mostSearched);
  const searched = Array.from({ length: Math.min(frame.rows, mostSearched) }, (_, i) => Math.floor(i * stride));
  const search: Search = {
    frame,
    errors,
    minRows: options.minRows === undefined ? Math.max(20, Math.ceil(0.02 * searched.length)) : Math.ceil(options.minRows / stride),
    tried: 0,
    overall: mean(errors, Array.from(errors.keys())),
  };
  const found = new Map<string, ErrorSlice>();
  for (const leaf of leavesOf(search, searched, [], maxDepth)) {
    const conditions = freed(search, leaf);
    const rows = rowsOf(frame, conditions);
    const description = inWords(conditions, types);
    const p_value = Math.min(1, search.tried * oneSided(errors, rows));
    const error = mean(errors, rows);
    if (conditions.length > 0 && error > search.overall && p_value <= significance)
      found.set(description, {
        description,
        conditions,
        rows: rows.length,
        error,
        overall_error: search.overall,
        p_value,
        row_indices: rows,
      });
  }
  return [...found.values()].sort((a, b) => excess(b) - excess(a)).slice(0, maxSlices);
}

function excess({ rows, error, overall_error }: ErrorSlice): number {
  return rows * (error - overall_error);
}

interface Search {
  readonly frame: Frame;
  readonly errors: Float64Array;
  readonly minRows: number;
  readonly overall: number;
  tried: number;
}

/** Conditions of every leaf. */
function leavesOf(search: Search, rows: readonly number[], path: readonly Condition[], depth: number): (readonly Condition[])[] {
  const split = depth > 0 ? bestSplit(search, rows) : undefined;
  if (!split) return [path];
  const { condition, column } = split;
  const yes = rows.filter((row) => holds(condition, column, row));
  const no = rows.filter((row) => !holds(condition, column, row));
  const hasMissing = no.some((row) => isMissing(column, row));
  return [
    ...leavesOf(search, yes, narrowed(path, condition), depth - 1),
    ...leavesOf(search, no, narrowed(path, opposite(condition, hasMissing)), depth - 1),
  ];
}

/** The question that takes most of the errors' variance away, if any leaves enough rows on both sides. */
function bestSplit(search: Search, rows: readonly number[]): { condition: Condition; column: Column } | undefined {
  const { errors, minRows } = search;
  const total = rows.reduce((sum, row) => sum + errors[row], 0);
  let best: { condition: Condition; column: Column } | undefined;
  let most = 1e-12;
  for (const column of search.frame.columns) {
    for (const { condition, count, sum } of questionsOf(column, rows, errors)) {
      if (count < minRows || rows.length - count < minRows) continue;
      search.tried++;
      const gain = sum ** 2 / count + (total - sum) ** 2 / (rows.length - count) - total ** 2 / rows.length;
      if (gain <= most) continue;
      most = gain;
      best = { condition, column };
    }
  }
  return best;
}

/** With a bound that is tighter than one of the path, that one goes. */
function narrowed(path: readonly Condition[], condition: Condition): Condition[] {
  return [
    ...path.filter((other) => other.column !== condition.column || other.is !== condition.is || condition.is === 'not_equal'),
    condition,
  ];
}

/** Without each condition that can go while the slice keeps at least as much excess error. */
function freed(search: Search, conditions: readonly Condition[]): readonly Condition[] {
  const excessOf = (kept: readonly Condition[]) => {
    const rows = rowsOf(search.frame, kept);
    return rows.reduce((sum, row) => sum + search.errors[row] - search.overall, 0);
  };
  for (let i = 0; i < conditions.length; i++) {
    const without = conditions.filter((_, at) => at !== i);
    if (without.length > 0 && excessOf(without) >= excessOf(conditions)) return freed(search, without);
  }
  return conditions;
}

function rowsOf(frame: Frame, conditions: readonly Condition[]): number[] {
  const columns = conditions.map(({ column }) => frame.column(column));
  const rows: number[] = [];
  for (let row = 0; row < frame.rows; row++) if (conditions.every((condition, i) => holds(condition, columns[i], row))) rows.push(row);
  return rows;
}

function mean(errors: Float64Array, rows: readonly number[]): number {
  return rows.length === 0 ? 0 : rows.reduce((sum, row) => sum + errors[row], 0) / rows.length;
}

/** P(Z > z) of the difference between these rows' errors and the others'. */
function oneSided(errors: Float64Array, rows: readonly number[]): number {
  const within = new Set(rows);
  const others = Array.from(errors.keys()).filter((row) => !within.has(row));
  if (others.length < 2 || rows.length < 2) return 1;
  const spread = Math.sqrt(variance(errors, rows) / rows.length + variance(errors, others) / others.length);
  const difference = mean(errors, rows) - mean(errors, others);
  return spread === 0 ? Number(difference <= 0) : upperTail(difference / spread);
}

function variance(errors: Float64Array, rows: readonly number[]): number {
  const centre = mean(errors, rows);
  return rows.reduce((sum, row) => sum + (errors[row] - centre) ** 2, 0) / (rows.length - 1);
}

/** P(Z > z) of a standard normal. */
function upperTail(z: number): number {
  const half = chiSquareSurvival(z * z, 1) / 2;
  return z > 0 ? half : 1 - half;
}
