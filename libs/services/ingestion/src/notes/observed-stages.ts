import type { Frame, ObservedStage } from '@atelier/learning';
import type { SkippedRows } from '@atelier/contracts';
import { textsOf } from './table-cells.js';

/** Observed stages of a table of client_id, date and stage; of clients without notes and of no day they are passed over, and further ones of a day. */
export function observedStages(
  table: Frame,
  clients: ReadonlySet<string>,
  { dayOf }: Pick<typeof import('@atelier/learning'), 'dayOf'>,
  skipped: SkippedRows,
): ObservedStage[] {
  const [ids, stages] = ['client_id', 'stage'].map((name) => textsOf(table.column(name)).map((text) => text.trim()));
  const dates = table.column('date');
  // Dates are stored as days; texts that could not be read as such stay texts.
  const days = dates.kind === 'number' ? Array.from(dates.values, Math.floor) : textsOf(dates).map((text) => dayOf(text.trim()));
  const seen = new Set<string>();
  return ids.flatMap((clientId, row) => {
    const place = `${clientId}\n${days[row]}`;
    const reason = clientId === '' ? 'notes.client_missing' : clients.has(clientId) ? undefined : 'notes.label_client_unknown';
    if (reason) skipped.add(row, 'client_id', reason);
    else if (Number.isNaN(days[row])) skipped.add(row, 'date', 'notes.date_invalid');
    else if (stages[row] === '') skipped.add(row, 'stage', 'notes.stage_missing');
    else if (seen.has(place)) skipped.add(row, 'date', 'notes.label_duplicate');
    else {
      seen.add(place);
      return [{ clientId, day: days[row], stage: stages[row] }];
    }
    return [];
  });
}
