import type { ErrorCode, SkippedRows } from '@atelier/contracts';

/** A row of the notes, as it stands in the table. */
export interface NoteRow {
  readonly row: number;
  readonly client: string;
  /** As it stands there, and as ISO 8601; the latter is null where it is none. */
  readonly written: string | null;
  readonly date: string | null;
  readonly language: string | null;
  readonly text: string | null;
}

/** A client with its notes as one text. */
export interface ClientRow {
  readonly client: string;
  readonly notes: string;
  readonly count: number;
  readonly first: string | null;
  readonly last: string | null;
  /** Codes of the languages of its notes, the most frequent first, or null where none was known. */
  readonly languages: string | null;
}

/** What is needed of learning: it is large, and loaded in the child process alone. */
export type NotesLibrary = Pick<typeof import('@atelier/learning'), 'clientText' | 'detectLanguage' | 'isLanguage'>;

/** Enough of a note to tell its language. */
const tellingCharacters = 500;

/** One client of its rows, which are in the order of the table; null when none of them is a note. What is passed over goes to `skipped`. */
export function clientOf(rows: readonly NoteRow[], library: NotesLibrary, skipped: SkippedRows): ClientRow | null {
  const notes = notesIn(rows, skipped);
  if (notes.length === 0) return null;
  const dates = notes.flatMap(({ date }) => (date === null ? [] : [date])).toSorted();
  return {
    client: rows[0].client,
    notes: library.clientText(notes.map(({ date, text }) => ({ date, text: text as string }))),
    count: notes.length,
    first: dates.at(0) ?? null,
    last: dates.at(-1) ?? null,
    languages: languagesOf(notes, library, skipped),
  };
}

/** Rows of one client that are notes: they say something, and each its own. */
export function notesIn(rows: readonly NoteRow[], skipped: SkippedRows): NoteRow[] {
  const seen = new Set<string>();
  return rows.filter((row) => isNote(row, seen, skipped));
}

function isNote({ row, written, date, text }: NoteRow, seen: Set<string>, skipped: SkippedRows): boolean {
  const refuse = (field: string, reason: ErrorCode) => {
    skipped.add(row, field, reason);
    return false;
  };
  if (text === null || text.trim() === '') return refuse('text', 'notes.text_empty');
  const identity = `${date ?? written ?? ''}\n${text.trim()}`;
  if (seen.has(identity)) return refuse('text', 'notes.duplicate');
  seen.add(identity);
  if (written !== null && date === null) skipped.add(row, 'date', 'notes.date_invalid');
  return true;
}

function languagesOf(notes: readonly NoteRow[], { detectLanguage, isLanguage }: NotesLibrary, skipped: SkippedRows): string | null {
  const counts = new Map<string, number>();
  for (const { row, language, text } of notes) {
    const given = language?.trim().toLowerCase().split(/[-_]/, 1)[0] ?? '';
    if (given !== '' && !isLanguage(given)) skipped.add(row, 'language', 'notes.language_unknown');
    const known = isLanguage(given) ? given : detectLanguage((text as string).slice(0, tellingCharacters)).language;
    if (known !== 'unknown') counts.set(known, (counts.get(known) ?? 0) + 1);
  }
  // A stable sort: equal counts stay in the order in which they came.
  const ordered = [...counts].toSorted(([, a], [, b]) => b - a).map(([language]) => language);
  return ordered.length === 0 ? null : ordered.join(' ');
}
