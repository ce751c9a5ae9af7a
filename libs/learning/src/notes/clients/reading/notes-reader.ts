import { LearningError } from '../../../errors.js';
import { hashText } from '../../../statistics/distinct-sketch.js';
import { isLanguage, languages, type Language } from '../../lexicon/lexicon.js';
import type { ClientNote } from '../client-texts.js';
import type { NoteFaults } from './note-faults.js';
import { dayOfNumbers, readDate } from './read-date.js';
import { type TableOptions, type TableRow, TableRows } from './table-rows.js';

export interface NotesRead {
  readonly notes: readonly ClientNote[];
  /** Ids of the clients none of whose notes could be used. */
  readonly clientsWithoutNote: readonly string[];
  readonly faults: NoteFaults;
}

/** A note of more characters is cut: it is no note. */
const longestNote = 2_000_000;
/** Fewer tell nothing, and no part of them could be held out. */
export const fewestNotes = 50;

type OpenNote = { -readonly [Key in keyof ClientNote]: ClientNote[Key] };

interface Seen {
  readonly note: OpenNote;
  /** Its date as it was written. */
  readonly written: string;
}

interface SlashedDate {
  readonly note: OpenNote;
  readonly numbers: readonly [number, number];
  readonly year: number;
  readonly row: TableRow;
  readonly written: string;
}

/**
 * Reads notes.csv (client_id, date, language, text; date and language may be absent) piece by piece. What is wrong with a row is reported, and all that
 * can be used is: a note without a valid date has none, one in an unknown language is read by what its words tell.
 */
export class NotesReader {
  private readonly table: TableRows;
  private readonly notes: OpenNote[] = [];
  private readonly seen = new Map<number, Seen[]>();
  private readonly slashed: SlashedDate[] = [];
  private readonly emptyNotes = new Set<string>();

  constructor(options: Partial<TableOptions> = {}) {
    this.table = new TableRows({ file: 'notes.csv', ...options }, ['client_id', 'text'], 'text', (row) => this.take(row));
  }

  /** Throws `learning.column_missing`, naming the file and the columns that it has. */
  push(bytes: Uint8Array): void {
    this.table.push(bytes);
  }

  end(): NotesRead {
    this.table.end();
    this.settleSlashed();
    for (const { clientId } of this.notes) this.emptyNotes.delete(clientId);
    return { notes: this.notes, clientsWithoutNote: [...this.emptyNotes], faults: this.table.faults };
  }

  private take(row: TableRow): void {
    const clientId = row.get('client_id') ?? '';
    const given = row.get('text') ?? '';
    if (clientId === '') return row.fault('client_missing', 'client_id', "Whose note it is isn't told.", true);
    if (given === '') {
      this.emptyNotes.add(clientId);
      return row.fault('text_empty', 'text', 'The note is empty.', true);
    }
    const note: OpenNote = { clientId, text: this.textOf(given, row) };
    if (this.isRepeated(note, row.get('date') ?? ''))
      return row.fault('note_repeated', 'text', 'The same note of this client and date came before.', true);
    this.notes.push(note);
    this.date(note, row);
    const language = languageOf(row);
    if (language) note.language = language;
  }

  private isRepeated(note: OpenNote, written: string): boolean {
    const hash = hashText(note.text, note.clientId.length);
    const alike = this.seen.get(hash) ?? [];
    if (alike.some((each) => each.written === written && each.note.clientId === note.clientId && each.note.text === note.text)) return true;
    if (alike.push({ note, written }) === 1) this.seen.set(hash, alike);
    return false;
  }

  private textOf(text: string, row: TableRow): string {
    if (text.includes('\uFFFD'))
      row.fault('encoding_broken', 'text', 'Some letters are no UTF-8; they were replaced. Save the file as UTF-8.');
    if (text.length <= longestNote) return text;
    row.fault('text_cut', 'text', `The note has ${text.length.toLocaleString('en')} characters; the first 2,000,000 were read.`);
    return text.slice(0, longestNote);
  }

  private date(note: OpenNote, row: TableRow): void {
    const written = row.get('date') ?? '';
    if (written === '') return;
    const read = readDate(written);
    if (!read) row.fault('date_invalid', 'date', `"${written.slice(0, 40)}" is no date; write 2025-01-31. The note was used without one.`);
    else if ('date' in read) note.date = read.date;
    else this.slashed.push({ note, ...read, row, written });
  }

  /** Day first, unless a number that is no month tells otherwise. */
  private settleSlashed(): void {
    const told = (place: 0 | 1) => this.slashed.some(({ numbers }) => numbers[place] > 12);
    const dayFirst = told(0) || !told(1);
    for (const { note, numbers, year, row, written } of this.slashed) {
      const date = dayOfNumbers(numbers, year, dayFirst) ?? dayOfNumbers(numbers, year, !dayFirst);
      if (date !== undefined) note.date = date;
      else row.fault('date_invalid', 'date', `"${written}" is no date; write 2025-01-31. The note was used without one.`);
    }
    const [first] = this.slashed;
    if (first && told(0) === told(1))
      first.row.fault(
        'date_ambiguous',
        'date',
        `Whether "${first.written}" has the day or the month first isn't told; the day was taken. Write 2025-01-31.`,
      );
  }
}

const names: Readonly<Record<string, Language>> = {
  english: 'en',
  anglais: 'en',
  french: 'fr',
  français: 'fr',
  francais: 'fr',
  italian: 'it',
  italiano: 'it',
  spanish: 'es',
  español: 'es',
  espanol: 'es',
  german: 'de',
  deutsch: 'de',
};

/** en, EN, en-US, English. */
function languageOf(row: TableRow): Language | undefined {
  const written = (row.get('language') ?? '').toLowerCase();
  if (written === '') return undefined;
  const code = names[written] ?? written.split(/[-_]/u, 1)[0];
  if (isLanguage(code)) return code;
  row.fault(
    'language_unknown',
    'language',
    `"${written.slice(0, 40)}" is none of ${languages.join(', ')}; the note was read by what its words tell.`,
  );
  return undefined;
}

/** Throws `learning.too_few_rows` where there are fewer notes than can be learned from; says which file, and what to run. */
export function requireNotes({ notes, faults }: NotesRead, file = 'notes.csv', least = fewestNotes): void {
  if (notes.length >= least) return;
  const left = faults.skipped > 0 ? ` (${faults.skipped.toLocaleString('en')} rows were left out)` : '';
  throw new LearningError(
    'learning.too_few_rows',
    `No data: ${file} has ${notes.length} notes that can be used${left}; at least ${least} are needed. Add notes, a row each with client_id, date, language and text, or make synthetic ones: atelier notes generate --clients 2000 --out world`,
    file,
  );
}
