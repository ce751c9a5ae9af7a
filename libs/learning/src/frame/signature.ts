import type { ColumnType } from './column.js';

/** One raw input column of a model, as a caller sends it. */
export interface SignatureColumn {
  readonly name: string;
  readonly type: ColumnType;
  /** How the value enters the graph: `number` as float32 [n,1], `text` as string [n,1] (missing: the empty string), but for free texts. */
  readonly kind: 'number' | 'text';
  /** Texts that mean "missing" in this column's source (always '' and blanks). */
  readonly missingTokens: readonly string[];
  /** How the source wrote numbers or dates, where that matters: `decimal comma`, `dd-mm-yyyy`. */
  readonly format?: string;
  /**
   * Of a free text: it enters the graph as float32 [n, width], which the text encoding that the manifest keeps for the column makes of it.
   */
  readonly width?: number;
}

export type Label = string | number | boolean;

/** What a model takes and gives: the same in training, in the ONNX file and in serving. */
export interface Signature {
  readonly inputs: readonly SignatureColumn[];
  /** Without a target, what is answered: `cluster` or `anomaly`. */
  readonly target: { readonly name: string; readonly type: ColumnType };
  readonly task: Task | UnsupervisedTask;
  /** The target's own labels in the order of the probabilities; without a target the clusters' numbers, or false and true. Absent for regression. */
  readonly classes?: readonly Label[];
  /** Without a target: how many scores each row gets. */
  readonly scores?: number;
}

export const tasks = ['classification', 'regression'] as const;
export type Task = (typeof tasks)[number];

export const unsupervisedTasks = ['clustering', 'anomaly_detection'] as const;
export type UnsupervisedTask = (typeof unsupervisedTasks)[number];

export function isUnsupervised(task: string): task is UnsupervisedTask {
  return unsupervisedTasks.some((one) => one === task);
}

/** What a model takes and gives, as text to be compared by. Columns are in order of name: moving one about in the table changes nothing for a caller. */
export function signatureText({ inputs, target, task, classes }: Signature): string {
  const columns = inputs.map(({ name, type, kind }) => ({ name, type, kind })).sort((a, b) => (a.name < b.name ? -1 : 1));
  return JSON.stringify({ inputs: columns, target: { name: target.name, type: target.type }, task, classes: classes ?? null });
}
