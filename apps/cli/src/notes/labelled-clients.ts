import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import {
  type Attainable,
  type ClientLabelsRead,
  type ClientNote,
  clientTexts,
  generateLabels,
  type LabelledClients,
  type LabelsOrigin,
} from '@atelier/learning';
import { labelsFile, notesFile, type Remarks } from './read-files.js';

export interface LabelledClientFiles {
  readonly clients: LabelledClients;
  readonly origin: LabelsOrigin;
  /** Of a world that was made up. */
  readonly synthetic: boolean;
  readonly attainable?: Attainable;
  readonly notes: number;
}

/** Clients by their notes, with labels from the file, or by rules where none is named. */
export async function readLabelledClients(
  { notes, labels, seed }: { readonly notes: string; readonly labels?: string; readonly seed: number },
  remarks: Remarks,
): Promise<LabelledClientFiles> {
  const read = await notesFile(notes, remarks);
  const texts = clientTexts(read);
  const { known, origin } = labels === undefined ? ruledLabels(read, texts, seed) : await givenLabels(labels, texts, remarks);
  const ids = [...texts.keys()];
  const of = (pick: (label: ClientLabelsRead) => boolean | number | null) =>
    Float64Array.from(ids, (id) => {
      const label = known.get(id);
      const value = label && pick(label);
      return value === null || value === undefined ? Number.NaN : Number(value);
    });
  const clients: LabelledClients = {
    ids,
    texts: [...texts.values()],
    labels: {
      purchased: of((each) => each.purchased),
      churned: of((each) => each.churned),
      lifetime_value: of((each) => each.lifetimeValue),
    },
  };
  return { clients, origin, notes: read.length, ...worldOf(notes, ids) };
}

interface KnownLabels {
  readonly known: ReadonlyMap<string, ClientLabelsRead>;
  readonly origin: LabelsOrigin;
}

async function givenLabels(file: string, texts: ReadonlyMap<string, string>, remarks: Remarks): Promise<KnownLabels> {
  const { labels, origin } = await labelsFile(file, new Set(texts.keys()), remarks);
  return { known: new Map(labels.map((label) => [label.clientId, label])), origin };
}

function ruledLabels(notes: readonly ClientNote[], texts: ReadonlyMap<string, string>, seed: number): KnownLabels {
  const last = new Map<string, string>();
  for (const { clientId, date } of notes) if (date && date > (last.get(clientId) ?? '')) last.set(clientId, date);
  const clients = Array.from(texts, ([clientId, text]) => ({ clientId, text, lastNote: last.get(clientId) }));
  const { clients: made, origin } = generateLabels(clients, { seed });
  return { known: new Map(made.map((label) => [label.clientId, label])), origin };
}

/** What the generator wrote beside the notes, if it did. */
export function worldOf(notes: string, ids: readonly string[]): Pick<LabelledClientFiles, 'synthetic' | 'attainable'> {
  const file = join(dirname(notes), 'world.json');
  const isMadeUp = ids.length > 0 && ids.every((id) => id.startsWith('synthetic-'));
  if (!isMadeUp || !existsSync(file)) return { synthetic: isMadeUp };
  const { attainable } = JSON.parse(readFileSync(file, 'utf8')) as { attainable?: Attainable };
  return { synthetic: true, ...(attainable && { attainable }) };
}
