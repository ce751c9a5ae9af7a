import type { ColumnSchema, SplitRequest } from '@atelier/contracts';
import type { Column, Fold, Frame, Strata } from '@atelier/learning';

export type SplitInput = Omit<SplitRequest, 'dataset_id' | 'name'>;

/** The rows of a table's parts, ascending. */
export interface Parts {
  /** Train, validation and test, or train and test of each fold. */
  readonly parts: readonly Int32Array[];
  readonly stratified: boolean;
}

type Learning = typeof import('@atelier/learning');

/**
 * Divides as asked; the same seed gives the same rows. Throws `learning.parameter_invalid` for what doesn't go together, `learning.too_few_rows`,
 * `learning.class_too_small`, and `learning.column_missing`.
 */
export function partsOf(learning: Learning, frame: Frame, columns: readonly ColumnSchema[], request: SplitInput): Parts {
  requireCombination(learning, request);
  const { method, test_size: testSize, validation_size: validationSize, folds, gap, seed } = request;
  const strata = strataFor(learning, frame, columns, request);
  const groups = request.groups === undefined ? undefined : groupCodes(frame.column(request.groups));
  const timeOrder = request.time === undefined ? undefined : times(learning, frame, request.time);
  const rows = frame.rows;
  if (method === 'k_fold') return folded(learning.kFold({ rows, folds, seed }));
  if (method === 'time_series') return folded(learning.timeSeriesSplit({ rows, folds, gap, timeOrder }));
  if (method === 'group') return folded(learning.groupKFold({ groups: groups as Int32Array, strata, folds, seed }), strata !== undefined);
  if (method === 'stratified') return folded(learning.stratifiedKFold({ strata: strata as Strata, folds, seed }), true);
  const { train, validation, test } = learning.trainTestSplit({
    rows,
    testSize,
    validationSize,
    seed,
    stratify: strata,
    groups,
    timeOrder,
  });
  return { parts: [train, validation, test].map(ascending), stratified: strata !== undefined };
}

function folded(folds: readonly Fold[], stratified = false): Parts {
  return { parts: folds.flatMap(({ train, test }) => [ascending(train), ascending(test)]), stratified };
}

function ascending(rows: Int32Array): Int32Array {
  return rows.toSorted();
}

function requireCombination({ LearningError }: Learning, { method, groups, time, stratify, target_column: target }: SplitInput): void {
  const refuse = (where: string, message: string): never => {
    throw new LearningError('learning.parameter_invalid', message, where);
  };
  if (method === 'group' && groups === undefined)
    refuse('groups', 'Folds by group need "groups", the column whose equal values stay together.');
  if (method === 'stratified' && target === undefined) refuse('target_column', 'Stratified folds need "target_column".');
  if (method === 'stratified' && stratify === false) refuse('stratify', 'Stratified folds are stratified; take method "k_fold".');
  if (stratify === true && target === undefined) refuse('target_column', 'A stratified split needs "target_column".');
  if (stratify === true && (time !== undefined || method === 'time_series' || method === 'k_fold'))
    refuse('stratify', 'Rows in order of time, and plain folds, keep no proportions: leave "stratify" out, or take method "stratified".');
  if (time !== undefined && method !== 'holdout' && method !== 'time_series')
    refuse('time', 'Order of time goes with the methods "holdout" and "time_series".');
  if (groups !== undefined && method !== 'holdout' && method !== 'group')
    refuse('groups', 'Groups go with the methods "holdout" and "group".');
  if (groups !== undefined && time !== undefined) refuse('groups', 'A split is by groups or in order of time, not both.');
}

/** More values than this make a column of whole numbers a quantity, which is kept in proportion by its quantiles. */
const mostClasses = 20;

function strataFor(learning: Learning, frame: Frame, columns: readonly ColumnSchema[], request: SplitInput): Strata | undefined {
  const { method, stratify, time, target_column: name } = request;
  if (name === undefined || time !== undefined || method === 'k_fold' || method === 'time_series' || stratify === false) return undefined;
  const column = frame.column(name);
  const type = columns.find((each) => each.name === name)?.type;
  const codes = groupCodes(column);
  const isQuantity =
    column.kind === 'number' && (type === 'float' || (type !== 'boolean' && type !== 'category' && new Set(codes).size > mostClasses));
  const isAsked = stratify === true || method === 'stratified';
  if (isQuantity) return isAsked ? { codes: quantiles(learning, column.values) } : undefined;
  const strata = { codes: codes.map((code) => code + 1), labels: ['(missing)', ...labelsOf(column, codes)] };
  return isAsked || smallest(strata.codes) >= (method === 'holdout' ? 2 : request.folds) ? strata : undefined;
}

/** Ten bins of about equal size; rows without a value are one more, or with the lowest when they are few. */
function quantiles({ quantileBins }: Learning, values: Float64Array): Int32Array {
  const missing = values.reduce((count, value) => count + Number(Number.isNaN(value)), 0);
  const present = quantileBins(
    values.filter((value) => !Number.isNaN(value)),
    10,
  );
  let at = 0;
  return Int32Array.from(values, (value) => (Number.isNaN(value) ? (missing < 2 ? 0 : -1) : present[at++])).map((code) => code + 1);
}

function smallest(codes: Int32Array): number {
  const counts = new Map<number, number>();
  for (const code of codes) counts.set(code, (counts.get(code) ?? 0) + 1);
  return Math.min(...counts.values());
}

/** Equal values share a code from 0; −1 is missing. */
function groupCodes(column: Column): Int32Array {
  if (column.kind === 'text') return column.codes;
  const codes = new Map<number, number>();
  return Int32Array.from(column.values, (value) => {
    if (Number.isNaN(value)) return -1;
    const code = codes.get(value) ?? codes.size;
    codes.set(value, code);
    return code;
  });
}

function labelsOf(column: Column, codes: Int32Array): (string | number)[] {
  if (column.kind === 'text') return [...column.dictionary];
  const labels: number[] = [];
  for (const [row, code] of codes.entries()) if (code >= 0) labels[code] = column.values[row];
  return labels;
}

function times({ LearningError }: Learning, frame: Frame, name: string): Float64Array {
  const column = frame.column(name);
  if (column.kind === 'number') return column.values;
  throw new LearningError('learning.parameter_invalid', `"${name}" holds texts; an order of time needs dates, times or numbers.`, 'time');
}
