import { bundledLexicon } from '../lexicon/bundled.js';
import type { Lexicon } from '../lexicon/lexicon.js';
import { notesOf } from './client-text.js';
import { ConceptReader, type ReadConcepts } from './concept-reader.js';
import { type LexiconReference, referTo } from './lexicon-reference.js';
import { type Signal, signalOfConcept } from './signals.js';

/** How often a client's notes affirm each concept, by its place in the lexicon, ascending. */
export interface ConceptCounts {
  readonly places: readonly number[];
  readonly counts: readonly number[];
}

/** What advisers' notes tell of the client's mind, note by note, oldest first. */
export type NoteSignals = ReadonlySet<Signal>;

/** A client's text with what is read of it, each when it is first asked for. */
export class ClientReading {
  private ownNotes: readonly string[] | undefined;
  private ownConcepts: readonly ReadConcepts[] | undefined;
  private ownCounts: ConceptCounts | undefined;

  constructor(
    readonly text: string,
    private readonly reader: ClientReader,
  ) {}

  get notes(): readonly string[] {
    return (this.ownNotes ??= notesOf(this.text));
  }

  /** Note by note. */
  get concepts(): readonly ReadConcepts[] {
    return (this.ownConcepts ??= this.notes.map((note) => this.reader.concepts.read(note)));
  }

  get conceptCounts(): ConceptCounts {
    return (this.ownCounts ??= affirmedIn(this.concepts));
  }

  get signals(): readonly NoteSignals[] {
    const read = this.reader.ownSignals ? this.concepts : this.notes.map((note) => this.reader.signalReader.read(note));
    return read.map((note) => this.reader.signalsIn(note));
  }
}

function affirmedIn(notes: readonly ReadConcepts[]): ConceptCounts {
  const found = new Map<number, number>();
  for (const note of notes) for (const place of note) if (place >= 0) found.set(place, (found.get(place) ?? 0) + 1);
  const places = [...found.keys()].sort((a, b) => a - b);
  return { places, counts: places.map((place) => found.get(place) ?? 0) };
}

const readers = new WeakMap<Lexicon, ClientReader>();

/** One reader a lexicon, so that models that are served side by side find concepts in a note once. */
export function readerOf(lexicon: Lexicon): ClientReader {
  let known = readers.get(lexicon);
  if (!known) readers.set(lexicon, (known = new ClientReader(lexicon)));
  return known;
}

/** Reads clients by one lexicon. Signals are always told by the bundled lexicon's words, whatever lexicon gives the concepts. */
export class ClientReader {
  readonly concepts: ConceptReader;
  readonly lexicon: LexiconReference;
  /** Whether the lexicon is the bundled one, so that one reading gives both. */
  readonly ownSignals: boolean;
  readonly signalReader: ConceptReader;
  private readonly signalOfPlace: readonly (Signal | undefined)[];

  constructor(lexicon: Lexicon) {
    this.concepts = new ConceptReader(lexicon);
    this.lexicon = referTo(lexicon);
    this.ownSignals = 'bundled' in this.lexicon;
    this.signalReader = this.ownSignals ? this.concepts : new ConceptReader(bundledLexicon());
    this.signalOfPlace = this.signalReader.lexicon.concepts.map(signalOfConcept);
  }

  read(text: string): ClientReading {
    return new ClientReading(text, this);
  }

  signalsIn(note: ReadConcepts): NoteSignals {
    const told = new Set<Signal>();
    for (const place of note) {
      const signal = place < 0 ? undefined : this.signalOfPlace[place];
      if (signal) told.add(signal);
    }
    return told;
  }
}
