import type { NoteFaults } from '../clients/reading/note-faults.js';
import { dayOfNumbers, readDate } from '../clients/reading/read-date.js';
import { type TableOptions, type TableRow, TableRows } from '../clients/reading/table-rows.js';
import { dayOf } from '../histories.js';
import type { ObservedStage } from './stages.js';

export interface StagesRead {
  readonly stages: readonly ObservedStage[];
  readonly faults: NoteFaults;
}

/** Reads stages.csv (client_id, date, stage) piece by piece, for these clients; a client has one stage a day, the first. */
export class StagesReader {
  private readonly table: TableRows;
  private readonly stages = new Map<string, ObservedStage>();

  /** `clients`: the ids of those who have notes; all are known where it is left out. */
  constructor(
    private readonly clients?: { has(clientId: string): boolean },
    options: Partial<TableOptions> = {},
  ) {
    this.table = new TableRows({ file: 'stages.csv', ...options }, ['client_id', 'date', 'stage'], undefined, (row) => this.take(row));
  }

  /** Throws `learning.column_missing`, naming the file and the columns that it has. */
  push(bytes: Uint8Array): void {
    this.table.push(bytes);
  }

  end(): StagesRead {
    this.table.end();
    return { stages: [...this.stages.values()], faults: this.table.faults };
  }

  private take(row: TableRow): void {
    const clientId = row.get('client_id') ?? '';
    const stage = row.get('stage') ?? '';
    if (clientId === '') return row.fault('client_missing', 'client_id', "Whose stage it is isn't told.", true);
    if (this.clients && !this.clients.has(clientId))
      return row.fault('client_unknown', 'client_id', `There is no note of client "${clientId.slice(0, 60)}".`, true);
    if (stage === '') return row.fault('label_invalid', 'stage', 'There is no stage.', true);
    const day = dayOfRow(row);
    if (day === undefined) return;
    const place = `${clientId}\n${day}`;
    if (this.stages.has(place))
      return row.fault(
        'label_repeated',
        'date',
        `Client "${clientId.slice(0, 60)}" has a stage of this day already; the first one stays.`,
        true,
      );
    this.stages.set(place, { clientId, day, stage });
  }
}

/** A date with slashes has its day first, unless that is no day. */
function dayOfRow(row: TableRow): number | undefined {
  const written = row.get('date') ?? '';
  const read = readDate(written);
  const date =
    read && 'numbers' in read ? (dayOfNumbers(read.numbers, read.year, true) ?? dayOfNumbers(read.numbers, read.year, false)) : read?.date;
  if (date !== undefined) return dayOf(date);
  row.fault('date_invalid', 'date', `"${written.slice(0, 40)}" is no date; write 2025-01-31.`, true);
  return undefined;
}
