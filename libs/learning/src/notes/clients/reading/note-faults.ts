import type { Fault } from '../../lexicon/read-lexicon.js';

/** What can be wrong with a row of notes or labels. */
export const noteFaultKinds = [
  'client_missing',
  'client_unknown',
  'text_empty',
  'text_cut',
  'note_repeated',
  'date_invalid',
  'date_ambiguous',
  'language_unknown',
  'encoding_broken',
  'quotes_broken',
  'fields_surplus',
  'label_invalid',
  'label_repeated',
] as const;
export type NoteFaultKind = (typeof noteFaultKinds)[number];

export interface NoteFault extends Fault {
  readonly kind: NoteFaultKind;
  /** The first after the header is 1. */
  readonly row: number;
  /** Of the file; quoted fields may span several. */
  readonly line: number;
  /** Whether the row was left out; if not, it was used without what is wrong. */
  readonly skipped: boolean;
}

/** What was wrong with a file. */
export interface NoteFaults {
  /** The first hundred of each kind. */
  readonly faults: readonly NoteFault[];
  readonly counts: Readonly<Partial<Record<NoteFaultKind, number>>>;
  /** Rows that were left out. */
  readonly skipped: number;
}

const mostKept = 100;

/** Collects faults, the first of each kind by name, all of them counted. */
export class FaultList {
  private readonly kept: NoteFault[] = [];
  private readonly counts: Partial<Record<NoteFaultKind, number>> = {};
  private skipped = 0;

  add(fault: NoteFault): void {
    const count = (this.counts[fault.kind] ?? 0) + 1;
    this.counts[fault.kind] = count;
    if (fault.skipped) this.skipped++;
    if (count <= mostKept) this.kept.push(fault);
  }

  get all(): NoteFaults {
    return { faults: this.kept.toSorted((a, b) => a.row - b.row), counts: this.counts, skipped: this.skipped };
  }
}

/** "notes.csv, row 3 (line 5), text: The note is empty. The row was left out." */
export function faultText({ file, row, line, field, message, skipped }: NoteFault): string {
  const place = [file, `row ${row} (line ${line})`, ...(field === undefined ? [] : [field])].join(', ');
  return `${place}: ${message}${skipped ? ' The row was left out.' : ''}`;
}
