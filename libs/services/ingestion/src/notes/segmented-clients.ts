import type { ClientHistory, ClientOutcome, Column, Frame } from '@atelier/learning';
import { originColumn } from './labels.js';
import { textsOf } from './table-cells.js';

/** What is needed of learning: it is large, and loaded in the child process alone. */
export type SegmentsLibrary = Pick<
  typeof import('@atelier/learning'),
  'bundledLexicon' | 'clientHistories' | 'ConceptDetector' | 'notesOf'
>;

/** Labels that profiles tell of, by the names that clients' datasets usually have. */
export const labelNames = ['purchased', 'churned', 'lifetime_value'] as const;

/** Clients of a table of clients with what their notes say, a row each. */
export function clientsIn(table: Frame, { bundledLexicon, clientHistories, ConceptDetector, notesOf }: SegmentsLibrary): ClientHistory[] {
  const ids = textsOf(table.column('client_id'));
  const detector = new ConceptDetector(bundledLexicon());
  return textsOf(table.column('notes')).map((text, row) => {
    const notes = notesOf(text).map((note) => ({ clientId: ids[row], text: note }));
    return clientHistories(notes, detector)[0] ?? { clientId: ids[row], notes: [] };
  });
}

/** What is known of what became of them. */
export function outcomesIn(table: Frame): ClientOutcome[] {
  const [purchased, churned, value] = labelNames.map((name) => (table.has(name) ? table.column(name) : undefined));
  return textsOf(table.column('client_id')).map((clientId, row) => ({
    clientId,
    purchased: flagOf(purchased, row),
    churned: flagOf(churned, row),
    lifetimeValue: value?.kind === 'number' && !Number.isNaN(value.values[row]) ? value.values[row] : null,
  }));
}

const affirmed = new Set(['true', 'yes', 'y', '1']);
const denied = new Set(['false', 'no', 'n', '0']);

function flagOf(column: Column | undefined, row: number): boolean | null {
  if (!column) return null;
  if (column.kind === 'number') return Number.isNaN(column.values[row]) ? null : column.values[row] !== 0;
  const written = (column.dictionary[column.codes[row]] ?? '').toLowerCase();
  if (affirmed.has(written)) return true;
  return denied.has(written) ? false : null;
}

/** What profiles of outcomes rest on. */
export function labelsOf(table: Frame): 'given' | 'generated' | 'none' {
  if (!labelNames.some((name) => table.has(name))) return 'none';
  const origins = table.has(originColumn) ? textsOf(table.column(originColumn)) : [];
  return origins.some((origin) => origin.startsWith('generated')) ? 'generated' : 'given';
}
