import { ConceptDetector } from '../detection/detect-concepts.js';
import type { Lexicon } from '../lexicon/lexicon.js';
import { ContentCache } from './content-cache.js';

/** The concepts of one note in the order of the text: places in the lexicon, and of a denied one the complement (~place). */
export type ReadConcepts = Int32Array;

/** Notes that are remembered: some fifty thousand of usual length. */
const mostBytes = 48 * 2 ** 20;

const detectors = new WeakMap<Lexicon, ConceptDetector>();

/** One detector a lexicon: making its indexes takes longer than reading a hundred notes. */
export function detectorOf(lexicon: Lexicon): ConceptDetector {
  let known = detectors.get(lexicon);
  if (!known) detectors.set(lexicon, (known = new ConceptDetector(lexicon)));
  return known;
}

/** Reads which concepts a note speaks of; what was read is kept by content, so that the models of one client read its notes once. */
export class ConceptReader {
  private readonly places: ReadonlyMap<string, number>;
  private readonly cache = new ContentCache<ReadConcepts>(mostBytes, ({ byteLength }) => byteLength);

  constructor(readonly lexicon: Lexicon) {
    this.places = new Map(lexicon.concepts.map(({ id }, place) => [id, place]));
  }

  read(note: string): ReadConcepts {
    const known = this.cache.get(note);
    if (known) return known;
    const { mentions } = detectorOf(this.lexicon).detect(note);
    const found = Int32Array.from(mentions, ({ concept, negated }) => {
      const place = this.places.get(concept) ?? 0;
      return negated ? ~place : place;
    });
    this.cache.set(note, found);
    return found;
  }
}
