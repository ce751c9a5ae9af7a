import { LearningError } from '../errors.js';
import type { Column, ColumnType, NumberColumn, TextColumn } from './column.js';
import { type Frame, isMissing } from './frame.js';
import type { Label, Task } from './signature.js';

interface TargetRows {
  readonly name: string;
  readonly type: ColumnType;
  /** Rows of the frame that have a target, ascending; everything below is per kept row. */
  readonly kept: Int32Array;
  /** How many rows were left out because their target is missing. */
  readonly dropped: number;
}

export interface ClassTarget extends TargetRows {
  readonly task: 'classification';
  /** Index into `classes`, one per kept row. */
  readonly codes: Int32Array;
  /** Numbers in numerical order, texts by UTF-16 code unit, false before true. */
  readonly classes: readonly Label[];
}

export interface ValueTarget extends TargetRows {
  readonly task: 'regression';
  readonly values: Float64Array;
}

export type Target = ClassTarget | ValueTarget;

/**
 * Reads what is to be predicted, leaving out rows without it.
 * Throws `learning.column_missing`, `target_missing` (no row has one), `target_constant`, `target_identifier`,
 * `target_not_numeric` (regression on texts) and `value_invalid` (an infinite target).
 */
export function readTarget(frame: Frame, name: string, task: Task, type: ColumnType): Target {
  const column = frame.column(name);
  const kept = presentRows(column, frame.rows);
  if (kept.length === 0) throw new LearningError('learning.target_missing', `No row has a value in the target "${name}".`, name);
  const rows: TargetRows = { name, type, kept, dropped: frame.rows - kept.length };
  return task === 'regression' ? readValues(column, rows) : readClasses(column, rows);
}

function presentRows(column: Column, rows: number): Int32Array {
  const kept = new Int32Array(rows);
  let count = 0;
  for (let row = 0; row < rows; row++) if (!isMissing(column, row)) kept[count++] = row;
  return kept.slice(0, count);
}

function readValues(column: Column, rows: TargetRows): ValueTarget {
  if (column.kind === 'text') {
    throw new LearningError(
      'learning.target_not_numeric',
      `Regression needs numbers, but the target "${column.name}" holds texts; use classification.`,
      column.name,
    );
  }
  const values = Float64Array.from(rows.kept, (row) => column.values[row]);
  requireFinite(values, rows);
  if (values.every((value) => value === values[0])) throw constantTarget(column.name, values[0]);
  if (rows.type === 'identifier' && new Set(values).size === values.length)
    throw identifierTarget(column.name, values.length, values.length);
  return { ...rows, task: 'regression', values };
}

function readClasses(column: Column, rows: TargetRows): ClassTarget {
  const { codes, classes } = column.kind === 'text' ? textClasses(column, rows.kept) : numberClasses(column, rows);
  if (classes.length === 1) throw constantTarget(column.name, classes[0]);
  if (isIdentifierLike(classes.length, rows.kept.length)) throw identifierTarget(column.name, classes.length, rows.kept.length);
  return { ...rows, task: 'classification', codes, classes };
}

/** Every row its own class; or so many classes that most of them have one row. Two rows are too few to tell. */
function isIdentifierLike(classes: number, rows: number): boolean {
  return (classes === rows && rows > 2) || (classes > 50 && classes > rows / 2);
}

function textClasses(column: TextColumn, kept: Int32Array): { codes: Int32Array; classes: string[] } {
  const used = [...new Set(Array.from(kept, (row) => column.dictionary[column.codes[row]]))];
  // Array.sort without a comparison orders by UTF-16 code unit, whatever the locale.
  const classes = used.sort();
  const codeOf = new Map(classes.map((label, code) => [label, code]));
  const translated = column.dictionary.map((label) => codeOf.get(label) ?? -1);
  return { codes: Int32Array.from(kept, (row) => translated[column.codes[row]]), classes };
}

function numberClasses(column: NumberColumn, rows: TargetRows): { codes: Int32Array; classes: Label[] } {
  const values = Float64Array.from(rows.kept, (row) => column.values[row]);
  requireFinite(values, rows);
  const sorted = [...new Set(values)].sort((a, b) => a - b);
  const codeOf = new Map(sorted.map((value, code) => [value, code]));
  const isTruth = rows.type === 'boolean' && sorted.every((value) => value === 0 || value === 1);
  return {
    codes: Int32Array.from(values, (value) => codeOf.get(value) as number),
    // Adding 0 turns −0 into 0, which JSON would otherwise do behind our back.
    classes: isTruth ? sorted.map((value) => value === 1) : sorted.map((value) => value + 0),
  };
}

function requireFinite(values: Float64Array, { name, kept }: TargetRows): void {
  const at = values.findIndex((value) => !Number.isFinite(value));
  if (at < 0) return;
  throw new LearningError(
    'learning.value_invalid',
    `The target "${name}" is infinite in row ${kept[at] + 1}; correct it or leave it empty.`,
    name,
  );
}

function constantTarget(name: string, label: Label): LearningError {
  return new LearningError(
    'learning.target_constant',
    `Every row has the same target: "${name}" is ${JSON.stringify(label)} throughout; there is nothing to learn.`,
    name,
  );
}

function identifierTarget(name: string, distinct: number, rows: number): LearningError {
  return new LearningError(
    'learning.target_identifier',
    `The target "${name}" looks like an identifier: ${distinct} different values in ${rows} rows. Choose another column, or regression if it is a quantity.`,
    name,
  );
}
