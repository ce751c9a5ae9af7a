import { LearningError } from '../errors.js';
import { nearestName } from '../estimators/parameters.js';
import type { Column, NumberColumn, TextColumn } from './column.js';

/** A table in memory: named columns of equal length. It is never changed; every operation gives a new frame that shares what it can. */
export class Frame {
  readonly rows: number;
  readonly #byName: ReadonlyMap<string, Column>;

  /** Refuses columns of unequal length and names given twice (`learning.value_invalid`). */
  constructor(readonly columns: readonly Column[]) {
    this.rows = columns.length === 0 ? 0 : columnLength(columns[0]);
    const byName = new Map<string, Column>();
    for (const column of columns) {
      requireLength(column, this.rows);
      if (byName.has(column.name))
        throw new LearningError('learning.value_invalid', `Two columns are named "${column.name}".`, column.name);
      byName.set(column.name, column);
    }
    this.#byName = byName;
  }

  get names(): readonly string[] {
    return this.columns.map((column) => column.name);
  }

  has(name: string): boolean {
    return this.#byName.has(name);
  }

  /** Throws `learning.column_missing`, naming the nearest column there is. */
  column(name: string): Column {
    const column = this.#byName.get(name);
    if (!column) throw columnMissing(name, this.names);
    return column;
  }

  /** Throws `learning.column_missing`, or `learning.value_invalid` for a column of texts. */
  number(name: string): NumberColumn {
    const column = this.column(name);
    if (column.kind !== 'number')
      throw new LearningError('learning.value_invalid', `Column "${name}" holds texts; numbers are needed here.`, name);
    return column;
  }

  /** Throws `learning.column_missing`, or `learning.value_invalid` for a column of numbers. */
  text(name: string): TextColumn {
    const column = this.column(name);
    if (column.kind !== 'text')
      throw new LearningError('learning.value_invalid', `Column "${name}" holds numbers; texts are needed here.`, name);
    return column;
  }

  /** These columns in this order. */
  select(names: readonly string[]): Frame {
    return new Frame(names.map((name) => this.column(name)));
  }

  /** All columns but these; a name that isn't there is an error like any other. */
  without(names: readonly string[]): Frame {
    const left = new Set(names.map((name) => this.column(name).name));
    return new Frame(this.columns.filter((column) => !left.has(column.name)));
  }

  /** Replaces the column of the same name in its place, or appends. */
  with(column: Column): Frame {
    if (!this.has(column.name)) return new Frame([...this.columns, column]);
    return new Frame(this.columns.map((kept) => (kept.name === column.name ? column : kept)));
  }

  /** The given rows in the given order; a row may be taken twice. Dictionaries are shared. */
  take(rows: Int32Array): Frame {
    for (const row of rows) {
      if (row < 0 || row >= this.rows)
        throw new LearningError('learning.value_invalid', `Row ${row} is outside of the frame's ${this.rows} rows.`);
    }
    return new Frame(this.columns.map((column) => takeRows(column, rows)));
  }

  /** Frames with the same columns (by name and kind, in any order) below one another; dictionaries are merged in order of appearance. */
  static concat(frames: readonly Frame[]): Frame {
    if (frames.length === 0) return new Frame([]);
    for (const frame of frames) requireSameColumns(frames[0], frame);
    return new Frame(frames[0].columns.map((column) => concatColumns(frames.map((frame) => frame.column(column.name)))));
  }
}

export function columnLength(column: Column): number {
  return column.kind === 'number' ? column.values.length : column.codes.length;
}

/** Whether the row of the column is missing (NaN, or code −1). */
export function isMissing(column: Column, row: number): boolean {
  return column.kind === 'number' ? Number.isNaN(column.values[row]) : column.codes[row] < 0;
}

/** `learning.column_missing` with the nearest name, or the names there are. */
export function columnMissing(name: string, names: readonly string[]): LearningError {
  const nearest = nearestName(name, names);
  const listed = names.slice(0, 10).join(', ') + (names.length > 10 ? ', …' : '');
  const hint = nearest ? `; did you mean "${nearest}"?` : names.length > 0 ? `; there are ${listed}.` : '; there are no columns.';
  return new LearningError('learning.column_missing', `There is no column "${name}"${hint}`, name);
}

function requireLength(column: Column, rows: number): void {
  const length = columnLength(column);
  if (length === rows) return;
  throw new LearningError(
    'learning.value_invalid',
    `Column "${column.name}" has ${length} rows, the columns before it ${rows}.`,
    column.name,
  );
}

function takeRows(column: Column, rows: Int32Array): Column {
  if (column.kind === 'number') {
    const values = new Float64Array(rows.length);
    for (let i = 0; i < rows.length; i++) values[i] = column.values[rows[i]];
    return { ...column, values };
  }
  const codes = new Int32Array(rows.length);
  for (let i = 0; i < rows.length; i++) codes[i] = column.codes[rows[i]];
  return { ...column, codes };
}

function requireSameColumns(first: Frame, other: Frame): void {
  const extra = other.names.find((name) => !first.has(name));
  if (extra !== undefined) throw columnMissing(extra, first.names);
  for (const { name, kind } of first.columns) {
    if (other.column(name).kind === kind) continue;
    throw new LearningError('learning.value_invalid', `Column "${name}" holds numbers in one frame and texts in another.`, name);
  }
}

function concatColumns(parts: readonly Column[]): Column {
  const rows = parts.reduce((sum, part) => sum + columnLength(part), 0);
  const { name } = parts[0];
  if (parts[0].kind === 'text') return concatTexts(name, parts as readonly TextColumn[], rows);
  const values = new Float64Array(rows);
  let at = 0;
  for (const part of parts as readonly NumberColumn[]) {
    values.set(part.values, at);
    at += part.values.length;
  }
  return { kind: 'number', name, values };
}

function concatTexts(name: string, parts: readonly TextColumn[], rows: number): TextColumn {
  const codes = new Int32Array(rows);
  const merged = new Map<string, number>();
  let at = 0;
  for (const part of parts) {
    const translated = part.dictionary.map((text) => {
      const known = merged.get(text) ?? merged.size;
      merged.set(text, known);
      return known;
    });
    for (const code of part.codes) codes[at++] = code < 0 ? -1 : translated[code];
  }
  return { kind: 'text', name, codes, dictionary: [...merged.keys()] };
}
