import { LearningError } from '../errors.js';
import type { Column } from '../frame/column.js';
import { Frame } from '../frame/frame.js';
import { isUnsupervised, type Signature, type SignatureColumn } from '../frame/signature.js';
import { cleanText } from '../preparation/clean-text.js';
import { denseOf } from '../notes/text/sparse-matrix.js';
import { type TextEncodings, toFloat32 } from '../preparation/preparation.js';
import type { FittedTextEncoding } from '../preparation/text/text-encoding.js';
import { expectedValue, numberReader, textReader } from './cell.js';

/** A caller's row: raw values by column name, as JSON gives them. */
export type RawRow = Readonly<Record<string, unknown>>;

/** The data of one graph input: [rows, 1] float32 for numbers (NaN is missing) or texts ('' is missing); [rows, width] float32 for free texts. */
export interface Feed {
  readonly name: string;
  readonly data: Float32Array | string[];
  /** Numbers of a row, row by row in `data`; 1 where it says nothing. */
  readonly width?: number;
}

export interface EncodedRows {
  readonly rows: number;
  /** In the order of the signature's inputs. */
  readonly feeds: readonly Feed[];
  /** Columns that rows have and the model doesn't know; they are ignored. */
  readonly unknownColumns: readonly string[];
}

export type RowEncoder = (rows: readonly RawRow[]) => EncodedRows;

/** Names of the outputs of every graph; no input can have them. `scores` are those of models without a target. */
export const outputNames = { label: 'label', probabilities: 'probabilities', value: 'value', scores: 'scores' } as const;

/** The outputs that a graph of this signature has. */
export function outputsOf({ task }: Pick<Signature, 'task'>): readonly string[] {
  if (isUnsupervised(task)) return [outputNames.label, outputNames.scores];
  return task === 'classification' ? [outputNames.label, outputNames.probabilities] : [outputNames.value];
}

/** Names of a graph's outputs, also of those that a model of this kind doesn't have. */
function takenNames({ task }: Signature): string[] {
  const { scores, ...always } = outputNames;
  return isUnsupervised(task) ? [...Object.values(always), scores] : Object.values(always);
}

/**
 * The graph's input names, in the order of the signature: the column's own name, but for one that is an output's, is empty
 * or can't be written; that one is called "column:…".
 */
export function inputNames(signature: Signature): string[] {
  const taken = new Set<string>(takenNames(signature));
  return signature.inputs.map(({ name }) => {
    let candidate = name === '' ? 'column:' : cleanText(name);
    while (taken.has(candidate)) candidate = `column:${candidate}`;
    taken.add(candidate);
    return candidate;
  });
}

/**
 * Prepares the one way by which raw values become what the graph reads, for many calls: used by the parity check and by serving. `encodings` are those of the
 * signature's free texts, `textEncodingsOf` its manifest's steps. Throws `learning.model_invalid` where one is missing. The encoder throws
 * `learning.value_invalid`, naming column and row, for a value that isn't of the column's type.
 */
export function compileEncoder(signature: Signature, encodings: TextEncodings = new Map()): RowEncoder {
  const names = inputNames(signature);
  const writers = signature.inputs.map((column, i) => feedWriter(column, names[i], encodings));
  const known = new Set(signature.inputs.map(({ name }) => name));
  return (rows) => {
    requireRows(rows);
    const feeds = writers.map((write) => write(rows));
    return { rows: rows.length, feeds, unknownColumns: unknownColumns(rows, known) };
  };
}

/** `compileEncoder` for a single use. */
export function encodeRows(signature: Signature, rows: readonly RawRow[], encodings?: TextEncodings): EncodedRows {
  return compileEncoder(signature, encodings)(rows);
}

/** The same rows as a frame, so that a pipeline in TypeScript and its graph can be asked the same. */
export function frameFromRows(signature: Signature, rows: readonly RawRow[]): Frame {
  requireRows(rows);
  return new Frame(signature.inputs.map((column) => columnFromRows(column, rows)));
}

type FeedWriter = (rows: readonly RawRow[]) => Feed;

function feedWriter(column: SignatureColumn, name: string, encodings: TextEncodings): FeedWriter {
  if (column.width !== undefined) return freeTextWriter(column, name, encodingOf(column, encodings));
  return column.kind === 'text' ? textWriter(column, name) : numberWriter(column, name);
}

function encodingOf({ name, width }: SignatureColumn, encodings: TextEncodings): FittedTextEncoding {
  const encoding = encodings.get(name);
  if (encoding?.names.length === width) return encoding as FittedTextEncoding;
  throw new LearningError(
    'learning.model_invalid',
    `The model's manifest does not say how the texts of "${name}" become ${width} numbers.`,
    name,
  );
}

function freeTextWriter(column: SignatureColumn, name: string, encoding: FittedTextEncoding): FeedWriter {
  const read = cellReader(column);
  const width = encoding.names.length;
  return (rows) => ({ name, width, data: denseOf(encoding.transform(rows.map((row, i) => read(row, i) as string))).data });
}

/** Finite numbers of plain columns are by far the most, and need no reader. */
function numberWriter(column: SignatureColumn, name: string): FeedWriter {
  const read = cellReader(column);
  const isPlain = column.type === 'float' || column.type === 'integer';
  return (rows) => {
    const data = new Float32Array(rows.length);
    for (let i = 0; i < rows.length; i++) {
      // What every object inherits is no number.
      const value = rows[i][column.name];
      if (isPlain && typeof value === 'number' && Math.abs(value) <= largestPlain) data[i] = value;
      else data[i] = toFloat32(read(rows[i], i) as number);
    }
    return { name, data };
  };
}

/** Numbers up to here are float32 numbers once rounded, no infinities. */
const largestPlain = 3e38;
const mostRemembered = 1000;
const longestRemembered = 100;

/** A column's texts are mostly the same few: what was made of them is remembered. */
function textWriter(column: SignatureColumn, name: string): FeedWriter {
  const read = cellReader(column);
  const made = new Map<string, string>();
  const textAt = (row: RawRow, i: number) => {
    const value = row[column.name];
    const known = typeof value === 'string' ? made.get(value) : undefined;
    if (known !== undefined) return known;
    const text = read(row, i) as string;
    if (typeof value === 'string' && value.length <= longestRemembered && made.size < mostRemembered) made.set(value, text);
    return text;
  };
  return (rows) => ({ name, data: rows.map(textAt) });
}

function columnFromRows(column: SignatureColumn, rows: readonly RawRow[]): Column {
  const read = cellReader(column);
  const { name } = column;
  if (column.kind === 'number') return { kind: 'number', name, values: Float64Array.from(rows, (row, i) => read(row, i) as number) };
  const codes = new Map<string, number>([['', -1]]);
  const codeOf = (text: string) => {
    const code = codes.get(text) ?? codes.size - 1;
    codes.set(text, code);
    return code;
  };
  const coded = Int32Array.from(rows, (row, i) => codeOf(read(row, i) as string));
  return { kind: 'text', name, codes: coded, dictionary: [...codes.keys()].slice(1) };
}

function cellReader(column: SignatureColumn): (row: RawRow, index: number) => number | string {
  const { name } = column;
  const read = column.kind === 'number' ? numberReader(column) : textReader(column);
  return (row, index) => {
    const value = Object.hasOwn(row, name) ? row[name] : undefined;
    const result = read(value);
    if (result === undefined) throw invalidValue(column, value, index);
    return result;
  };
}

function invalidValue(column: SignatureColumn, value: unknown, index: number): LearningError {
  return new LearningError(
    'learning.value_invalid',
    `Column "${column.name}", row ${index + 1}: ${shown(value)} is not ${expectedValue(column)}.`,
    column.name,
  );
}

function shown(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'an object';
  const text = typeof value === 'string' ? JSON.stringify(value) : String(value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

function requireRows(rows: readonly unknown[]): void {
  const at = rows.findIndex((row) => typeof row !== 'object' || row === null || Array.isArray(row));
  if (at >= 0) throw new LearningError('learning.value_invalid', `Row ${at + 1} is not an object of column names and values.`);
}

function unknownColumns(rows: readonly RawRow[], known: ReadonlySet<string>): string[] {
  const unknown = new Set<string>();
  let before: readonly string[] = [];
  for (const row of rows) {
    const names = Object.keys(row);
    // Rows mostly have the names of the row before, in its order.
    if (names.length === before.length && names.every((name, i) => name === before[i])) continue;
    for (const name of names) if (!known.has(name)) unknown.add(name);
    before = names;
  }
  return [...unknown];
}
