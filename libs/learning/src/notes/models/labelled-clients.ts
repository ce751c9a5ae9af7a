import type { Column } from '../../frame/column.js';
import { Frame } from '../../frame/frame.js';
import { readTarget, type Target } from '../../frame/target.js';
import type { ClientTarget } from './targets.js';
import { targetTasks } from './targets.js';

/** By target one number a client: 0 or 1 for those that are yes or no; NaN is unknown. */
export type ClientLabels = Readonly<Record<ClientTarget, Float64Array>>;

export interface LabelledClients {
  readonly ids: readonly string[];
  /** As `clientText` makes them. */
  readonly texts: readonly string[];
  readonly labels: ClientLabels;
}

/** The column of a client's text in every model's signature. */
export const notesColumn = 'notes';

/** The clients' texts as the column that models read. */
export function notesFrame(texts: readonly string[]): Frame {
  const codes = new Map<string, number>();
  const code = (text: string) => {
    if (text === '') return -1;
    const known = codes.get(text) ?? codes.size;
    codes.set(text, known);
    return known;
  };
  const coded = Int32Array.from(texts, code);
  return new Frame([{ kind: 'text', name: notesColumn, codes: coded, dictionary: [...codes.keys()] }]);
}

/** Clients of whom the target is known. Throws what `readTarget` throws. */
export function readClientTarget(labels: ClientLabels, target: ClientTarget): Target {
  const { task, type } = targetTasks[target];
  const column: Column = { kind: 'number', name: target, values: labels[target] };
  return readTarget(new Frame([column]), target, task, type);
}
