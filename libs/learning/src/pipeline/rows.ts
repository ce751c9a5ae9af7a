import type { Column } from '../frame/column.js';
import type { Frame } from '../frame/frame.js';
import type { Signature, SignatureColumn } from '../frame/signature.js';
import { indices } from '../frame/splits.js';
import { createRandom, shuffle } from '../random/random.js';
import { dayLength } from './date-text.js';
import type { RawRow } from './encode.js';

/** Rows of a frame as a caller would send them: numbers, true and false, ISO dates, texts; null is missing. */
export function rowsFromFrame(signature: Signature, frame: Frame, rows: Int32Array): RawRow[] {
  const cells = signature.inputs.map((column) => [column.name, cellWriter(column, frame.column(column.name))] as const);
  return Array.from(rows, (row) => Object.fromEntries(cells.map(([name, cell]) => [name, cell(row)])));
}

function cellWriter({ type }: SignatureColumn, column: Column): (row: number) => unknown {
  if (column.kind === 'text') return (row) => (column.codes[row] < 0 ? null : column.dictionary[column.codes[row]]);
  const { values } = column;
  const write = type === 'datetime' ? isoDate : type === 'boolean' ? truth : (value: number) => value;
  return (row) => (Number.isFinite(values[row]) ? write(values[row]) : null);
}

function truth(value: number): boolean | number {
  return value === 1 || value === 0 ? value === 1 : value;
}

function isoDate(days: number): string | number {
  const milliseconds = Math.round(days * dayLength);
  // Outside of four-digit years a text would not be read back; an epoch in milliseconds is.
  if (milliseconds < -62_167_219_200_000 || milliseconds >= 253_402_300_800_000) return milliseconds;
  const text = new Date(milliseconds).toISOString();
  return text.endsWith('T00:00:00.000Z') ? text.slice(0, 10) : text;
}

/**
 * Up to `count` rows by which a model is checked wherever it is loaded: a seeded sample of the frame's rows, then one with every
 * value missing and one with only texts that were never seen.
 */
export function goldenRows(signature: Signature, frame: Frame, seed: number, count = 20): RawRow[] {
  const sample = shuffle(indices(frame.rows), createRandom(seed).fork('golden rows')).slice(0, count - 2);
  const texts = signature.inputs.filter(({ kind }) => kind === 'text');
  const unseen = Object.fromEntries(texts.map(({ name }) => [name, '\u{1F300} never seen']));
  const long = signature.inputs.filter(({ width }) => width !== undefined);
  return [...rowsFromFrame(signature, frame, sample).map((row) => shortened(row, long)), {}, unseen];
}

/** A manifest keeps its golden rows: of a book its beginning will do. */
const longestGolden = 2000;

function shortened(row: RawRow, columns: readonly SignatureColumn[]): RawRow {
  const cut = columns.flatMap(({ name }) => {
    const text = row[name];
    return typeof text === 'string' && text.length > longestGolden ? [[name, text.slice(0, longestGolden).toWellFormed()]] : [];
  });
  return cut.length === 0 ? row : { ...row, ...Object.fromEntries(cut) };
}
