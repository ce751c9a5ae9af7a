import { LearningError } from '../../../errors.js';
import { type LabelsOrigin, originColumn, parseOrigin } from '../labels/labels-origin.js';
import type { NoteFaults } from './note-faults.js';
import { type TableOptions, type TableRow, TableRows } from './table-rows.js';

export const labelColumns = ['purchased', 'churned', 'lifetime_value'] as const;

/** What became of a client, as far as it is told. */
export interface ClientLabelsRead {
  readonly clientId: string;
  readonly purchased: boolean | null;
  readonly churned: boolean | null;
  readonly lifetimeValue: number | null;
}

export interface LabelsRead {
  readonly labels: readonly ClientLabelsRead[];
  /** Those of the three that the file has. */
  readonly columns: readonly (typeof labelColumns)[number][];
  /** Generated if any row is marked so. */
  readonly origin: LabelsOrigin;
  readonly faults: NoteFaults;
}

/** Reads labels.csv (client_id and any of purchased, churned, lifetime_value) piece by piece, for these clients. */
export class LabelsReader {
  private readonly table: TableRows;
  private readonly labels = new Map<string, ClientLabelsRead>();
  private origin: LabelsOrigin = { source: 'given' };

  /** `clients`: the ids of those who have notes; all are known where it is left out. */
  constructor(
    private readonly clients?: { has(clientId: string): boolean },
    private readonly options: Partial<TableOptions> = {},
  ) {
    this.table = new TableRows({ file: 'labels.csv', ...options }, ['client_id'], undefined, (row) => this.take(row));
  }

  /** Throws `learning.column_missing`. */
  push(bytes: Uint8Array): void {
    this.table.push(bytes);
  }

  /** Throws `learning.target_missing` where the file has no label at all. */
  end(): LabelsRead {
    this.table.end();
    const columns = labelColumns.filter((column) => this.table.has(column));
    if (columns.length === 0) {
      const file = this.options.file ?? 'labels.csv';
      throw new LearningError('learning.target_missing', `${file} has none of the columns ${labelColumns.join(', ')}.`, file);
    }
    return { labels: [...this.labels.values()], columns, origin: this.origin, faults: this.table.faults };
  }

  private take(row: TableRow): void {
    const clientId = row.get('client_id') ?? '';
    if (clientId === '') return row.fault('client_missing', 'client_id', "Whose labels these are isn't told.", true);
    if (this.clients && !this.clients.has(clientId))
      return row.fault('client_unknown', 'client_id', `There is no note of client "${clientId.slice(0, 60)}".`, true);
    if (this.labels.has(clientId))
      return row.fault('label_repeated', 'client_id', `Client "${clientId.slice(0, 60)}" has labels already; the first ones stay.`, true);
    this.labels.set(clientId, {
      clientId,
      purchased: readFlag(row, 'purchased'),
      churned: readFlag(row, 'churned'),
      lifetimeValue: readAmount(row, 'lifetime_value'),
    });
    const origin = parseOrigin(row.get(originColumn) ?? '');
    if (origin?.source === 'generated') this.origin = origin;
  }
}

const affirmed = new Set(['true', '1', '1.0', 'yes', 'y', 't']);
const denied = new Set(['false', '0', '0.0', 'no', 'n', 'f']);

function readFlag(row: TableRow, field: string): boolean | null {
  const written = (row.get(field) ?? '').toLowerCase();
  if (written === '') return null;
  if (affirmed.has(written)) return true;
  if (denied.has(written)) return false;
  row.fault('label_invalid', field, `"${written.slice(0, 40)}" is neither true nor false; the client was used without it.`);
  return null;
}

function readAmount(row: TableRow, field: string): number | null {
  const written = row.get(field) ?? '';
  if (written === '') return null;
  const amount = amountOf(written);
  if (amount !== undefined) return amount;
  row.fault('label_invalid', field, `"${written.slice(0, 40)}" is no amount; the client was used without it.`);
  return null;
}

/** 1234.5; $1,234.50; 1.234,50 €; 1 234,5. */
export function amountOf(written: string): number | undefined {
  const bare = written.replaceAll(/[$€£\s\u00A0\u202F'’]|USD|EUR|CHF/gu, '');
  const plain = /^-?\d{1,3}(?:\.\d{3})+,\d+$|^-?\d+,(?:\d{1,2}|\d{4,})$/u.test(bare)
    ? bare.replaceAll('.', '').replace(',', '.')
    : bare.replaceAll(/,(?=\d{3}(?:[,.]|$))/gu, '');
  return /^-?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/iu.test(plain) ? Number(plain) : undefined;
}
