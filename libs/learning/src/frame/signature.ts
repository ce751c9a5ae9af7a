import type { ColumnType } from './column.js';

/** One raw input column of a model, as a caller sends it. */
export interface SignatureColumn {
  readonly name: string;
  readonly type: ColumnType;
  /** How the value enters the graph: `number` as float32 [n,1], `text` as string [n,1] (missing: the empty string). */
  readonly kind: 'number' | 'text';
  /** Texts that mean "missing" in this column's source (always '' and blanks). */
  readonly missingTokens: readonly string[];
  /** How the source wrote numbers or dates, where that matters: `decimal comma`, `dd-mm-yyyy`. */
  readonly format?: string;
}

export type Label = string | number | boolean;

/** What a model takes and gives: the same in training, in the ONNX file and in serving. */
export interface Signature {
  readonly inputs: readonly SignatureColumn[];
  readonly target: { readonly name: string; readonly type: ColumnType };
  readonly task: 'classification' | 'regression';
  /** The target's own labels in the order of the probabilities; absent for regression. */
  readonly classes?: readonly Label[];
}

export type Task = Signature['task'];
