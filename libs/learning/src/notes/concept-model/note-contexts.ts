import { throwIfAborted } from '../../errors.js';
import { pause } from '../../estimators/pause.js';
import type { ConceptDetector } from '../detection/detect-concepts.js';
import { candidateSpans, phraseOf, readNote } from '../detection/candidate-spans.js';

/** A note to learn contexts from; its language where the adviser gave it. */
export interface ContextNote {
  readonly clientId: string;
  readonly text: string;
  readonly language?: string;
}

/** A phrase that a client's notes use. */
export interface Occurrence {
  readonly phrase: string;
  readonly client: number;
  readonly note: number;
  /** Place of the concept in the lexicon; −1 where the lexicon doesn't know the phrase. */
  readonly concept: number;
}

export interface NoteContexts {
  /** Of known phrases, then of unknown ones that several notes use. */
  readonly known: readonly Occurrence[];
  readonly unknown: readonly Occurrence[];
  /** Notes that use each phrase the lexicon doesn't know, where they are several. */
  readonly counts: ReadonlyMap<string, number>;
  /** Phrases of `unknown` that more notes use than they use nearly any alias: they hold notes together and name nothing. */
  readonly everyday: ReadonlySet<string>;
  /** How often each word is used. */
  readonly words: ReadonlyMap<string, number>;
  /** Each client's concepts with the note that names them. */
  readonly concepts: readonly (readonly { readonly concept: number; readonly note: number }[])[];
}

/** Notes that an unknown phrase has to be in. */
const leastNotes = 2;
/** Share of the known phrases that are less used than an everyday phrase. */
const everydayShare = 0.85;

/** Reads notes with a lexicon's detector; `placeOf` gives a concept's place in the lexicon. */
export async function noteContexts(
  notes: readonly ContextNote[],
  detector: ConceptDetector,
  placeOf: ReadonlyMap<string, number>,
  signal?: AbortSignal,
): Promise<NoteContexts> {
  const clients = new Map<string, number>();
  const concepts: { concept: number; note: number }[][] = [];
  const known: Occurrence[] = [];
  const unknown: Occurrence[] = [];
  const counts = new Map<string, number>();
  const words = new Map<string, number>();
  for (const [number, { clientId, text, language }] of notes.entries()) {
    if (number % 256 === 0) await pause();
    throwIfAborted(signal);
    let client = clients.get(clientId);
    if (client === undefined) {
      clients.set(clientId, (client = concepts.length));
      concepts.push([]);
    }
    const { text: normal, mentions } = detector.detect(text, language);
    const note = readNote(normal);
    for (const form of note.forms) words.set(form, (words.get(form) ?? 0) + 1);
    const owners = new Int32Array(note.words.length).fill(-1);
    for (const [i, mention] of mentions.entries()) {
      const from = note.words.findIndex(({ start }) => start === mention.start);
      const to = note.words.findLastIndex(({ end }) => end <= mention.end) + 1;
      owners.fill(i, from, to);
      const concept = placeOf.get(mention.concept) ?? -1;
      known.push({ phrase: phraseOf(note, { from, to }), client, note: number, concept });
      concepts[client].push({ concept, note: number });
    }
    for (const phrase of new Set(candidateSpans(note, owners).flatMap((span) => (span.covers ? [] : phraseOf(note, span))))) {
      unknown.push({ phrase, client, note: number, concept: -1 });
      counts.set(phrase, (counts.get(phrase) ?? 0) + 1);
    }
  }
  const limit = everydayFrom(known);
  const everyday = new Set([...counts].filter(([, count]) => count > limit).map(([phrase]) => phrase));
  const several = new Map([...counts].filter(([, count]) => count >= leastNotes));
  return { known, unknown: unknown.filter(({ phrase }) => several.has(phrase)), counts: several, everyday, words, concepts };
}

/** Notes that the most used aliases are in. */
function everydayFrom(known: readonly Occurrence[]): number {
  const counts = [...Map.groupBy(known, ({ phrase }) => phrase).values()].map(({ length }) => length).sort((a, b) => a - b);
  return counts[Math.floor(everydayShare * counts.length)] ?? Number.POSITIVE_INFINITY;
}
