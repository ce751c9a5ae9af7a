import type { SyntheticWorld } from '../generator/generate-world.js';
import { type ClientHistory, dayOf } from '../histories.js';

/** What the notes of a world truly say, without reading them. */
export function told({ notes }: Pick<SyntheticWorld, 'notes'>): ClientHistory[] {
  const byClient = Map.groupBy(notes, ({ clientId }) => clientId);
  return [...byClient].map(([clientId, own]) => ({
    clientId,
    notes: own.map(({ date, language, affirmed, negated }) => ({ day: dayOf(date), language, affirmed, denied: negated })),
  }));
}
