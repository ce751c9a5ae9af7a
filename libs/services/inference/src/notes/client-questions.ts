import { type ErrorCode, type PredictNotes, type ScoredConcepts, type ScoredNote, SkippedRows } from '@atelier/contracts';
import { bundledLexicon, clientText, type DatedNote, isLanguage } from '@atelier/learning';

/** A client with its notes as one text. */
export interface ClientQuestion {
  readonly clientId: string;
  readonly notes: number;
  readonly text: string;
}

export interface ClientQuestions {
  readonly clients: readonly ClientQuestion[];
  readonly skipped: SkippedRows;
}

/** The clients of a request in the order in which they are first named. What cannot be read is passed over. */
export function questionsOf({ notes, concepts }: Pick<PredictNotes, 'notes' | 'concepts'>): ClientQuestions {
  return notes ? fromNotes(notes) : fromConcepts(concepts ?? []);
}

function fromNotes(notes: readonly ScoredNote[]): ClientQuestions {
  const skipped = new SkippedRows('notes');
  const byClient = new Map<string, Map<string, DatedNote>>();
  for (const [row, note] of notes.entries()) {
    const clientId = idOf(note);
    if (clientId === '') skipped.add(row, 'client_id', 'notes.client_missing');
    else take(note, listOf(byClient, clientId), (field, reason) => skipped.add(row, field, reason));
  }
  const clients = [...byClient].map(([clientId, own]) => ({ clientId, notes: own.size, text: clientText([...own.values()]) }));
  return { clients: clients.filter((client) => client.notes > 0), skipped };
}

/** Notes of a client by what makes them one: date and text. */
function listOf(byClient: Map<string, Map<string, DatedNote>>, clientId: string): Map<string, DatedNote> {
  const known = byClient.get(clientId);
  if (known) return known;
  const own = new Map<string, DatedNote>();
  byClient.set(clientId, own);
  return own;
}

function take(note: ScoredNote, own: Map<string, DatedNote>, skip: (field: string, reason: ErrorCode) => void): void {
  const text = plain(note.text ?? '').trim();
  if (text === '') return skip('text', 'notes.text_empty');
  const written = note.date?.trim() ?? '';
  const identity = `${written}\n${text}`;
  if (own.has(identity)) return skip('text', 'notes.duplicate');
  const date = isDate(written) ? written : null;
  if (written !== '' && date === null) skip('date', 'notes.date_invalid');
  const language = note.language?.trim().toLowerCase().split(/[-_]/, 1)[0] ?? '';
  if (language !== '' && !isLanguage(language)) skip('language', 'notes.language_unknown');
  own.set(identity, { date, text });
}

const isoDate = /^\d{4}-\d{2}-\d{2}/;

function isDate(written: string): boolean {
  return isoDate.test(written) && !Number.isNaN(Date.parse(written));
}

/** What the log's database can hold, too. */
function plain(text: string): string {
  return text.toWellFormed().replaceAll('\0', '\uFFFD');
}

function idOf({ client_id }: { readonly client_id: string | number }): string {
  return String(client_id).trim();
}

let wordsByConcept: ReadonlyMap<string, string> | undefined;

/** A concept as a note would name it. */
function wordsOf(concept: string): string | undefined {
  wordsByConcept ??= new Map(bundledLexicon().concepts.map(({ id, label, aliases }) => [id, aliases.en?.[0] ?? label]));
  return wordsByConcept.get(concept);
}

function fromConcepts(rows: readonly ScoredConcepts[]): ClientQuestions {
  const skipped = new SkippedRows('concepts');
  const byClient = new Map<string, string[]>();
  for (const [row, { client_id, concepts }] of rows.entries()) {
    const clientId = idOf({ client_id });
    const notes = byClient.get(clientId) ?? [];
    const words = concepts.map(wordsOf);
    if (words.includes(undefined)) skipped.add(row, 'concepts', 'notes.concept_unknown');
    const known = words.filter((word) => word !== undefined);
    if (known.length > 0) notes.push(known.join(', '));
    else skipped.add(row, 'concepts', 'notes.text_empty');
    byClient.set(clientId, notes);
  }
  const clients = [...byClient].map(([clientId, notes]) => ({
    clientId,
    notes: notes.length,
    text: clientText(notes.map((text) => ({ text }))),
  }));
  return { clients: clients.filter(({ notes }) => notes > 0), skipped };
}
