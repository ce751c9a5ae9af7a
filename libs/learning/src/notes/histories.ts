import { LearningError } from '../errors.js';
import type { ClientNote } from './clients/client-texts.js';
import { fewestNotes } from './clients/reading/notes-reader.js';
import type { ConceptDetector } from './detection/detect-concepts.js';
import type { Language } from './lexicon/lexicon.js';

/** What a note of a client said, and when. */
export interface HeardNote {
  /** Days since 1970-01-01; NaN where the note has no date. */
  readonly day: number;
  readonly language: Language | 'unknown';
  /** Ids of the concepts that are so, none twice. */
  readonly affirmed: readonly string[];
  /** Ids of those that are not so. */
  readonly denied: readonly string[];
}

/** One client's notes in the order of time, those without a date first. */
export interface ClientHistory {
  readonly clientId: string;
  readonly notes: readonly HeardNote[];
}

/** Reads notes for their concepts and puts them together by client, in the order in which clients first occur. */
export function clientHistories(notes: readonly ClientNote[], detector: ConceptDetector): ClientHistory[] {
  const byClient = new Map<string, HeardNote[]>();
  for (const note of notes) {
    const heard = byClient.get(note.clientId);
    if (heard) heard.push(heardNote(note, detector));
    else byClient.set(note.clientId, [heardNote(note, detector)]);
  }
  return [...byClient].map(([clientId, heard]) => ({ clientId, notes: heard.sort((a, b) => inOrder(a.day) - inOrder(b.day)) }));
}

function inOrder(day: number): number {
  return Number.isNaN(day) ? Number.MIN_SAFE_INTEGER : day;
}

function heardNote({ date, text, language: given }: ClientNote, detector: ConceptDetector): HeardNote {
  const { language, mentions } = detector.detect(text, given);
  const ids = (negated: boolean) => [...new Set(mentions.filter((each) => each.negated === negated).map(({ concept }) => concept))];
  const affirmed = ids(false);
  return { day: dayOf(date), language, affirmed, denied: ids(true).filter((id) => !affirmed.includes(id)) };
}

const dayLength = 86_400_000;

/** Days since 1970-01-01 of an ISO date or date and time; NaN for what is none. */
export function dayOf(date?: string | null): number {
  return Math.floor(Date.parse(date ?? '') / dayLength);
}

/** The ISO date of a day. */
export function dateOf(day: number): string {
  return new Date(day * dayLength).toISOString().slice(0, 10);
}

/** Throws `learning.too_few_rows` below fifty notes. */
export function requireEnough(clients: readonly ClientHistory[]): void {
  const notes = clients.reduce((sum, client) => sum + client.notes.length, 0);
  if (notes < fewestNotes)
    throw new LearningError(
      'learning.too_few_rows',
      `There ${notes === 1 ? 'is 1 note' : `are ${notes} notes`}; ${fewestNotes} or more are needed. Give more notes, or make a synthetic world to try it with: atelier notes generate --out world`,
      'notes',
    );
}
