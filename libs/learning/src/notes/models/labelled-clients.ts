import type { Column } from '../../frame/column.js';
import { Frame } from '../../frame/frame.js';
import { textColumn } from '../../frame/text-column.js';
import { readTarget, type Target } from '../../frame/target.js';
import { clientTexts } from '../clients/client-texts.js';
import type { SyntheticWorld } from '../generator/generate-world.js';
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

/** The clients of a synthetic world, with the labels that it drew for them. */
export function clientsOfWorld({ clients, notes }: Pick<SyntheticWorld, 'clients' | 'notes'>): LabelledClients {
  const texts = clientTexts(notes);
  return {
    ids: clients.map(({ clientId }) => clientId),
    texts: clients.map(({ clientId }) => texts.get(clientId) ?? ''),
    labels: {
      purchased: Float64Array.from(clients, ({ purchased }) => Number(purchased)),
      churned: Float64Array.from(clients, ({ churned }) => Number(churned)),
      lifetime_value: Float64Array.from(clients, ({ lifetimeValue }) => lifetimeValue),
    },
  };
}

/** The column of a client's text in every model's signature. */
export const notesColumn = 'notes';

/** The clients' texts as the column that models read. */
export function notesFrame(texts: readonly string[]): Frame {
  const column = textColumn(
    notesColumn,
    texts.map((text) => (text === '' ? null : text)),
  );
  return new Frame([column]);
}

/** Clients of whom the target is known. Throws what `readTarget` throws. */
export function readClientTarget(labels: ClientLabels, target: ClientTarget): Target {
  const { task, type } = targetTasks[target];
  const column: Column = { kind: 'number', name: target, values: labels[target] };
  return readTarget(new Frame([column]), target, task, type);
}
